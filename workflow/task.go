package workflow

// Task is what an application waits for next (下一步), for a worklist.
type Task struct {
	Label string
	Event Event // the step of it
	Waits bool  // for somebody outside: nothing to do but to watch
}

// tasks say what is next by where an application stands. The first row that
// holds is the one.
var tasks = []struct {
	Where Cond
	Task
}{
	{is(FieldDraft, Submitted), Task{"签发", Answer, false}},
	{is(FieldDraft, Returned), Task{"按退回理由修改", DraftAnswer, false}},
	{is(FieldDraft, Drafted), Task{"送审", Submit, false}},
	{is(FieldState, Arrived), Task{"与申请人确认", Confirm, false}},
	{is(FieldState, Correcting), Task{"等待补正", Correct, true}},
	{is(FieldState, Explaining), Task{"等待说明理由", Explained, true}},
	{is(FieldState, FeePending), Task{"等待缴费", Pay, true}},
	{All{is(FieldState, handled...), AwaitsOpinion}, Task{"等待意见返回", Consulted, true}},
	{is(FieldState, Remaking), Task{"重新答复", DraftAnswer, false}},
	{is(FieldState, handled...), Task{"拟答复", DraftAnswer, false}},
	{Unposted, Task{"寄出答复", Dispatch, false}},
	{Unserved, Task{"登记送达", Deliver, false}},
}

func is[T ~string](f Field, any ...T) Cond { return Is{f, texts(any)} }

// AwaitsOpinion is the condition that the term stands still because an opinion
// is awaited (征求意见). While it does, the latest day of the term is known.
var AwaitsOpinion Cond = All{StillOpen, Span{Field: FieldLatest}}

// Unposted is the condition that an answer was signed and neither posted nor
// handed over, as far as anyone wrote down.
var Unposted Cond = All{is(FieldState, Answered), Is{FieldDispatched, []string{""}}, Is{FieldDelivered, []string{""}}}

// Unserved is the condition that an answer was posted and nobody wrote down that
// it arrived.
var Unserved Cond = All{is(FieldState, Answered), Span{Field: FieldDispatched}, Is{FieldDelivered, []string{""}}}

// Next is what the application waits for; the zero Task if for nothing.
func (b Brief) Next() Task {
	for _, row := range tasks {
		if Match(row.Where, b, Period{}) {
			return row.Task
		}
	}
	return Task{}
}

// Fact answers the conditions of the tasks about a line of the register.
func (b Brief) Fact(f Field) string {
	switch f {
	case FieldState:
		return string(b.State)
	case FieldDraft:
		return string(b.Draft)
	case FieldLatest:
		return string(b.Latest)
	case FieldDispatched:
		return string(b.Dispatched)
	case FieldDelivered:
		return string(b.Delivered)
	}
	return ""
}

package workflow

import (
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// Task is what an application waits for next (下一步), for a worklist. The zero Task is
// nothing.
type Task struct {
	Label string
	Event Event // the step that fulfils it
	Waits bool  // somebody outside has to act: the office can only watch
}

// tasks say what comes next, by where an application stands. The first row that holds
// decides, so the order is from the particular to the general.
var tasks = []struct {
	Where cond.Cond
	Task
}{
	{is(cond.FieldDraft, Submitted), Task{"签发", Answer, false}},
	{is(cond.FieldDraft, Returned), Task{"按退回理由修改", DraftAnswer, false}},
	{is(cond.FieldDraft, Drafted), Task{"送审", Submit, false}},
	{is(cond.FieldState, Arrived), Task{"与申请人确认", Confirm, false}},
	{is(cond.FieldState, Correcting), Task{"等待补正", Correct, true}},
	{is(cond.FieldState, Explaining), Task{"等待说明理由", Explained, true}},
	{is(cond.FieldState, FeePending), Task{"等待缴费", Pay, true}},
	{cond.All{is(cond.FieldState, handled...), AwaitsOpinion}, Task{"等待意见返回", Consulted, true}},
	{is(cond.FieldState, Remaking), Task{"重新答复", DraftAnswer, false}},
	{is(cond.FieldState, handled...), Task{"拟答复", DraftAnswer, false}},
	{Unposted, Task{"寄出答复", Dispatch, false}},
	{Unserved, Task{"登记送达", Deliver, false}},
}

// is returns the condition that a field has one of the values.
func is[T ~string](f cond.Field, any ...T) cond.Cond { return cond.Is{Field: f, Any: texts(any)} }

// AwaitsOpinion is the condition that the clock stands still only because an opinion is
// awaited (征求意见). Exactly then the latest day of the term is known.
var AwaitsOpinion cond.Cond = cond.All{StillOpen, cond.Span{Field: cond.FieldLatest}}

// Unposted is the condition that an answer was signed, but neither posting nor delivery
// was recorded.
var Unposted cond.Cond = cond.All{
	is(cond.FieldState, Answered),
	cond.Is{Field: cond.FieldDispatched, Any: []string{""}},
	cond.Is{Field: cond.FieldDelivered, Any: []string{""}},
}

// Unserved is the condition that an answer was posted, but its arrival was not
// recorded.
var Unserved cond.Cond = cond.All{
	is(cond.FieldState, Answered),
	cond.Span{Field: cond.FieldDispatched},
	cond.Is{Field: cond.FieldDelivered, Any: []string{""}},
}

// Next returns what the application waits for; the zero Task if for nothing.
func (b Brief) Next() Task {
	for _, row := range tasks {
		if cond.Match(row.Where, b, calendar.Period{}) {
			return row.Task
		}
	}
	return Task{}
}

// Fact answers the conditions of the tasks; "" for a field that they do not ask for.
func (b Brief) Fact(f cond.Field) string {
	switch f {
	case cond.FieldState:
		return string(b.State)
	case cond.FieldDraft:
		return string(b.Draft)
	case cond.FieldLatest:
		return string(b.Latest)
	case cond.FieldDispatched:
		return string(b.Dispatched)
	case cond.FieldDelivered:
		return string(b.Delivered)
	default: // no task asks for it
		return ""
	}
}

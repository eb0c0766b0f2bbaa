package register

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/plain"
	"gongkai/workflow/statistics"
)

// step is one command read from a row, with the columns that its errors are about.
type step struct {
	cmd    workflow.Command
	column string                 // where its day stands
	inputs map[fault.Input]string // where the other things stand that are read for it
	// opens and closes carry the same key where a step ends what another began; "" for
	// others.
	opens  string
	closes string
}

// columnOf returns the column from which an input was read; that of the day for an
// input without a column.
func (s step) columnOf(in fault.Input) string { return cmp.Or(s.inputs[in], s.column) }

// intakeColumns are the columns of the registration.
var intakeColumns = map[fault.Input]string{
	fault.InputNumber:        colNumber,
	fault.InputChannel:       colChannel,
	fault.InputApplicantKind: colKind,
	fault.InputName:          colName,
	fault.InputContent:       colContent,
}

// rowReader reads the cells of one row and collects what is wrong with them.
type rowReader struct {
	row    int
	cells  map[string]string // by column, without surrounding blanks
	faults []RowFault
}

// fault notes one thing that is wrong with the row.
func (r *rowReader) fault(column, value, reason string) {
	r.faults = append(r.faults, RowFault{r.row, column, value, reason})
}

// replay takes the steps in order of date. What the law refuses is recorded as
// irregular; the first step that cannot have happened ends the row with a fault.
func (r *rowReader) replay(app *workflow.Application, steps []step, im *importing) {
	// The first step is the receipt. It stays first whatever its day: without it
	// nothing else can be judged.
	slices.SortStableFunc(steps[1:], func(a, b step) int { return cmp.Compare(a.cmd.On, b.cmd.On) })
	opened := map[string]int{}
	for _, s := range steps {
		s.cmd.At, s.cmd.By, s.cmd.Role = im.at, im.desk.User().DisplayName(), im.desk.User().Role
		s.cmd.Recorded, s.cmd.Register = true, true
		if s.closes != "" {
			s.cmd.Ref = opened[s.closes]
		}
		if err := app.Apply(s.cmd, im.cal); err != nil {
			column := s.columnOf(fault.InputOf(err))
			r.fault(column, r.cells[column], strings.TrimSuffix(err.Error(), "。"))
			return
		}
		if s.opens != "" {
			opened[s.opens] = len(app.Journal)
		}
	}
}

// steps reads the row into commands. Sorting by date is stable, so what happened on one
// day keeps the order given here.
func (r *rowReader) steps(cal *calendar.Calendar) []step {
	out := r.intake(cal)
	for _, part := range []func() []step{
		r.correction, r.consultations, r.extension, r.fee, r.ending, r.service, r.reviews, r.suits,
	} {
		out = append(out, part()...)
	}
	return out
}

// intake reads the registration, which is always exactly one step. A channel that needs
// confirmation was confirmed on the day of receipt in the register: that is what
// receipt means for it.
func (r *rowReader) intake(cal *calendar.Calendar) []step {
	for _, need := range registerNeeds {
		if plain.Blank(r.cells[need]) {
			r.fault(need, "", "必填，不能为空")
		}
	}
	on := r.date(colReceived)
	in := workflow.Intake{
		Channel: word(r, colChannel, channelWords), Content: r.text(colContent, workflow.MaxContent),
		Arrived: on, Remark: r.remark(),
		Applicant: workflow.Applicant{
			Kind: word(r, colKind, kindWords), Name: r.text(colName, workflow.MaxName),
			IDNumber: r.cells["证件号码"], Phone: r.cells["联系电话"], Address: r.cells["联系地址"], Email: r.cells["电子邮箱"],
		},
	}
	if on != "" && workflow.BasisOn(in.Channel, on, cal) == workflow.OnConfirmation {
		in.Confirmed = on
	}
	return []step{{
		cmd:    workflow.Command{Event: workflow.Receive, On: on, Intake: &in, Number: r.text(colNumber, 64)},
		column: colReceived, inputs: intakeColumns,
	}}
}

// remark returns 备注 together with the columns that are not in [Head], so that nothing
// in a file is lost.
func (r *rowReader) remark() string {
	var more []string
	for name, value := range r.cells {
		if value != "" && !slices.Contains(Head, name) {
			more = append(more, name+"："+value)
		}
	}
	slices.Sort(more)
	return strings.Trim(strings.Join(append([]string{r.cells[colRemark]}, more...), "；"), "；")
}

// correction reads the notice of correction and the answer to it; each is a step only
// if it has a day, as in the functions below.
func (r *rowReader) correction() []step {
	ask, back := r.date("补正通知日期"), r.date("补正收到日期")
	if back != "" && ask == "" {
		r.fault("补正通知日期", "", "填了补正收到日期，请填补正通知日期")
	}
	return r.dated(
		step{cmd: workflow.Command{Event: workflow.AskCorrection, On: ask}, column: "补正通知日期"},
		step{cmd: workflow.Command{Event: workflow.Correct, On: back}, column: "补正收到日期"},
	)
}

// consultations reads any number of consultations. One without a party is of a third
// party, as most registers have no such column.
func (r *rowReader) consultations() []step {
	sent, back, party := r.list("征求意见发出日期"), r.list("意见返回日期"), r.list("征求对象")
	var out []step
	for i := range max(len(sent), len(back)) {
		key := "consult" + strconv.Itoa(i)
		p := lookup(r, "征求对象", cmp.Or(at(party, i), "第三方"), partyWords)
		begin := step{
			cmd:    workflow.Command{Event: workflow.Consult, On: r.readDate("征求意见发出日期", at(sent, i)), Party: p},
			column: "征求意见发出日期", inputs: map[fault.Input]string{workflow.AskParty: "征求对象"}, opens: key,
		}
		end := step{
			cmd:    workflow.Command{Event: workflow.Consulted, On: r.readDate("意见返回日期", at(back, i))},
			column: "意见返回日期",
			closes: key,
		}
		r.paired(begin, end)
		out = append(out, r.dated(begin, end)...)
	}
	return out
}

// paired refuses an end without its beginning.
func (r *rowReader) paired(begin, end step) {
	if begin.cmd.On == "" && end.cmd.On != "" {
		r.fault(begin.column, "", "填了"+end.column+"，请填"+begin.column)
	}
}

// extension reads the extension. Without a number of days it has the most the edition
// allows, which is what offices usually grant.
func (r *rowReader) extension() []step {
	on, days := r.date("延期日期"), r.number("延期工作日")
	if days == 0 && on != "" {
		// Only the length of the term is read, which needs no calendar.
		days = workflow.LawOn(r.date(colReceived), nil).Extension.Days
	}
	if on == "" && days != 0 {
		r.fault("延期日期", "", "填了延期工作日，请填延期日期")
	}
	return r.dated(step{
		cmd:    workflow.Command{Event: workflow.Extend, On: on, Days: days},
		column: "延期日期", inputs: map[fault.Input]string{workflow.AskDays: "延期工作日"},
	})
}

// fee reads the notice of a fee and its payment. An old register has the amount, but
// not the tariff.
func (r *rowReader) fee() []step {
	ask, paid := r.date("收费通知日期"), r.date("缴费日期")
	amount := statistics.Amount(0)
	if s := r.cells["收费金额"]; s != "" {
		var err error
		if amount, err = statistics.ParseAmount(s); err != nil {
			r.fault("收费金额", s, "不能读作金额（元）")
		}
	}
	if ask == "" && (paid != "" || amount != 0) {
		r.fault("收费通知日期", "", "填了缴费日期或者收费金额，请填收费通知日期")
	}
	return r.dated(
		step{
			cmd:    workflow.Command{Event: workflow.AskFee, On: ask, Amount: amount},
			column: "收费通知日期", inputs: map[fault.Input]string{workflow.AskAmount: "收费金额"},
		},
		step{cmd: workflow.Command{Event: workflow.Pay, On: paid}, column: "缴费日期"},
	)
}

// ending reads the answer or other ending. The word for it also says which event
// brought it.
func (r *rowReader) ending() []step {
	on, said := r.date(colClosed), r.cells[colOutcome]
	switch {
	case on == "" && said == "":
		return nil
	case said == "":
		r.fault(colOutcome, "", "填了办结日期，请填办理结果")
		return nil
	case on == "" && r.cells[colClosed] == "":
		r.fault(colClosed, "", "填了办理结果，请填办结日期")
	}
	o := r.outcome(said)
	return r.dated(step{
		cmd:    workflow.Command{Event: o.Event, On: on, Outcome: o.Code, LetterNumber: r.cells["答复文号"]},
		column: colClosed,
		inputs: map[fault.Input]string{workflow.AskOutcome: colOutcome, workflow.AskLetterNumber: "答复文号"},
	})
}

// outcome reads a result in the words of the forms. Those of the 2014 form are refused
// for applications under the 2019 edition; an unknown word is a fault and the zero
// Outcome.
func (r *rowReader) outcome(said string) workflow.Outcome {
	w, ok := findOutcomeWord(said)
	switch received := r.date(colReceived); {
	case !ok:
		r.fault(colOutcome, said, "不是统计表中的办理结果")
	case w.old && received >= workflow.Regimes[1].From:
		r.fault(colOutcome, said, "是 2014 年版统计表的用语，只用于 "+string(workflow.Regimes[1].From)+" 以前收到的申请")
	}
	o, _ := workflow.OutcomeOf(w.code)
	return o
}

// service reads how the answer was served. The one day that a register has is the one
// that counts for the method: of signature, or of posting.
func (r *rowReader) service() []step {
	on, method := r.date(colServed), word(r, colMethod, methodWords)
	if on != "" && r.cells[colMethod] == "" {
		r.fault(colMethod, "", "填了送达日期，请填送达方式")
	}
	if on != "" && r.cells[colClosed] == "" {
		r.fault(colServed, r.cells[colServed], "还没有办结，不能有送达日期")
	}
	// A missing or unknown method is a fault already; any event will do for the step.
	event := method.Point()
	if event == "" {
		event = workflow.Dispatch
	}
	return r.dated(step{
		cmd:    workflow.Command{Event: event, On: on, Method: method},
		column: colServed, inputs: map[fault.Input]string{workflow.AskMethod: colMethod},
	})
}

// reviews reads any number of reviews.
func (r *rowReader) reviews() []step {
	return r.disputes("复议", workflow.AcceptReview, workflow.EndReview, func(int) workflow.Block { return workflow.Review })
}

// suits reads any number of suits, each with the block of 表四 in which it counts.
func (r *rowReader) suits() []step {
	routes := r.list("诉讼方式")
	return r.disputes("诉讼", workflow.AcceptSuit, workflow.EndSuit, func(i int) workflow.Block {
		if at(routes, i) == "" {
			r.fault("诉讼方式", "", "填了诉讼受理日期，请填诉讼方式：直接起诉或者复议后起诉")
		}
		return lookup(r, "诉讼方式", at(routes, i), routeWords)
	})
}

// disputes reads the disputes of one kind, whose columns all begin with name. Each may
// be pending: accepted, and neither closed nor with a result.
func (r *rowReader) disputes(name string, begin, end workflow.Event, block func(int) workflow.Block) []step {
	accepted, closed, results := r.list(name+"受理日期"), r.list(name+"审结日期"), r.list(name+"结果")
	var out []step
	for i := range max(len(accepted), len(closed), len(results)) {
		key := name + strconv.Itoa(i)
		b := step{
			cmd:    workflow.Command{Event: begin, On: r.readDate(name+"受理日期", at(accepted, i)), Block: block(i)},
			column: name + "受理日期", inputs: map[fault.Input]string{workflow.AskRoute: "诉讼方式"}, opens: key,
		}
		e := step{
			cmd:    workflow.Command{Event: end, On: r.readDate(name+"审结日期", at(closed, i))},
			column: name + "审结日期", inputs: map[fault.Input]string{workflow.AskRuling: name + "结果"}, closes: key,
		}
		if at(results, i) != "" || e.cmd.On != "" {
			e.cmd.Result = lookup(r, name+"结果", at(results, i), resultWords)
		}
		if at(results, i) != "" && e.cmd.On == "" {
			r.fault(name+"审结日期", "", "填了"+name+"结果，请填"+name+"审结日期")
		}
		r.paired(b, e)
		out = append(out, r.dated(b, e)...)
	}
	return out
}

// dated keeps the steps that have a day.
func (r *rowReader) dated(steps ...step) []step {
	return slices.DeleteFunc(steps, func(s step) bool { return s.cmd.On == "" })
}

// date reads the day in a cell; "" if the cell is empty or wrong, and then there is a
// fault.
func (r *rowReader) date(column string) calendar.Date { return r.readDate(column, r.cells[column]) }

// readDate reads a day from a cell that may hold several. A cell that is read twice is
// at fault once.
func (r *rowReader) readDate(column, value string) calendar.Date {
	d, err := calendar.ReadDate(value)
	known := func(f RowFault) bool { return f.Column == column && f.Value == value }
	if err != nil && !slices.ContainsFunc(r.faults, known) {
		r.fault(column, value, strings.TrimSuffix(err.Error(), "。"))
	}
	return d
}

// text reads a cell of at most limit characters.
func (r *rowReader) text(column string, limit int) string {
	s := r.cells[column]
	if len([]rune(s)) > limit {
		r.fault(column, string([]rune(s)[:20])+"…", fmt.Sprintf("不能超过 %d 字", limit))
	}
	return s
}

// number reads a number of working days; 0 if the cell is empty.
func (r *rowReader) number(column string) int {
	s := r.cells[column]
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0")) // a spreadsheet may have made it a decimal
	if err != nil || n < 1 || n > 1000 {
		r.fault(column, s, "不能读作工作日数")
	}
	return n
}

// list splits a cell that holds several things of one application. The first belongs to
// the first of the neighbouring columns, and so on.
func (r *rowReader) list(column string) []string {
	if r.cells[column] == "" {
		return nil
	}
	parts := strings.Split(strings.ReplaceAll(r.cells[column], ";", "；"), "；")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// at returns the ith value, or "" beyond the end of the list.
func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// word reads a cell by a table of words; "" stays "".
func word[T ~string](r *rowReader, column string, words map[string]T) T {
	return lookup(r, column, r.cells[column], words)
}

// lookup returns the code of a word; the zero code if the word is "" or, with a fault,
// if it is unknown.
func lookup[T ~string](r *rowReader, column, said string, words map[string]T) T {
	code, ok := words[said]
	if !ok && said != "" {
		var all []string
		for w := range words {
			all = append(all, w)
		}
		slices.Sort(all)
		r.fault(column, said, "不认识；可以填 "+strings.Join(all, "、"))
	}
	return code
}

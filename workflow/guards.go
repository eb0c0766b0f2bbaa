package workflow

import (
	"strconv"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// inAskTerm holds a notice of correction to its statutory term (article 30). Under 2007
// there was none.
var inAskTerm = Guard{"在告知补正的期限内", func(m Move) error {
	if m.Law.AskWithin.Days == 0 {
		return nil
	}
	if last := m.Law.LastAsk(m.Of.Received); m.Cmd.On > last {
		return fault.InputOn.Refusal("30", "请按现有内容办理并在答复期限内答复",
			"告知补正须在收到申请之日起 %d 个工作日内一次性作出，最后一日是 %s", m.Law.AskWithin.Days, last)
	}
	return nil
}}

// LastAsk returns the last day on which the applicant may be asked to correct what was
// received on a day; "" where the edition sets no limit or the application is not yet
// received.
func (l Law) LastAsk(received calendar.Date) calendar.Date {
	if l.AskWithin.Days == 0 || received == "" {
		return ""
	}
	return l.Add(received, l.AskWithin.Days)
}

var untilAhead = Guard{"补正期限在告知之后", func(m Move) error {
	if m.Cmd.Until != "" && m.Cmd.Until <= m.Cmd.On {
		return AskUntil.Wrong("补正期限 %s 应当晚于告知之日 %s", m.Cmd.Until, m.Cmd.On)
	}
	return nil
}}

// correctedInTime accepts a late correction only with a reason written down: article 30
// speaks of an applicant without good reason (docs/law.md §5.1).
var correctedInTime = Guard{"在补正期限内，或者有正当理由", func(m Move) error {
	ask, _ := m.Of.Last(AskCorrection)
	if m.Cmd.On > ask.Until && m.Cmd.Reason == "" {
		return AskReason.Refusal("30", "申请人有正当理由的，请写明理由后继续；没有的，办理“逾期不补正，终止”",
			"补正期限至 %s 止，收到补正之日 %s 已经超过", ask.Until, m.Cmd.On)
	}
	return nil
}}

var correctionTermOver = Guard{"补正期限已过", func(m Move) error {
	if ask, _ := m.Of.Last(AskCorrection); m.Cmd.On <= ask.Until {
		return fault.InputOn.Refusal("30", "请等补正期限届满，或者登记收到补正", "补正期限至 %s 止，还没有届满", ask.Until)
	}
	return nil
}}

// notOverdue guards steps that would give the office more time: once the term is over,
// it has none left to extend or to stop.
var notOverdue = Guard{"答复期限未过", func(m Move) error {
	if c := m.Of.ClockOn(m.Law, m.Cmd.On); !c.Stopped && m.Cmd.On > c.Due {
		return fault.InputOn.Refusal("33(2)", "请尽快答复", "答复期限已于 %s 届满，期限届满后不能再办理这一步", c.Due)
	}
	return nil
}}

// inExtensionTerm holds an extension to the maximum of the edition (33(2); 2007:
// 24(2)). At signature it looks at the days in the draft.
var inExtensionTerm = Guard{"延长的工作日在上限内", func(m Move) error {
	days := m.Cmd.Days
	if m.Cmd.Event == Extend {
		days = m.drafted(m.Of.Draft()).Days
	}
	if days < 1 || days > m.Law.Extension.Days {
		return &fault.Error{
			Kind:    fault.Invalid,
			Input:   AskDays,
			Article: m.Law.Extension.Article,
			What:    "延长答复期限最多 " + strconv.Itoa(m.Law.Extension.Days) + " 个工作日，至少 1 个",
			Next:    "请填写延长的工作日数",
		}
	}
	return nil
}}

// Article 35: applications whose number or frequency clearly exceeds what is
// reasonable.

var reasonsAllowed = Guard{"可以要求说明理由", func(m Move) error {
	if m.Law.Reasons.Days == 0 {
		return fault.Refusal("35", "请按现有内容办理", "该申请适用 %s 年条例，没有要求说明理由的规定", m.Law.Name)
	}
	return nil
}}

// laterTerm lets the head fix a later term (合理的延迟答复期限). The regulation sets no maximum,
// but the new term must end after the one that is running.
var laterTerm = Guard{"延迟的期限在原期限之后", func(m Move) error {
	c := m.Of.ClockOn(m.Law, m.Cmd.On)
	// Without a date the ordinary term simply goes on.
	switch {
	case m.Cmd.Until == "":
		return nil
	case c.Stopped:
		return AskUntil.Refusal("35", "请先登记意见返回", "期限正在中止计算，不能确定延迟的期限")
	case m.Cmd.Until <= m.Cmd.On || m.Cmd.Until <= c.Due:
		return AskUntil.Wrong("延迟的答复期限 %s 应当晚于现在的期限 %s 和今天", m.Cmd.Until, c.Due)
	}
	return nil
}}

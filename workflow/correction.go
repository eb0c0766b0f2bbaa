package workflow

import (
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

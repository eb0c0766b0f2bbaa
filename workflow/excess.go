package workflow

import (
	"gongkai/workflow/fault"
)

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

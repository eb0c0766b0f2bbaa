package workflow

import (
	"gongkai/workflow/fault"
)

// hasCategory asks whether the category exists under the edition at all; hasOutcome,
// at signature, whether the history supports it.
var hasCategory = Guard{"已选答复类型", func(m Move) error {
	for i, code := range append([]OutcomeCode{m.Cmd.Outcome}, m.Cmd.Also...) {
		o, ok := OutcomeOf(code)
		in := map[bool]fault.Input{true: AskOutcome, false: AskAlso}[i == 0]
		switch {
		case !ok || o.Event != Answer:
			return in.Wrong("请选择答复类型")
		case o.Article(m.Law.Name) == "":
			return in.Refusal("36", "请选择该版本条例下的答复类型", "该申请适用 %s 年条例，没有“%s”这一类", m.Law.Name, o.Label)
		}
	}
	return nil
}}

// hasOutcome asks whether what happened supports the category: one that follows from a
// correction or from article 35 needs the steps that lead to it.
var hasOutcome = Guard{"答复类型与办理经过相符", func(m Move) error {
	m.Cmd = m.drafted(m.Of.Draft())
	if err := hasCategory.Check(m); err != nil {
		return err
	}
	switch o, _ := OutcomeOf(m.Cmd.Outcome); {
	case o.Code == "still_unclear" && !m.Of.has(Correct):
		return AskOutcome.Refusal("30", "请先告知补正", "没有告知补正并收到补正，不能以“%s”答复", o.Label)
	case o.Code == excessive && !m.Of.has(AskReasons) && !m.Cmd.Register:
		return AskOutcome.Refusal("35", "请先要求说明理由", "没有要求申请人说明理由，不能以“%s”答复", o.Label)
	case m.Of.State == Explaining && o.Code != excessive:
		return AskOutcome.Refusal("35", "理由合理的，请先办理“说明理由合理，继续办理”", "正在等申请人说明理由，只能以“%s”答复", labelOfOutcome(excessive))
	}
	return nil
}}

// excessive is the category for which article 35 first has the office ask for reasons.
const excessive OutcomeCode = "excessive"

// labelOfOutcome returns the Chinese label of the category; "" for an unknown code.
func labelOfOutcome(code OutcomeCode) string { o, _ := OutcomeOf(code); return o.Label }

// endsByCategory concerns only what is recorded afterwards: otherwise the rule itself says
// which ending it brings.
var endsByCategory = Guard{"终止的原因属于规定的类型", func(m Move) error {
	if o, ok := OutcomeOf(m.Cmd.Outcome); m.Cmd.Recorded && m.Cmd.Outcome != "" && (!ok || o.Event == Answer) {
		return AskOutcome.Wrong("“%s”不是终止的类型", m.Cmd.Outcome)
	}
	return nil
}}

// once guards a step that the law allows only once, such as asking for a correction
// (article 30: 一次性).
var once = Guard{"只能一次", func(m Move) error {
	if e, ok := m.Of.Last(m.Cmd.Event); ok {
		return fault.Refusal(m.Rule.Article, "请核对办理记录", "“%s”只能办理一次，已于 %s 办理", m.Rule.Label, e.On)
	}
	return nil
}}

var hasReason = Guard{"已写明理由或者经过", func(m Move) error {
	if m.Cmd.Reason == "" && !m.Cmd.Register {
		return AskReason.Wrong("请写明理由或者经过")
	}
	return nil
}}

var hasUnit = Guard{"已填承办单位", func(m Move) error {
	if m.Cmd.Unit == "" || len([]rune(m.Cmd.Unit)) > MaxName {
		return AskUnit.Wrong("请填写承办单位，不超过 %d 字", MaxName)
	}
	return nil
}}

package workflow

import (
	"strconv"

	"gongkai/workflow/fault"
)

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

package views

import (
	"slices"

	"gongkai/workflow"
)

// ConflictPage is shown to whoever came second: what was done since the page they saw,
// beside what they typed.
type ConflictPage struct {
	Frame
	Message string     // who was first, and when
	ID, URL string     // of the application
	Event   string     // the step they wanted to take, as a code
	Step    string     // and in words
	Why     string     // why it can no longer be taken; "" if it can
	Changes []EntryRow // since the version they saw, oldest first
	Typed   []Pair
	Hidden  []Option // what was typed, to be sent again
}

// Refuses is true: what was sent is not saved.
func (ConflictPage) Refuses() bool { return true }

// Overtaken fills the page with the entries since version seen, and with what was
// typed into the form of a step.
func Overtaken(f Frame, app *workflow.Application, d PageContext, seen int, value func(string) string) ConflictPage {
	p := ConflictPage{Frame: f, ID: idText(app.ID), URL: ApplicationURL(app.ID), Event: value("event")}
	p.Step = workflow.EventLabel(workflow.Event(p.Event))
	d.Deadlines = d.For(app.Office)
	if all := d.entries(app); seen > 0 && seen < len(all) {
		p.Changes = all[:len(all)-seen] // latest first
	}
	slices.Reverse(p.Changes)
	for _, field := range typedFields {
		if v := value(field.Name); v != "" {
			p.Typed = append(p.Typed, Pair{f.T(field.Label), typedWord(workflow.Event(p.Event), field.Name, v)})
			p.Hidden = append(p.Hidden, Option{Value: field.Name, Label: v})
		}
	}
	return p
}

// typedWord is what was typed into a control, as people read it. Reviews and courts
// share codes for their decisions, so it takes the step to know which is meant.
func typedWord(event workflow.Event, control, value string) string {
	if control != "ruling" {
		return Word(control, value)
	}
	for _, r := range workflow.RulingsFor(event) {
		if string(r.Code) == value {
			return r.Label
		}
	}
	return value
}

// typedFields are the controls that steps have, with their words.
var typedFields = []struct {
	Name  string
	Label ID
}{
	{"on", ID("日期")}, {"until", ID("期限")}, {"days", ID("延长工作日")}, {"party", ID("征求对象")},
	{"opinion", ID("对方意见")}, {"outcome", ID("答复类型")}, {"also", ID("并用的其他类型")},
	{"letter", ID("答复文号")}, {"method", ID("送达方式")}, {"tariff", ID("收费方式")}, {"units", ID("件数或者页数")},
	{"amount", ID("收费金额（元）")}, {"block", ID("诉讼方式")}, {"our", ID("本机关的诉讼地位")}, {"track", ID("复议程序")},
	{"ruling", ID("审理结果")}, {"result", ID("审理结果")}, {"ref", ID("对应哪一项")}, {"unit", ID("承办单位")}, {"handler", ID("承办人")},
	{"archive", ID("归档号")}, {"other", ID("另一件的编号")}, {"parts", ID("拆分后各件的内容")},
	{"channel", ID("渠道")}, {"kind", ID("申请人类型")}, {"name", ID("申请人姓名或者名称")}, {"content", ID("申请内容")},
	{"submitted", ID("提交日期")}, {"arrived", ID("到达日期")}, {"confirmed", ID("确认日期")}, {"oral", ID("口头申请，由本机关代为填写")},
	{"id_number", ID("证件号码")}, {"phone", ID("联系电话")}, {"email", ID("电子邮箱")}, {"address", ID("联系地址")},
	{"remark", ID("备注")}, {"reason", ID("理由")}, {"recorded", ID("照实补记（已经发生而不合规定）")},
}

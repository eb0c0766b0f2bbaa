package views

import "gongkai/workflow"

// IntakeFields are the controls for what an application brings: the channel, what
// every application has, and what only some have.
func IntakeFields(t Language) (channel Field, main, more []Field) {
	channel = Field{Name: "channel", Label: t.T("渠道"), Options: ChannelOptions(""), Radio: true, Required: true}
	main = []Field{
		{Name: "name", Label: t.T("申请人姓名或者名称"), Required: true, Max: 200, Auto: "off"},
		{Name: "kind", Label: t.T("申请人类型"), Options: KindOptions("person"), Required: true},
		{Name: "arrived", Label: t.T("到达日期"), Day: true, Required: true, Hint: t.T("当面提交、签收、收到平信、传真或邮件之日")},
		{Name: "content", Label: t.T("申请内容"), Long: true, Required: true, Wide: true, Max: 20000},
		{Name: "submitted", Label: t.T("提交日期"), Day: true, Hint: t.T("寄出、发送之日，可不填")},
		{Name: "confirmed", Label: t.T("确认日期"), Day: true, Hint: t.T("与申请人双方确认之日，尚未确认的不填")},
	}
	more = []Field{
		{Name: "oral", Label: t.T("口头申请，由本机关代为填写"), Box: true},
		{Name: "id_number", Label: t.T("证件号码"), Max: 40, Auto: "off"},
		{Name: "phone", Label: t.T("联系电话"), Max: 40, Auto: "off", Mode: "tel"},
		{Name: "email", Label: t.T("电子邮箱"), Max: 200, Auto: "off", Mode: "email"},
		{Name: "address", Label: t.T("联系地址"), Max: 200, Wide: true, Auto: "off"},
		{Name: "number", Label: t.T("编号"), Max: 64, Auto: "off", Hint: t.T("不填由系统按年连续编号")},
		{Name: "remark", Label: t.T("备注"), Max: 2000, Wide: true, Auto: "off"},
	}
	return channel, main, more
}

// ChannelOptions are the channels as options.
func ChannelOptions(chosen string) []Option {
	var out []Option
	for _, c := range workflow.Channels {
		out = append(out, Option{Value: string(c.Code), Label: c.Label, Selected: string(c.Code) == chosen})
	}
	return out
}

// KindOptions are the kinds of applicants as options.
func KindOptions(chosen string) []Option {
	var out []Option
	for _, k := range workflow.ApplicantKinds {
		out = append(out, Option{Value: string(k.Code), Label: k.Label, Selected: string(k.Code) == chosen})
	}
	return out
}

// intakeAnew is the form for correcting what was registered, filled with it. The
// number cannot be corrected: letters already bear it.
func intakeAnew(q question) []Field {
	channel, main, more := IntakeFields(q.Language)
	now := registered(q.app.Intake)
	var out []Field
	for _, f := range append(append([]Field{channel}, main...), more...) {
		if f.Name == "number" {
			continue
		}
		f.put(now[f.Name])
		out = append(out, f)
	}
	return out
}

// registered are the values of the controls for an intake, by name.
func registered(in workflow.Intake) map[string]string {
	return map[string]string{
		"channel": string(in.Channel), "kind": string(in.Applicant.Kind), "name": in.Applicant.Name, "content": in.Content,
		"submitted": string(in.Submitted), "arrived": string(in.Arrived), "confirmed": string(in.Confirmed),
		"oral": map[bool]string{true: "1"}[in.Oral], "id_number": in.Applicant.IDNumber, "phone": in.Applicant.Phone,
		"email": in.Applicant.Email, "address": in.Applicant.Address, "remark": in.Remark,
	}
}

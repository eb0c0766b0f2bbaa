package workflow

import (
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/plain"
)

// ApplicantKind is the class in which the annual table counts an applicant.
type ApplicantKind string

// ApplicantKinds are the six classes in the order of the table's columns.
var ApplicantKinds = []struct {
	Code  ApplicantKind
	Label string
}{
	{"person", "自然人"},
	{"company", "商业企业"},
	{"institute", "科研机构"},
	{"charity", "社会公益组织"},
	{"law_firm", "法律服务机构"},
	{"other", "其他"},
}

// Known reports whether the kind is one of [ApplicantKinds].
func (k ApplicantKind) Known() bool { return slices.Contains(KindCodes(), string(k)) }

// KindCodes returns the codes of [ApplicantKinds] in the order of the table's columns.
func KindCodes() []string {
	var out []string
	for _, k := range ApplicantKinds {
		out = append(out, string(k.Code))
	}
	return out
}

// Applicant is the person or body that asks (申请人). Where an agent acts for somebody, it
// is the principal. Only Kind and Name are required; the other fields are "" if not
// given.
type Applicant struct {
	Kind ApplicantKind `json:"kind"`
	Name string        `json:"name"`
	// IDNumber tells namesakes apart where it is given: an identity card or a unified
	// social credit code.
	IDNumber string `json:"id_number,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Address  string `json:"address,omitempty"`
	Email    string `json:"email,omitempty"`
}

// Intake is what the clerk records when an application comes in (登记). It keeps the days
// apart that the law keeps apart; which of them is the day of receipt depends on the
// channel: see [Intake.ReceivedOn] and docs/law.md §3.3.
type Intake struct {
	Channel   Channel   `json:"channel"`
	Applicant Applicant `json:"applicant"`
	// Content is what is asked for, in the applicant's words.
	Content   string        `json:"content"`
	Submitted calendar.Date `json:"submitted,omitempty"` // the applicant's act: the postmark, the click
	Arrived   calendar.Date `json:"arrived,omitempty"`   // the day it reached the office: 提交、签收、到达
	Confirmed calendar.Date `json:"confirmed,omitempty"` // the day both sides confirmed it (双方确认)
	Oral      bool          `json:"oral,omitempty"`      // spoken; the office filled in the form (代为填写)
	Remark    string        `json:"remark,omitempty"`
}

// The longest texts an application may carry, in characters.
const (
	MaxName    = 200
	MaxContent = 20_000
)

// Validate returns what is wrong with the intake, or nil. today is the day on which the
// entry is made: no day of the intake may lie after it.
func (in Intake) Validate(today calendar.Date) error {
	switch {
	case !in.Channel.Known():
		return fault.InputChannel.Wrong("请选择申请渠道")
	case !in.Applicant.Kind.Known():
		return fault.InputApplicantKind.Wrong("请选择申请人类型")
	case plain.Blank(in.Applicant.Name):
		return fault.InputName.Wrong("请填写申请人姓名或者名称")
	case plain.Blank(in.Content):
		return fault.InputContent.Wrong("请填写申请内容")
	case len([]rune(in.Applicant.Name)) > MaxName:
		return fault.InputName.Wrong("申请人姓名或者名称不能超过 %d 字", MaxName)
	case len([]rune(in.Content)) > MaxContent:
		return fault.InputContent.Wrong("申请内容不能超过 %d 字", MaxContent)
	case in.Arrived == "" && in.Confirmed == "":
		return fault.InputArrived.Wrong("请填写收到（到达）日期")
	case in.Oral && in.Channel != InPerson:
		return fault.InputOral.Wrong("口头申请只能当面提出，由工作机构代为填写")
	}
	return in.validateDates(today)
}

// validateDates checks that the days given follow one another in the order in which
// things happen, none before the regulation existed and none after today.
func (in Intake) validateDates(today calendar.Date) error {
	type day struct {
		input fault.Input
		label string
		on    calendar.Date
	}
	order := []day{
		{fault.InputSubmitted, "提交日期", in.Submitted},
		{fault.InputArrived, "到达日期", in.Arrived},
		{fault.InputConfirmed, "确认日期", in.Confirmed},
	}
	var before day
	for _, d := range order {
		switch {
		case d.on == "":
			continue
		case d.on > today:
			return d.input.Wrong("%s %s 晚于今天（%s）", d.label, d.on, today)
		case d.on < Regimes[0].From:
			return d.input.Wrong("%s %s 早于 %s，当时《政府信息公开条例》还没有施行", d.label, d.on, Regimes[0].From)
		case d.on < before.on:
			return d.input.Wrong("%s %s 早于%s %s", d.label, d.on, before.label, before.on)
		}
		before = d
	}
	return nil
}

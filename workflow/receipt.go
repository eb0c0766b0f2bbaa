package workflow

import (
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// Channel is the way an application came (渠道).
type Channel string

const (
	InPerson   Channel = "in_person"
	Registered Channel = "registered"
	Letter     Channel = "letter"
	Online     Channel = "online"
	Email      Channel = "email"
	Fax        Channel = "fax"
)

// Channels are all channels with their Chinese words and with the channel of
// the 2014 form that each counts as (当面 传真 网络 信函).
var Channels = []struct {
	Code  Channel
	Label string
	Old   string
}{
	{InPerson, "当面", "in_person"},
	{Registered, "邮寄(挂号/EMS)", "letter"},
	{Letter, "平信", "letter"},
	{Online, "网络", "online"},
	{Email, "电子邮件", "online"},
	{Fax, "传真", "fax"},
}

// Known says whether the channel is one of [Channels].
func (c Channel) Known() bool {
	return slices.Contains(ChannelsAs("letter", "in_person", "online", "fax"), string(c))
}

// ChannelsAs lists the channels that count as one of these in the 2014 form.
func ChannelsAs(old ...string) []string {
	var out []string
	for _, c := range Channels {
		if slices.Contains(old, c.Old) {
			out = append(out, string(c.Code))
		}
	}
	return out
}

// Basis is the day that counts as the day of receipt (收到申请之日).
type Basis int

const (
	OnArrival      Basis = iota + 1 // 提交之日、签收之日、邮件系统收到之日
	OnConfirmation                  // 双方确认之日
)

// Basis tells on which day an application of this channel counts as received.
func (r Regime) Basis(c Channel) Basis { return r.Receipt[c] }

// BasisOn is the basis for a channel on the day an application arrives; the
// edition is the one of that day.
func BasisOn(c Channel, arrived calendar.Date, cal *calendar.Calendar) Basis {
	return LawOn(arrived, cal).Basis(c)
}

// ReceivedOn is the legal date of receipt of what came in: "" when both sides
// have still to confirm it. The edition that decides is that of the day itself:
// a fax of 2019-05-14 confirmed on 2019-05-16 is governed by the 2019 edition.
func (in Intake) ReceivedOn(cal *calendar.Calendar) calendar.Date {
	if in.Arrived != "" && BasisOn(in.Channel, in.Arrived, cal) == OnArrival {
		return in.Arrived // and stays so, whoever confirms it later
	}
	if in.Confirmed != "" && BasisOn(in.Channel, in.Confirmed, cal) == OnConfirmation {
		return in.Confirmed
	}
	return ""
}

// receiptInput is the input that the day of receipt was taken from.
func (in Intake) receiptInput(on calendar.Date) fault.Input {
	if on == in.Arrived {
		return fault.InputArrived
	}
	return fault.InputConfirmed
}

var receiptKnown = Guard{"收到之日已定", func(m Move) error {
	if m.Cmd.Intake == nil {
		return fault.InputContent.Wrong("请填写申请内容")
	}
	if m.Cmd.Intake.ReceivedOn(m.Law.Calendar) == "" {
		return fault.InputConfirmed.Refusal("31", "请先登记为“待确认”，与申请人确认后再填确认日期", "通过该渠道提出的申请，以双方确认之日为收到申请之日，尚未确认")
	}
	return nil
}}

var receiptOpen = Guard{"须双方确认", func(m Move) error {
	if m.Cmd.Intake == nil {
		return fault.InputContent.Wrong("请填写申请内容")
	}
	if on := m.Cmd.Intake.ReceivedOn(m.Law.Calendar); on != "" {
		return fault.Refusal("31", "请直接登记为收到", "该申请已于 %s 收到，不必再确认", on)
	}
	return nil
}}

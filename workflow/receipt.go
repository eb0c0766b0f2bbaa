package workflow

import (
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// Channel is the way an application came in (渠道); see docs/law.md §3.2.
type Channel string

// The channels. Registered is post that is signed for; Letter is ordinary post.
const (
	InPerson       Channel = "in_person"
	RegisteredPost Channel = "registered"
	OrdinaryPost   Channel = "letter"
	Online         Channel = "online"
	Email          Channel = "email"
	Fax            Channel = "fax"
)

// Channels are all channels with their Chinese labels and with the channel of the 2014
// form under which each is counted (当面 传真 网络 信函).
var Channels = []struct {
	Code  Channel
	Label string
	Old   string
}{
	{InPerson, "当面", "in_person"},
	{RegisteredPost, "邮寄(挂号/EMS)", "letter"},
	{OrdinaryPost, "平信", "letter"},
	{Online, "网络", "online"},
	{Email, "电子邮件", "online"},
	{Fax, "传真", "fax"},
}

// Known reports whether the channel is one of [Channels].
func (c Channel) Known() bool {
	return slices.Contains(ChannelsAs("letter", "in_person", "online", "fax"), string(c))
}

// ChannelsAs returns the channels that are counted as one of the given ones in the 2014
// form.
func ChannelsAs(old ...string) []string {
	var out []string
	for _, c := range Channels {
		if slices.Contains(old, c.Old) {
			out = append(out, string(c.Code))
		}
	}
	return out
}

// Basis is which day counts as the day of receipt (收到申请之日). The zero Basis is that of
// an unknown channel.
type Basis int

// The days that can count.
const (
	OnArrival      Basis = iota + 1 // 提交之日、签收之日、邮件系统收到之日
	OnConfirmation                  // 双方确认之日
)

// Basis returns by which day an application of this channel counts as received under
// the edition.
func (r Regime) Basis(c Channel) Basis { return r.Receipt[c] }

// BasisOn returns the basis for a channel on the day an application arrives, under the
// edition of that day.
func BasisOn(c Channel, arrived calendar.Date, cal *calendar.Calendar) Basis {
	return LawOn(arrived, cal).Basis(c)
}

// ReceivedOn returns the legal date of receipt; "" if both sides still have to confirm
// it. The edition that decides is that of the day in question: a fax of 2019-05-14
// confirmed on 2019-05-16 falls under the 2019 edition (docs/law.md §3.3).
func (in Intake) ReceivedOn(cal *calendar.Calendar) calendar.Date {
	if in.Arrived != "" && BasisOn(in.Channel, in.Arrived, cal) == OnArrival {
		return in.Arrived // and stays so, whoever confirms it later
	}
	if in.Confirmed != "" && BasisOn(in.Channel, in.Confirmed, cal) == OnConfirmation {
		return in.Confirmed
	}
	return ""
}

// receiptInput returns the input from which the day of receipt was taken.
func (in Intake) receiptInput(on calendar.Date) fault.Input {
	if on == in.Arrived {
		return fault.InputArrived
	}
	return fault.InputConfirmed
}

// receiptDated guards registration as received: the day of receipt must be certain.
var receiptDated = Guard{"收到之日已定", func(m Move) error {
	if m.Cmd.Intake == nil {
		return fault.InputContent.Wrong("请填写申请内容")
	}
	if m.Cmd.Intake.ReceivedOn(m.Law.Calendar) == "" {
		return fault.InputConfirmed.Refusal("31", "请先登记为“待确认”，与申请人确认后再填确认日期", "通过该渠道提出的申请，以双方确认之日为收到申请之日，尚未确认")
	}
	return nil
}}

// receiptOpen guards registration as waiting for confirmation, which makes no sense
// where the channel fixes the day of receipt by itself.
var receiptOpen = Guard{"须双方确认", func(m Move) error {
	if m.Cmd.Intake == nil {
		return fault.InputContent.Wrong("请填写申请内容")
	}
	if on := m.Cmd.Intake.ReceivedOn(m.Law.Calendar); on != "" {
		return fault.Refusal("31", "请直接登记为收到", "该申请已于 %s 收到，不必再确认", on)
	}
	return nil
}}

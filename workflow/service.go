package workflow

import (
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// Opinion is what a consulted party said (docs/law.md §5.3).
type Opinion string

// Silent is the opinion of a party that let its term pass. Its effect differs by party
// and edition.
const Silent Opinion = "silent"

// Opinions are the answers to a consultation with their Chinese labels.
var Opinions = []struct {
	Code  Opinion
	Label string
}{{"agrees", "同意公开"}, {"objects", "不同意公开"}, {"unreasoned", "不同意公开，无合理理由"}, {Silent, "逾期未提出意见"}}

// Known reports whether the opinion is one of [Opinions].
func (o Opinion) Known() bool {
	for _, row := range Opinions {
		if row.Code == o {
			return true
		}
	}
	return false
}

// Method is how an answer was served (送达方式).
type Method string

// The ways of service.
const (
	ServedByHand         Method = "in_person"
	ServedByPost         Method = "post"
	ServedElectronically Method = "electronic"
	ServedByNotice       Method = "notice"
)

// Methods are the ways of service with their Chinese labels. Point is the event whose
// day decides whether the answer was in time (国办公开办函〔2016〕235号): signature by the
// applicant, or else posting, sending or publication.
var Methods = []struct {
	Code  Method
	Label string
	Point Event
}{
	{ServedByHand, "当面", Deliver},
	{ServedByPost, "邮寄", Dispatch},
	{ServedElectronically, "电子", Dispatch},
	{ServedByNotice, "公告", Dispatch},
}

// Known reports whether the method is one of [Methods].
func (w Method) Known() bool { return w.Point() != "" }

// Point returns the event whose day decides for this way of service; "" for an unknown
// one.
func (w Method) Point() Event {
	for _, row := range Methods {
		if row.Code == w {
			return row.Point
		}
	}
	return ""
}

// The values of [Application.Pace], by which cond.FieldPace is asked.
const (
	OnTime         = "on_time"
	AfterExtension = "extended" // an extension had been granted
	Late           = "late"
)

// Point returns the day that counts against the due date: of signature or of posting,
// where it is known. A letter whose posting was not recorded had been posted by the day
// it was signed for. Otherwise it is the day of the answer itself (成文日期), "" while
// open.
func (app *Application) Point() calendar.Date {
	switch {
	case app.Method.Point() == Deliver && app.Delivered != "":
		return app.Delivered
	case app.Dispatched != "":
		return app.Dispatched
	case app.Delivered != "":
		return app.Delivered
	}
	return app.Closed
}

// Pace returns whether the first answer or ending was in time; "" while the application
// is open. One that came only after a review or a court had ordered it was late.
func (app *Application) Pace() string {
	first := app.Closing()
	switch {
	case app.Closed == "":
		return ""
	case app.remade(first.Seq) || app.Term() != "" && app.Point() > app.Term():
		return Late
	case app.extendedBefore(first.Seq):
		return AfterExtension
	}
	return OnTime
}

// Term returns the due date of the first answer or ending, as the journal recorded it
// then or as a correction of the registration has set it since.
func (app *Application) Term() calendar.Date {
	due := calendar.Date("")
	for _, e := range app.EntriesInForce() {
		if due == "" && e.closes() || due != "" && e.Event == Amend {
			due = e.Due
		}
	}
	if due == "" {
		return app.Due // the entry that closes it is being written just now
	}
	return due
}

// extendedBefore reports whether the term had been extended before the entry.
func (app *Application) extendedBefore(seq int) bool {
	return slices.ContainsFunc(app.EntriesInForce(), func(e Entry) bool { return e.Event == Extend && e.Seq < seq })
}

var hasMethod = Guard{"已选送达方式", func(m Move) error {
	if !m.Cmd.Method.Known() {
		return AskMethod.Wrong("请选择送达方式")
	}
	return nil
}}

// servedSomehow lets a signature go without a method if the answer was posted, since
// the posting has named it.
var servedSomehow = Guard{"已寄出，或者已选送达方式", func(m Move) error {
	if !m.Cmd.Method.Known() && (m.Cmd.Method != "" || m.Of.Method == "") {
		return AskMethod.Wrong("请选择送达方式")
	}
	return nil
}}

var notYetSent = Guard{"答复尚未寄出，或者已经退件", func(m Move) error {
	for _, e := range m.Of.sinceAnswer() {
		if e.Event == Dispatch && !m.Of.cameBack(e.Seq) {
			return fault.Refusal(m.Rule.Article, "请核对办理记录", "已于 %s 寄出（发送）", e.On)
		}
	}
	return nil
}}

// cameBack reports whether something was returned undelivered after the entry.
func (app *Application) cameBack(seq int) bool {
	e, ok := app.Last(Undelivered)
	return ok && e.Seq > seq
}

var notYetServed = Guard{"答复尚未签收", func(m Move) error {
	if m.Of.after(Deliver) {
		e, _ := m.Of.Last(Deliver)
		return fault.Refusal(m.Rule.Article, "请核对办理记录", "已于 %s 签收（送达）", e.On)
	}
	return nil
}}

// underwayToApplicant guards the return of a letter: something must be on its way.
var underwayToApplicant = Guard{"已寄出，尚未签收", func(m Move) error {
	sent := Entry{}
	for _, e := range m.Of.sinceAnswer() {
		if e.Event == Dispatch && !m.Of.cameBack(e.Seq) {
			sent = e
		}
	}
	if sent.Seq == 0 || m.Of.after(Deliver) {
		return fault.Refusal("235号", "请核对办理记录", "没有寄出而尚未签收的答复")
	}
	return nil
}}

var served = Guard{"答复已寄出或者送达", func(m Move) error {
	if !m.Of.after(Dispatch, Deliver) {
		return fault.Refusal("235号", "请先登记寄出或者送达", "答复还没有寄出或者送达，不能“%s”", m.Rule.Label)
	}
	return nil
}}

// servedIfAnswered lets an ending without an answer be archived although nothing was
// served.
var servedIfAnswered = Guard{"答复已寄出或者送达", func(m Move) error {
	if m.Of.State != Answered {
		return nil
	}
	return served.Check(m)
}}

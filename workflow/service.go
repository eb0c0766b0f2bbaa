package workflow

// Opinion is what a consulted party said.
type Opinion string

const Silent Opinion = "silent"

// Opinions are the answers to a consultation with their Chinese words.
var Opinions = []struct {
	Code  Opinion
	Label string
}{{"agrees", "同意公开"}, {"objects", "不同意公开"}, {Silent, "逾期未提出意见"}}

// Known says whether the opinion is one of [Opinions].
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

const (
	ServedByHand         Method = "in_person"
	ServedByPost         Method = "post"
	ServedElectronically Method = "electronic"
	ServedByNotice       Method = "notice"
)

// Methods are the ways of service: their Chinese words, and the event whose day
// is the day that decides whether the answer was in time (国办公开办函〔2016〕235号):
// signature by the applicant, or posting and sending.
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

// Known says whether the method is one of [Methods].
func (w Method) Known() bool { return w.Point() != "" }

// Point is the event whose day decides for this way of service; "" if there is
// no such way.
func (w Method) Point() Event {
	for _, row := range Methods {
		if row.Code == w {
			return row.Point
		}
	}
	return ""
}

// Pace says whether an application ended in time: FieldPace.
const (
	OnTime         = "on_time"
	AfterExtension = "extended" // an extension had been granted
	Late           = "late"
)

// point is the day that counts against the due date: of signature or of
// posting where it is known, else the day the answer was made (成文日期).
func (app *Application) point() Date {
	switch {
	case app.Method.Point() == Deliver && app.Delivered != "":
		return app.Delivered
	case app.Dispatched != "":
		return app.Dispatched
	}
	return app.Closed
}

// Pace is "" while the application is open.
func (app *Application) Pace() string {
	switch {
	case app.Closed == "":
		return ""
	case app.Due != "" && app.point() > app.Due:
		return Late
	case app.has(Extend):
		return AfterExtension
	}
	return OnTime
}

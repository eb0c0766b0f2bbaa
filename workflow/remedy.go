package workflow

import (
	"cmp"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// Way is a kind of remedy (救济途径).
type Way string

const (
	ByReview Way = "review" // 行政复议
	BySuit   Way = "suit"   // 行政诉讼
)

// Remedy is one thing that the applicant may do against an answer, or against
// silence: where, from when and until when, and by which article. It is what
// letters are written from.
type Remedy struct {
	Way     Way
	First   bool     // 复议前置: the only one open before it is exhausted
	Then    bool     // open only against the decision of a review
	Where   []string // any of these; "" names nobody
	Online  string   // where it can be filed by internet
	Days    int      // the length of the term in days; 0 where it is in months
	Months  int
	Since   calendar.Date // the day the term is counted from; "" while nothing was served
	Until   calendar.Date // the last day, rolled to a working day; "" while Since is
	Article string
}

// suits6 is the day from which the term to sue is six months, not three.
const suits6 calendar.Date = "2015-05-01"

// Remedies lists what the applicant may do against the latest answer or ending,
// by its day and category; against silence once the term has run out, as seen on
// a day. It is empty while there is nothing to act against. The review comes
// first in the list.
func (app *Application) Remedies(o account.Office, on calendar.Date, law Law) []Remedy {
	made, since := app.latest()
	if made.Seq == 0 {
		if c := app.ClockOn(law, on); app.Received == "" || app.State.Ended() || c.Stopped || on <= c.Due {
			return nil
		} else {
			since = c.Due
			made = Entry{On: c.Due.AddDays(1)}
		}
	}
	first := made.On >= newReview && app.reviewFirst(made)
	return []Remedy{
		reviewOf(o, made.On, since, first, law),
		suitOf(o, made.On, since, first, law),
	}
}

// latest is the answer that stands, and the day the applicant got it.
func (app *Application) latest() (made Entry, served calendar.Date) {
	for _, e := range app.sinceAnswer() {
		if e.closes() {
			made = e
		}
		if e.Event == Deliver {
			served = e.On
		}
	}
	return made, served
}

// reviewFirst says whether an answer refuses under articles 14 to 16, wholly or
// for a part. For a part whose grounds were not written down it is taken to.
func (app *Application) reviewFirst(made Entry) bool {
	o, _ := OutcomeOf(made.Outcome)
	if o.Code != "partial" {
		return o.ReviewFirst
	}
	for _, code := range made.Also {
		if also, _ := OutcomeOf(code); also.ReviewFirst {
			return true
		}
	}
	return len(made.Also) == 0
}

func reviewOf(o account.Office, made, since calendar.Date, first bool, law Law) Remedy {
	r := Remedy{Way: ByReview, First: first, Days: 60, Since: since, Article: "复议法 20", Online: o.Remedy.Online}
	if since != "" {
		r.Until = law.rolled(since.AddDays(r.Days))
	}
	switch {
	case made >= newReview:
		r.Where = []string{cmp.Or(o.Remedy.Review, generalName(o, "本级人民政府", "上一级人民政府"))}
	case o.Remedy.Government:
		r.Where, r.Article = []string{cmp.Or(o.Remedy.Before, "上一级人民政府")}, "复议法 9"
	default:
		r.Where, r.Article = []string{cmp.Or(o.Remedy.Before, "本级人民政府"), cmp.Or(o.Remedy.Superior, "上一级主管部门")}, "复议法 9"
	}
	return r
}

func generalName(o account.Office, department, government string) string {
	if o.Remedy.Government {
		return government
	}
	return department
}

func suitOf(o account.Office, made, since calendar.Date, first bool, law Law) Remedy {
	r := Remedy{Way: BySuit, Where: []string{cmp.Or(o.Remedy.Court, "有管辖权的人民法院")}, Since: since, Article: "行诉法 46"}
	switch {
	case first:
		r.Then, r.Days, r.Since, r.Article = true, 15, "", "行诉法 45" // counted from the review's decision
	case made < suits6:
		r.Months = 3
	default:
		r.Months = 6
	}
	if r.Since != "" {
		r.Until = law.rolled(r.Since.AddMonths(r.Months))
	}
	return r
}

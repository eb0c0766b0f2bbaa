package workflow

import (
	"cmp"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// RemedyKind is a kind of remedy (救济途径).
type RemedyKind string

// The kinds of remedies.
const (
	ByReview RemedyKind = "review" // 行政复议
	BySuit   RemedyKind = "suit"   // 行政诉讼
)

// Remedy is one thing that the applicant may do against an answer, or against silence:
// where, from when, until when and by which article. Letters are written from it.
type Remedy struct {
	Kind    RemedyKind
	First   bool          // 复议前置: no other is open until this one is exhausted
	Then    bool          // open only against the decision of a review
	Where   []string      // any of these bodies
	Online  string        // the address where it can be filed online; "" where it cannot
	Days    int           // the length of the term in days; 0 if it is in months
	Months  int           // the length in months; 0 if it is in days
	Since   calendar.Date // the day from which the term counts; "" while nothing was served
	Until   calendar.Date // the last day, rolled to a working day; "" while Since is ""
	Article string
}

// suits6 is the day from which the term to sue is six months instead of three.
const suits6 calendar.Date = "2015-05-01"

// Remedies returns what the applicant may do against the latest answer or ending, by
// its day and category; or against silence, if on the given day the term has run out.
// It returns nothing while there is nothing to act against. The review comes first.
func (app *Application) Remedies(o account.Office, on calendar.Date, law Law) []Remedy {
	made, since := app.latest()
	if made.Seq == 0 {
		// Silence is an act from the day after the term, and that term is what it
		// counts from.
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

// latest returns the answer that stands, and the day the applicant received it; zero
// values if there is none.
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

// reviewFirst reports whether an answer refuses disclosure under articles 14 to 16,
// wholly or in part. A partial answer that records no grounds is assumed to
// (docs/law.md §7.2).
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

// reviewOf returns the review against an answer made on a day: since 2024 it goes to
// the government above, before also to the superior department.
func reviewOf(o account.Office, made, since calendar.Date, first bool, law Law) Remedy {
	r := Remedy{Kind: ByReview, First: first, Days: 60, Since: since, Article: "复议法 20", Online: o.Remedy.Online}
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

// generalName returns what a body is called in general, where the office has set no
// name.
func generalName(o account.Office, department, government string) string {
	if o.Remedy.Government {
		return government
	}
	return department
}

// suitOf returns the suit against an answer made on a day. Where review comes first,
// its term only begins with the decision on the review, so Since and Until are "".
func suitOf(o account.Office, made, since calendar.Date, first bool, law Law) Remedy {
	r := Remedy{Kind: BySuit, Where: []string{cmp.Or(o.Remedy.Court, "有管辖权的人民法院")}, Since: since, Article: "行诉法 46"}
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

package views

import (
	"net/url"
	"strconv"
	"strings"

	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// CoachPage leads by questions to a category of answer.
type CoachPage struct {
	Frame
	Number   string
	Subject  string
	URL      string // of the application
	Taken    []CoachStep
	Question string
	Options  []KeyedLink
	Leaf     *CoachLeaf // where the way has come to a category
}

// KeyedLink is a link with its key with Alt.
type KeyedLink struct {
	Key string
	Link
}

// CoachStep is a reply that was given. URL asks the question again.
type CoachStep struct{ Question, Reply, URL string }

// CoachLeaf is the category that the way leads to.
type CoachLeaf struct {
	Label, Article, Sentence, Mind, Counts string
	URL                                    string // of the form with the category chosen; "" where nothing can be drafted
}

// CoachURL is the address of the questions after some replies.
func CoachURL(id workflow.ID, replies []string) string {
	q := url.Values{}
	if len(replies) > 0 {
		q.Set("way", strings.Join(replies, "."))
	}
	return address.Query(address.Fill(address.ApplicationCoach, idText(id)), q)
}

// Coached fills the page after some replies; NotFound where one of them is none.
// Drafts says that an answer may be drafted now.
func Coached(f Frame, app *workflow.Application, d Desk, replies []string, drafts bool) (CoachPage, error) {
	d.Deadlines = d.For(app.Office)
	law := app.Law(d.Calendar)
	q := workflow.Ways.Under(law.Name)
	taken, open, err := q.Walk(replies)
	if err != nil {
		return CoachPage{}, err
	}
	p := CoachPage{Frame: f, Number: app.Number, Subject: beginning(app.Content), URL: ApplicationURL(app.ID)}
	asked := &q
	for i, t := range taken {
		p.Taken = append(p.Taken, CoachStep{asked.Text, t.Text, CoachURL(app.ID, replies[:i])})
		asked = t.Next
	}
	if open == nil {
		p.Leaf = d.leaf(app, taken[len(taken)-1], law, drafts)
		return p, nil
	}
	p.Question = open.Text
	for i, t := range open.Options {
		next := append(replies[:len(replies):len(replies)], t.Code)
		p.Options = append(p.Options, KeyedLink{strconv.Itoa(i + 1), Link{URL: CoachURL(app.ID, next), Label: t.Text}})
	}
	return p, nil
}

func (d Desk) leaf(app *workflow.Application, t workflow.Turn, law workflow.Law, drafts bool) *CoachLeaf {
	o, _ := workflow.OutcomeOf(t.Outcome)
	leaf := CoachLeaf{Label: o.Label, Article: fault.Cite(o.Article(law.Name)), Sentence: t.Sentence, Mind: t.Mind}
	if c, ok := report.EndingCellOf(app.AnsweredAs(t.Outcome, d.Today)); ok {
		leaf.Counts = cellWords(c)
	}
	if drafts {
		leaf.URL = address.Query(ApplicationURL(app.ID), url.Values{"draft": {string(t.Outcome)}}) + "#step-" +
			string(workflow.DraftAnswer)
	}
	return &leaf
}

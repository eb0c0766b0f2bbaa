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

// CoachPage leads to a category of answer by questions, one at a time.
type CoachPage struct {
	Frame
	Number   string
	Subject  string
	URL      string      // of the application
	Taken    []CoachStep // the replies so far
	Question string      // the next; "" once there is a leaf
	Options  []KeyedLink
	Leaf     *CoachLeaf // the category the replies led to; nil before
}

// KeyedLink is a link and the key that, with Alt, follows it.
type KeyedLink struct {
	Key string
	Link
}

// CoachStep is a reply that was given. URL leads back to its question.
type CoachStep struct{ Question, Reply, URL string }

// CoachLeaf is the category the replies led to. Mind is what to watch out for, Counts
// the cell of the table it would count in; both may be "".
type CoachLeaf struct {
	Label, Article, Sentence, Mind, Counts string
	URL                                    string // of the form with the category chosen; "" if none can be drafted
}

// CoachURL is the address of the questions after some replies. It holds all of them,
// so that the way back is a link.
func CoachURL(id workflow.ID, replies []string) string {
	q := url.Values{}
	if len(replies) > 0 {
		q.Set("way", strings.Join(replies, "."))
	}
	return address.Query(address.Fill(address.ApplicationCoach, idText(id)), q)
}

// Coached fills the page after some replies. It is NotFound if one of them is no reply
// to its question. drafts says whether an answer may be drafted now.
func Coached(f Frame, app *workflow.Application, d PageContext, replies []string, drafts bool) (CoachPage, error) {
	d.Deadlines = d.For(app.Office)
	law := app.Law(d.Calendar)
	q := workflow.CoachTree.Under(law.Name)
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

// leaf is the category a reply led to.
func (d PageContext) leaf(app *workflow.Application, t workflow.CoachReply, law workflow.Law, drafts bool) *CoachLeaf {
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

package views

import (
	"cmp"
	"net/url"

	"gongkai/views/address"
)

// LogPage is where an application is logged (登记申请), the channel first.
type LogPage struct {
	Frame
	Token    string       // of this form: a second submit of it finds the first
	Last     *Link        // the application logged before this one; nil for none yet
	Drafts   []DraftOffer // forms begun earlier and not saved
	Channel  Field        // chosen first, as it decides which dates are asked for
	Main     []Field
	More     []Field    // contact and the rest, folded away
	Open     bool       // More is unfolded
	Due      DueEcho    // what the dates typed so far mean
	Hints    []HintLine // earlier applications to look at
	EnterKey Field      // whether Enter goes to the next field
}

// DueEcho says what the dates typed so far mean. Text is "" before there are any.
type DueEcho struct {
	Text    string
	Warning string // what the clerk has yet to do, "" for nothing
}

// DraftOffer is a form that was begun and not saved.
type DraftOffer struct {
	Token string
	URL   string // where it can be continued
	Day   string // when it was put aside
	Words string // how it begins
}

// EnterField asks whether Enter goes to the next field. Without scripts the page does
// not show it, as it would do nothing.
func EnterField(t Language) Field {
	return Field{ID: "enter", Name: "enter", Label: t.T("回车键跳到下一栏"), Box: true}
}

// wordsShown is how many characters of a draft are shown.
const wordsShown = 16

// OfferDraft says when a draft was put aside and how it begins: its content, or the
// applicant's name if there is no content yet.
func OfferDraft(token, day, name, content string) DraftOffer {
	words := []rune(cmp.Or(content, name))
	if len(words) > wordsShown {
		words = append(words[:wordsShown:wordsShown], '…')
	}
	return DraftOffer{
		Token: token, URL: address.Query(address.NewApplication, url.Values{"draft": {token}}),
		Day: day, Words: string(words),
	}
}

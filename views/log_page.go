package views

import (
	"cmp"
	"net/url"

	"gongkai/views/address"
)

// LogPage is where an application is written down (登记申请), the channel first.
type LogPage struct {
	Frame
	Token    string // of this form: a second submit of it finds the first
	Last     *Link  // the application logged before this one; nil: none yet
	Drafts   []DraftOffer
	Channel  Field
	Main     []Field
	More     []Field // contact and the rest, folded away
	Open     bool    // More is unfolded
	Due      DueEcho
	Hints    []HintLine
	EnterKey Field // whether Enter goes to the next field
}

// DueEcho says what the dates typed so far mean.
type DueEcho struct {
	Text    string
	Warning string // what the clerk has yet to do, "" for nothing
}

// DraftOffer is a form that was begun and not saved.
type DraftOffer struct {
	Token string
	URL   string // where to go on with it
	Day   string
	Words string // how it begins
}

// EnterField asks whether Enter goes to the next field; a page without scripts
// has no use for it.
func EnterField(t Tongue) Field {
	return Field{ID: "enter", Name: "enter", Label: t.T("回车键跳到下一栏"), Box: true}
}

// wordsShown is how much of a draft is shown of its content.
const wordsShown = 16

// OfferDraft says of a draft when it was put aside and how it begins.
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

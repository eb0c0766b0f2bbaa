package views

import (
	"strconv"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/fault"
)

// OptionClass is a part of a group of radio buttons, under a heading of its own. Key
// is the digit that leads to it.
type OptionClass struct {
	Key, Label string
	Options    []KeyedOption
}

// KeyedOption is a choice with the digit that picks it within its class. Article is
// what it rests on.
type KeyedOption struct {
	Key, Article string
	Option
}

// categories asks for the category of answer. Two digits pick one: the first for the
// kind of answer, the second within it.
func categories(q question) []Field {
	var classes []OptionClass
	for _, class := range workflow.Classes {
		row := OptionClass{Key: strconv.Itoa(len(classes) + 1), Label: class.Label}
		for _, o := range workflow.OutcomesFor(workflow.Answer, q.law().Name) {
			if o.Class() == class.Code {
				row.Options = append(row.Options, KeyedOption{strconv.Itoa(len(row.Options) + 1),
					cited(o.Article(q.law().Name)), Option{string(o.Code), o.Label, false}})
			}
		}
		if len(row.Options) > 0 {
			classes = append(classes, row)
		}
	}
	return []Field{{
		Name: "outcome", Label: q.Language.T("答复类型"), Classes: classes, Required: true, Wide: true,
		Hint: q.Language.T("在此按两位数字选定，先大类，后类型；拿不准的用类别引导"),
		More: Link{URL: CoachURL(q.app.ID, nil), Label: q.Language.T("类别引导")},
	}}
}

// cited is an article as it is cited on a page where everything is about the
// regulation, without its name.
func cited(article string) string {
	return strings.TrimPrefix(fault.Cite(article), "《政府信息公开条例》")
}

// choose marks the option with a value, in whichever class it is.
func (f *Field) choose(value string) {
	for _, class := range f.Classes {
		for i := range class.Options {
			class.Options[i].Selected = class.Options[i].Value == value
		}
	}
}

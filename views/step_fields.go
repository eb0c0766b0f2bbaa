package views

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"gongkai/workflow"
	"gongkai/workflow/fault"
)

// question is what a control is made for: the desk, the application and the rule.
type question struct {
	PageContext
	app  *workflow.Application
	rule workflow.Rule
}

// law is the edition that applies to the application.
func (q question) law() workflow.Law { return q.app.Law(q.Calendar) }

// asked are the controls for each input a rule may ask for.
var asked = map[fault.Input]func(question) []Field{
	workflow.AskIntake:  intakeAnew,
	workflow.AskDays:    days,
	workflow.AskUntil:   until,
	workflow.AskParty:   func(q question) []Field { return pick(q, "party", q.Language.T("征求对象"), parties()) },
	workflow.AskOpinion: func(q question) []Field { return pick(q, "opinion", q.Language.T("对方意见"), opinions()) },
	workflow.AskOutcome: categories,
	workflow.AskAlso: func(q question) []Field {
		label := func(o workflow.Outcome, _ workflow.Law) string { return o.Label }
		return []Field{{Name: "also", Label: q.Language.T("并用的其他类型"), Options: q.outcomes(label),
			Many: true, Wide: true, Folded: true, Hint: q.Language.T("同一份答复中另外的理由，可不选；统计只计答复类型")}}
	},
	workflow.AskMethod: func(q question) []Field { return pick(q, "method", q.Language.T("送达方式"), methods()) },
	workflow.AskRoute:  func(q question) []Field { return pick(q, "block", q.Language.T("诉讼方式"), suitRoutes()) },
	workflow.AskOur:    func(q question) []Field { return chosen("our", q.Language.T("本机关的诉讼地位"), roles()) },
	workflow.AskTrack:  func(q question) []Field { return chosen("track", q.Language.T("复议程序"), tracks()) },
	workflow.AskRuling: func(q question) []Field {
		return pick(q, "ruling", q.Language.T("审理结果"), rulings(q.rule.Event))
	},
	workflow.AskLetterNumber: letterNumber,
	workflow.AskReason:       reason,
	workflow.AskTariff:       tariff,
	workflow.AskAmount:       charge,
	workflow.AskRef:          refs,
	workflow.AskUnit: func(q question) []Field {
		return []Field{{Name: "unit", Label: q.Language.T("承办单位"), Required: true, Max: 200}}
	},
	workflow.AskHandler: func(q question) []Field { return pick(q, "handler", q.Language.T("承办人"), q.Handlers) },
	workflow.AskArchive: func(q question) []Field {
		return []Field{{Name: "archive", Label: q.Language.T("归档号"), Max: 100}}
	},
	workflow.AskOther: func(q question) []Field {
		return []Field{{Name: "other", Label: q.Language.T("另一件的编号"),
			Required: true, Max: 64, Hint: q.Language.T("同一机关、同一申请人的另一件申请")}}
	},
	workflow.AskParts: func(q question) []Field {
		return []Field{{Name: "parts", Label: q.Language.T("拆分后各件的内容"),
			Long: true, Wide: true, Required: true, Hint: q.Language.T("每件一行，至少两行")}}
	},
}

// days proposes the longest extension the law allows.
func days(q question) []Field {
	limit := q.law().Extension.Days
	return []Field{{Name: "days", Label: q.Language.T("延长工作日"), Value: strconv.Itoa(limit),
		Mode: "numeric", Required: true, Hint: q.Language.T("最多 %d 个工作日", limit)}}
}

// untils say what the last day that a step asks for is, by the step.
var untils = map[workflow.Event]struct {
	label, hint ID
	days        func(workflow.Law) int // for the hint; nil if the hint names no number
}{
	workflow.AskCorrection: {ID("补正期限"), ID("不填为告知之日起 %d 个工作日"), func(l workflow.Law) int { return l.Correction.Days }},
	workflow.AskReasons:    {ID("说明理由期限"), ID("不填为要求之日起 %d 个工作日"), func(l workflow.Law) int { return l.Reasons.Days }},
	workflow.Explained:     {ID("延迟至"), ID("不填则期限照旧；延迟的，应当晚于现在的答复期限"), nil},
}

// orderedLabel and orderedHint are for the last day that a decision on a review or a
// lawsuit sets.
const orderedLabel, orderedHint = ID("责令履行期限"), ID("责令重新答复或者履行的填写；不填为 %d 个工作日")

// until asks for the last day that a step sets.
func until(q question) []Field {
	row, ok := untils[q.rule.Event]
	if !ok {
		return []Field{{Name: "until", Label: q.Language.T(orderedLabel),
			Day: true, Hint: q.Language.T(orderedHint, q.law().Answer.Days)}}
	}
	hint := q.Language.T(row.hint)
	if row.days != nil {
		hint = q.Language.T(row.hint, row.days(q.law()))
	}
	return []Field{{Name: "until", Label: q.Language.T(row.label), Day: true, Hint: hint}}
}

// letterNumber asks for the number of the letter. If it is signed, the drafter's number is
// already filled in.
func letterNumber(q question) []Field {
	f := Field{Name: "letter", Label: q.Language.T("答复文号"), Max: 100}
	if signs(q.rule.Event) {
		f.Value = q.app.Draft().LetterNumber
	}
	return []Field{f}
}

// reason asks for the reason, which not every step requires.
func reason(q question) []Field {
	return []Field{{Name: "reason", Label: q.Language.T("理由"), Long: true,
		Wide: true, Max: 2000, Required: requires[q.rule.Event], Hint: q.reasonHint()}}
}

// reasonHint tells what a request to correct has to say (第三十条); "" for other steps.
func (q question) reasonHint() string {
	if q.rule.Event != workflow.AskCorrection {
		return ""
	}
	return q.Language.T("写明需要补正的事项，一次说全；只能告知一次")
}

// requires are the steps that are not taken without a reason.
var requires = map[workflow.Event]bool{
	workflow.Withdraw: true, workflow.Cease: true, workflow.Void: true, workflow.Amend: true, workflow.Return: true,
	workflow.Override: true, workflow.Split: true, workflow.Merge: true, workflow.Undelivered: true,
	workflow.Supplement: true, workflow.Rectify: true, workflow.ChangeAnswer: true, workflow.Unreachable: true,
}

// tariff asks how the fee is worked out, and explains both ways. If so many
// applications in the month already cost something by item, that is proposed.
func tariff(q question) []Field {
	item, _ := workflow.TariffOf(workflow.ByItem)
	page, _ := workflow.TariffOf(workflow.ByPage)
	by, units := "", ""
	if item.Fee(q.Ordinal) > 0 {
		by, units = string(workflow.ByItem), strconv.Itoa(q.Ordinal)
	}
	hint := page.Label + "：" + page.Words() + "。"
	if q.Ordinal > 0 {
		hint = q.Language.T("按件：本月第 %[1]d 件，应收 %[2]s 元。", q.Ordinal, item.Fee(q.Ordinal)) + hint
	}
	options := Choose(workflow.Tariffs, by, func(t workflow.Tariff) (string, string) { return string(t.Code), t.Label })
	return []Field{
		{Name: "tariff", Label: q.Language.T("收费方式"),
			Options: Optional(q.Language.T("请选择"), by, options), Required: true, Wide: true, Hint: hint},
		{Name: "units", Label: q.Language.T("件数或者页数"), Value: units,
			Mode: "numeric", Required: true, Hint: q.Language.T("按件的填本月第几件；按量的填页数")},
	}
}

// charge asks for the amount, and proposes what the tariff by item gives.
func charge(q question) []Field {
	f := Field{Name: "amount", Label: q.Language.T("收费金额（元）"), Mode: "decimal", Required: true}
	if item, _ := workflow.TariffOf(workflow.ByItem); q.rule.Event == workflow.AskFee && item.Fee(q.Ordinal) > 0 {
		f.Value = item.Fee(q.Ordinal).String()
	}
	return []Field{f}
}

// outcomes are the categories of answer that the edition knows.
func (q question) outcomes(label func(workflow.Outcome, workflow.Law) string) []Option {
	return Choose(workflow.OutcomesFor(workflow.Answer, q.law().Name), "", func(o workflow.Outcome) (string, string) {
		return string(o.Code), label(o, q.law())
	})
}

// outcomeOption is a category of answer with its article, if it has one.
func outcomeOption(o workflow.Outcome, law workflow.Law) string {
	if article := o.Article(law.Name); article != "–" && article != "" {
		return o.Label + "（" + fault.Cite(article) + "）"
	}
	return o.Label
}

func parties() []Option {
	return listed(len(workflow.Parties), func(i int) (string, string) {
		return string(workflow.Parties[i].Code), workflow.Parties[i].Label
	})
}

func opinions() []Option {
	return listed(len(workflow.Opinions), func(i int) (string, string) {
		return string(workflow.Opinions[i].Code), workflow.Opinions[i].Label
	})
}

func methods() []Option {
	return listed(len(workflow.Methods), func(i int) (string, string) {
		return string(workflow.Methods[i].Code), workflow.Methods[i].Label
	})
}

// suitRoutes are the ways to court; the first block is for reviews.
func suitRoutes() []Option {
	rows := workflow.Blocks[1:]
	return listed(len(rows), func(i int) (string, string) { return string(rows[i].Code), rows[i].Label })
}

func roles() []Option {
	return listed(len(workflow.OurRoles), func(i int) (string, string) {
		return string(workflow.OurRoles[i].Code), workflow.OurRoles[i].Label
	})
}

// tracks are the procedures of a review, with how long the office has to reply.
func tracks() []Option {
	return listed(len(workflow.Tracks), func(i int) (string, string) {
		return string(workflow.Tracks[i].Code), fmt.Sprintf("%s（%d 日内答复）", workflow.Tracks[i].Label, workflow.Tracks[i].Reply)
	})
}

// rulings are the decisions that a step may bring, with where they count.
func rulings(event workflow.Event) []Option {
	return Choose(workflow.RulingsFor(event), "", func(r workflow.Ruling) (string, string) {
		return string(r.Code), r.Label + "（" + CountsAs(r) + "）"
	})
}

// CountsAs says in which column of the form a decision counts.
func CountsAs(r workflow.Ruling) string {
	if r.Result == "" {
		return "结果同一审"
	}
	return "计入“" + resultWord(string(r.Result)) + "”"
}

// listed makes options of a table of n rows. None is selected.
func listed(n int, row func(int) (value, label string)) []Option {
	var out []Option
	for i := range n {
		value, label := row(i)
		out = append(out, Option{Value: value, Label: label})
	}
	return out
}

// pick is a list from which one has to be picked.
func pick(q question, name, label string, options []Option) []Field {
	return []Field{{Name: name, Label: label,
		Options: Optional(q.Language.T("请选择"), "", options), Required: true, Wide: name == "ruling"}}
}

// chosen is a list whose first option is picked unless the reader picks another.
func chosen(name, label string, options []Option) []Field {
	options[0].Selected = true
	return []Field{{Name: name, Label: label, Options: options}}
}

// refs asks which earlier entry is meant. There is nothing to ask if only one can be.
func refs(q question) []Field {
	var options []Option
	add := func(seq int, label string) {
		options = append(options, Option{strconv.Itoa(seq), label, len(options) == 0})
	}
	if q.rule.Event == workflow.Consulted {
		for _, e := range q.app.Consulting() {
			add(e.Seq, PartyWord(e.Party)+" "+string(e.On))
		}
	} else {
		for _, d := range q.app.Disputes {
			if q.admits(d) {
				add(d.No, blockWord(string(d.Block))+" "+string(cmp.Or(d.Accepted, d.Filed)))
			}
		}
	}
	if len(options) < 2 {
		return nil
	}
	return []Field{{Name: "ref", Label: q.Language.T("对应哪一项"), Options: options, Required: true}}
}

// admits says whether the step can be taken in a review or lawsuit.
func (q question) admits(d workflow.Dispute) bool {
	return slices.Contains(q.rule.From, d.State) &&
		(d.Block == workflow.Review) == hasEvent(workflow.ReviewProcedure, q.rule.Event)
}

// coded are the controls whose values are codes, with what gives the Chinese for them.
var coded = map[string]func(string) string{
	"party":   func(v string) string { return PartyWord(workflow.Party(v)) },
	"opinion": func(v string) string { return OpinionWord(workflow.Opinion(v)) },
	"outcome": OutcomeWord,
	"also":    func(v string) string { return alsoWords(outcomeCodes(v)) },
	"method":  func(v string) string { return methodWord(workflow.Method(v)) },
	"block":   blockWord,
	"result":  resultWord,
	"our":     ourWord,
	"track":   func(v string) string { return trackWord(workflow.Track(v)) },
	"tariff":  func(v string) string { return tariffWord(workflow.TariffCode(v)) },
	"channel": channelWord,
	"kind":    kindWord,
}

// Word is a value of a control as people read it. A value without a word stays as it
// is.
func Word(control, value string) string {
	if word, ok := coded[control]; ok && word(value) != "" {
		return word(value)
	}
	return value
}

package published

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// figure is a number that the text of a report gives, with the cells it must be the
// sum of: every one of the lines in every one of the columns.
type figure struct {
	word  string
	lines []string
	cols  []string
}

// under, at the end of a code, stands for every line whose code begins so.
const under = "."

var (
	taken   = []string{"new", "brought"}
	total   = []string{"total"}
	reviews = []string{"review"}
	suits   = []string{"suit_direct", "suit_after_review"}
	figures = []figure{
		{"收办", taken, total},
		{"办理", taken, total},
		{"新收", []string{"new"}, total},
		{"收到", []string{"new"}, total},
		{"受理", []string{"new"}, total},
		{"上年结转", []string{"brought"}, total},
		{"结转", []string{"brought"}, total},
		{"自然人", taken, []string{"person"}},
		{"法人或其他组织", taken, []string{"company", "institute", "charity", "law_firm", "other"}},
		{"商业企业", taken, []string{"company"}},
		{"科研机构", taken, []string{"institute"}},
		{"社会公益组织", taken, []string{"charity"}},
		{"法律服务机构", taken, []string{"law_firm"}},
		{"予以公开", []string{"granted"}, total},
		{"部分公开", []string{"partial"}, total},
		{"不予公开", []string{"refused" + under}, total},
		{"无法提供", []string{"unable" + under}, total},
		{"不予处理", []string{"declined" + under}, total},
		{"其他处理", []string{"other", "other" + under}, total},
		{"办结", []string{"done"}, total},
		{"答复", []string{"done"}, total},
		{"转下年度", []string{"carried"}, total},
		{"结转下年度", []string{"carried"}, total},
		{"行政复议", total, reviews},
		{"行政诉讼", total, suits},
	}
)

// compareWords holds the figures of the text that are given by a word against the
// cells of a form. The forms since 2019 require them to agree.
func (p Published) compareWords(f statistics.Form, t statistics.Tally) []statistics.Finding {
	var out []statistics.Finding
	for _, g := range figures {
		said, ok := p.Words[g.word]
		n, refs := g.sum(f, t)
		if !ok || len(refs) == 0 {
			continue
		}
		says := fmt.Sprintf("正文所写的“%s”与表中数字一致：%s = %s", g.word, said, n)
		if said != n {
			says = fmt.Sprintf("正文所写的“%s”应当与表中数字一致，现为正文 %s、表 %s", g.word, said, n)
		}
		out = append(out, statistics.Finding{ID: textRule, Where: g.word, Place: "正文/" + g.word,
			Holds: said == n, Left: said, Right: n, Says: says, Of: [2][]statistics.Ref{nil, refs}})
	}
	return out
}

// sum adds up those cells of the figure that are filled in; refs says which.
func (g figure) sum(f statistics.Form, t statistics.Tally) (n statistics.Amount, refs []statistics.Ref) {
	for _, l := range f.Lines {
		for _, col := range g.cols {
			if v, ok := t.Get(l.Code, col); ok && g.counts(l) {
				n, refs = n+v, append(refs, statistics.Ref{Line: l.Code, Col: col})
			}
		}
	}
	return n, refs
}

// counts says whether a line is one of the figure's.
func (g figure) counts(l statistics.Line) bool {
	return !l.Heading && slices.ContainsFunc(g.lines, func(code string) bool {
		return code == l.Code || strings.HasSuffix(code, under) && strings.HasPrefix(l.Code, code)
	})
}

// quote is a number found in the prose of a report.
type quote struct {
	saying
	words string // as they stand there
	n     statistics.Amount
}

// saying is how reports commonly put a figure into a sentence: words and, after them
// in the same clause, a number and what it counts.
type saying struct {
	name  string
	begin string   // the words, a regular expression
	count string   // what is counted
	means []figure // figures it may mean, one of which it must equal
}

var (
	sums2014 = func(code string) []figure { return []figure{{lines: []string{code}, cols: []string{"value"}}} }
	sayings  = map[bool][]saying{
		false: {
			{"新收", `新收|收到|受理|接收`, "件", []figure{{"", []string{"new"}, total}, {"", taken, total}}},
			{"上年结转", `(?:上年度?|上一年度?|去年)结转|结转上一?年度?`, "件", []figure{{"", []string{"brought"}, total}}},
			{"结转下年度", `结转(?:至|到)?(?:下|次|明)一?年度?|转(?:入|至)?下一?年度?`, "件", []figure{{"", []string{"carried"}, total}}},
			{"办结", `办结|答复`, "件", []figure{{"", []string{"done"}, total}}},
			{"予以公开", `予以公开`, "件", []figure{{"", []string{"granted"}, total}}},
			{"部分公开", `部分公开`, "件", []figure{{"", []string{"partial"}, total}}},
			{"不予公开", `不予公开`, "件", []figure{{"", []string{"refused" + under}, total}}},
			{"无法提供", `无法提供`, "件", []figure{{"", []string{"unable" + under}, total}}},
			{"不予处理", `不予处理`, "件", []figure{{"", []string{"declined" + under}, total}}},
			{"其他处理", `其他处理`, "件", []figure{{"", []string{"other", "other" + under}, total}}},
			{"行政复议", `行政复议`, "件", []figure{{"", total, reviews}}},
			{"行政诉讼", `行政诉讼`, "件", []figure{{"", total, suits}}},
		},
		true: {
			{"主动公开", `主动公开(?:各类)?(?:政府)?信息`, "条", sums2014("1.1")},
			{"政府公报", `政府公报`, "条", sums2014("1.2.1")},
			{"政府网站", `网站`, "条", sums2014("1.2.2")},
			{"政务微博", `微博`, "条", sums2014("1.2.3")},
			{"政务微信", `微信`, "条", sums2014("1.2.4")},
			{"收到申请", `收到|受理|新收`, "件", sums2014("3.1")},
			{"办结", `办结`, "件", sums2014("3.2")},
			{"答复", `答复`, "件", sums2014("3.3")},
			{"行政复议", `行政复议`, "件", sums2014("4")},
			{"行政诉讼", `行政诉讼`, "件", sums2014("5")},
			{"举报投诉", `举报投诉|投诉举报`, "件", sums2014("6")},
		},
	}
)

// between is what may stand between the words and the number: neither the end of the
// clause, nor a word that makes it a comparison, a part or a sum. In front of the
// words, 和 makes it a sum as well.
const between = `[^0-9０-９，,。；;、：:（）()％%增减升降比较占其和及与]{0,20}?`

// pattern finds the saying: its first group is the whole of it, its second the number.
func (s saying) pattern() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^和及与或])((?:` + s.begin + `)` + between + `([0-9０-９][0-9０-９,]*)\s*` + s.count + `)`)
}

// readProse looks for the common sayings in the paragraphs of a report. Only the first
// of each counts, as the overview comes before the details.
func (p *Published) readProse(paragraphs []string) {
	for _, s := range sayings[p.Report.Edition.Name == report.Editions[0].Name] {
		pattern := s.pattern()
		for _, text := range paragraphs {
			m := pattern.FindStringSubmatch(text)
			if m == nil {
				continue
			}
			if n, how := readNumber(m[2]); how == isNumber {
				p.Quotes = append(p.Quotes, quote{s, m[1], n})
			}
			break
		}
	}
}

// compareQuotes holds what was found in the prose against a form. Which number a
// sentence means is a guess, so a difference is only worth a look.
func (p Published) compareQuotes(f statistics.Form, t statistics.Tally) []statistics.Finding {
	var out []statistics.Finding
	for _, q := range p.Quotes {
		n, refs := q.means[0].sum(f, t)
		if len(refs) == 0 {
			continue
		}
		holds := slices.ContainsFunc(q.means, func(g figure) bool { sum, _ := g.sum(f, t); return sum == q.n })
		if holds {
			n = q.n
		}
		says := fmt.Sprintf("正文写“%s”，表中为 %s", q.words, n)
		out = append(out, statistics.Finding{ID: textRule, Where: q.name, Place: "正文/" + q.name,
			Holds: holds, Soft: true, Left: q.n, Right: n, Says: says, Of: [2][]statistics.Ref{nil, refs}})
	}
	return out
}

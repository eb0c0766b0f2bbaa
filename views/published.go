package views

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gongkai/workflow"
)

// Published is a table that some authority published, read from a file.
type Published struct {
	Report workflow.Report
	Words  map[string]workflow.Amount // what its text says, by the word of [figures]
}

// Verdict is what checking a published table found. Holds speaks of the hard
// equations alone; Failed names the soft ones too.
type Verdict struct {
	Holds     bool      `json:"holds"`
	Equations int       `json:"equations"`
	Failed    []Failure `json:"failed"`
}

// Failure is one equation that does not hold, or a figure of the text that
// differs from the table. A soft one is worth a look, not an error.
type Failure struct {
	ID    string          `json:"id"`
	Where string          `json:"where"`
	Left  workflow.Amount `json:"left"`
	Right workflow.Amount `json:"right"`
	Says  string          `json:"says"`
	Soft  bool            `json:"soft,omitempty"`
}

// figure is a number that the text of a report gives, with the cells it must be
// the sum of.
type figure struct {
	word  string
	lines []string
	cols  []string
}

// under stands for every line whose code begins so.
const under = "."

var (
	taken   = []string{"new", "brought"}
	total   = []string{"total"}
	figures = []figure{
		{"收办", taken, total},
		{"办理", taken, total},
		{"新收", []string{"new"}, total},
		{"收到", []string{"new"}, total},
		{"受理", []string{"new"}, total},
		{"上年结转", []string{"brought"}, total},
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
		{"转下年度", []string{"carried"}, total},
		{"结转下年度", []string{"carried"}, total},
		{"行政复议", []string{"total"}, []string{"review"}},
		{"行政诉讼", []string{"total"}, []string{"suit_direct", "suit_after_review"}},
	}
)

// ReadPublished reads a published table: a JSON object with authority, year,
// form, cells and text_figures, or a list with one such object; our own report
// as JSON; or the official spreadsheet, filled.
func ReadPublished(name string, r io.Reader) (Published, error) {
	data, err := readAll(r)
	if err != nil {
		return Published{}, err
	}
	if kindOf(name, data) == "xlsx" {
		return publishedSheet(data)
	}
	return publishedJSON(bytes.TrimPrefix(data, []byte(bom)))
}

// publishedEntry is the union of the two JSON layouts.
type publishedEntry struct {
	Authority   string                             `json:"authority"`
	OfficeName  string                             `json:"office_name"`
	Year        int                                `json:"year"`
	Form        string                             `json:"form"`
	Cells       map[string]json.RawMessage         `json:"cells"`
	TextFigures map[string]json.RawMessage         `json:"text_figures"`
	Lines       []publishedLine                    `json:"lines"`
	Proactive   []publishedLine                    `json:"proactive"`
	Disputes    map[string]map[string]publishedRaw `json:"disputes"`
}

type publishedRaw = json.RawMessage

type publishedLine struct {
	Code  string                     `json:"code"`
	Value json.RawMessage            `json:"value"`
	Cells map[string]json.RawMessage `json:"cells"`
}

func publishedJSON(data []byte) (Published, error) {
	var entries []publishedEntry
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		if err := decodePublished(data, &entries); err != nil {
			return Published{}, err
		}
		if len(entries) != 1 {
			return Published{}, workflow.Errorf(workflow.Invalid, "文件里有 %d 张表，请每次核对一张", len(entries))
		}
		return entries[0].published()
	}
	var entry publishedEntry
	if err := decodePublished(data, &entry); err != nil {
		return Published{}, err
	}
	return entry.published()
}

func decodePublished(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		line := bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n")) + 1
		return workflow.Errorf(workflow.Invalid, "第 %d 行不是正确的 JSON", line)
	}
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return workflow.Errorf(workflow.Invalid, "“%s”的内容不是所要求的类型", wrong.Field)
	}
	return err
}

// published puts the entry into the tallies of its edition.
func (e publishedEntry) published() (Published, error) {
	if e.Cells == nil && e.Lines == nil {
		return Published{}, workflow.Errorf(workflow.Invalid, "文件里没有统计表：既没有 cells，也没有 lines")
	}
	p, err := newPublished(e.OfficeName+e.Authority, e.Year, e.Form)
	if err != nil {
		return Published{}, err
	}
	for _, key := range slices.Sorted(maps.Keys(e.Cells)) {
		if err := p.setKey(key, e.Cells[key]); err != nil {
			return Published{}, err
		}
	}
	for _, l := range append(e.Lines, e.Proactive...) {
		if err := p.setLine(l); err != nil {
			return Published{}, err
		}
	}
	for block, cells := range e.Disputes {
		for line, raw := range cells {
			if err := p.setCell(line, block, raw); err != nil {
				return Published{}, err
			}
		}
	}
	return p, p.setText(e.TextFigures)
}

func newPublished(office string, year int, form string) (Published, error) {
	edition := workflow.EditionFor(year)
	if form != "" {
		var err error
		if edition, err = workflow.EditionNamed(form); err != nil {
			return Published{}, err
		}
	}
	p := Published{Words: map[string]workflow.Amount{}}
	p.Report = workflow.Report{Office: workflow.Office{Name: office}, Year: year, Edition: edition, Text: map[string]workflow.Amount{}}
	for range edition.Forms {
		p.Report.Tallies = append(p.Report.Tallies, workflow.Tally{})
	}
	return p, nil
}

// amount reads a JSON number; blank (null) is filled false.
func amount(place string, raw json.RawMessage) (n workflow.Amount, filled bool, err error) {
	s := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	if s == "" || s == "null" {
		return 0, false, nil
	}
	if n, err = workflow.ParseAmount(s); err != nil {
		return 0, false, workflow.Errorf(workflow.Invalid, "“%s”的值 %s 不是数字，应当是不小于 0、最多四位小数的数", place, s)
	}
	return n, true, nil
}

// setKey puts a cell that is named in words: 表三|二、上年结转…|自然人.
func (p Published) setKey(key string, raw json.RawMessage) error {
	n, filled, err := amount(key, raw)
	if err != nil {
		return err
	}
	for i, f := range p.Report.Edition.Forms {
		if line, col, ok := locate(f, key); ok {
			if filled {
				p.Report.Tallies[i].Set(line, col, n)
			}
			return nil
		}
	}
	return workflow.Errorf(workflow.Invalid, "%s 年版统计表中没有“%s”这一格", p.Report.Edition.Name, key)
}

func (p Published) setLine(l publishedLine) error {
	if l.Cells == nil {
		return p.setCell(l.Code, "value", l.Value)
	}
	for col, raw := range l.Cells {
		if err := p.setCell(l.Code, col, raw); err != nil {
			return err
		}
	}
	return nil
}

// setCell puts a cell that is named by codes.
func (p Published) setCell(line, col string, raw json.RawMessage) error {
	n, filled, err := amount(line+"/"+col, raw)
	if err != nil {
		return err
	}
	for i, f := range p.Report.Edition.Forms {
		_, okLine := f.Line(line)
		_, okCol := f.Col(col)
		if okLine && okCol {
			if filled {
				p.Report.Tallies[i].Set(line, col, n)
			}
			return nil
		}
	}
	return workflow.Errorf(workflow.Invalid, "%s 年版统计表中没有“%s”行“%s”列", p.Report.Edition.Name, line, col)
}

// setText takes the figures of the text: by the code of a line or by a word.
func (p Published) setText(text map[string]json.RawMessage) error {
	for _, key := range slices.Sorted(maps.Keys(text)) {
		n, filled, err := amount(key, text[key])
		if err != nil {
			return err
		}
		_, _, unknown := p.Report.Edition.Find(key)
		switch known := slices.ContainsFunc(figures, func(f figure) bool { return f.word == key }); {
		case !filled:
		case unknown == nil:
			p.Report.Text[key] = n
		case known:
			p.Words[key] = n
		default:
			return workflow.Errorf(workflow.Invalid, "正文数字“%s”对不上表中任何一行", key)
		}
	}
	return nil
}

// locate finds the cell of a form that a key in words means. Its parts are
// separated by |: the table, the row and the column, or for the form of 2014
// the row and the unit. A path to a row is separated by /.
func locate(f workflow.Form, key string) (line, col string, ok bool) {
	parts := strings.Split(key, "|")
	switch {
	case f.By == workflow.FieldBlock && parts[0] == "表四" && len(parts) == 2:
		return locateDispute(f, parts[1])
	case f.By == workflow.FieldKind && parts[0] == "表三" && len(parts) == 3:
		line, ok = lineLabelled(f, last(parts[1]))
		c, okCol := colLabelled(f, last(parts[2]))
		return line, c, ok && okCol
	case f.By == "" && parts[0] == "表二" && len(parts) == 3:
		line, ok = lineLabelled(f, last(parts[1])+" "+withoutAside(parts[2]))
		return line, "value", ok
	case f.By == "" && len(parts) <= 2:
		line, ok = lineIn(f, parts[0])
		return line, "value", ok
	}
	return "", "", false
}

func last(path string) string { return path[strings.LastIndex(path, "/")+1:] }

func locateDispute(f workflow.Form, path string) (line, col string, ok bool) {
	at := strings.LastIndex(path, "/")
	if at < 0 {
		return "", "", false
	}
	line, ok = lineLabelled(f, path[at+1:])
	for _, c := range f.Cols {
		if ok && normal(fullLabel(c)) == normal(path[:at]) {
			return line, c.Code, true
		}
	}
	return "", "", false
}

func lineLabelled(f workflow.Form, words string) (string, bool) {
	for _, l := range f.Lines {
		if !l.Heading && normal(l.Label) == normal(words) {
			return l.Code, true
		}
	}
	return "", false
}

func colLabelled(f workflow.Form, words string) (string, bool) {
	for _, c := range f.Cols {
		if normal(c.Label) == normal(words) {
			return c.Code, true
		}
	}
	return "", false
}

// lineIn finds a line of the form of 2014 by its code or by its words. Some
// labels stand in two of its sections, so the section the path begins with
// counts.
func lineIn(f workflow.Form, path string) (string, bool) {
	if l, ok := f.Line(path); ok {
		return l.Code, !l.Heading
	}
	section := strings.IndexRune("一二三四五六七八九", firstRune(path))/len("一") + 1
	for _, l := range f.Lines {
		if !l.Heading && strings.HasPrefix(l.Code, fmt.Sprint(section)) && normal(l.Label) == normal(last(path)) {
			return l.Code, true
		}
	}
	return "", false
}

// aside is a remark in brackets at the end of a label.
var aside = regexp.MustCompile(`(（[^（）]*）)+$`)

func withoutAside(s string) string { return aside.ReplaceAllString(s, "") }

var sameMarks = strings.NewReplacer(" ", "", "　", "", "\n", "", "(", "（", ")", "）", "“", "", "”", "", `"`, "", ":", "：", ",", "，")

// normal is a label without what copies of the form differ in.
func normal(s string) string { return withoutAside(sameMarks.Replace(s)) }

// Check applies the equations of the edition, and holds what the text says
// against the table. An equation of 表三 and 表四 with a side that was left out
// is not judged: tables are often quoted in part.
func (p Published) Check() Verdict {
	v := Verdict{Holds: true, Failed: []Failure{}}
	for i, f := range p.Report.Edition.Forms {
		for _, found := range oneForm(p.Report, i).Check() {
			if f.By == "" || found.ID == "T" || quoted(f, p.Report.Tallies[i], found) {
				v.add(found, placeOf(f, found))
			}
		}
		for _, found := range p.compareWords(f, p.Report.Tallies[i]) {
			v.add(found, found.Place)
		}
	}
	return v
}

func (v *Verdict) add(f workflow.Finding, where string) {
	v.Equations++
	if f.Holds {
		return
	}
	v.Holds = v.Holds && f.Soft
	v.Failed = append(v.Failed, Failure{f.ID, where, f.Left, f.Right, f.Says, f.Soft})
}

// quoted says whether both sides of the equation have a number in the table.
func quoted(f workflow.Form, t workflow.Tally, found workflow.Finding) bool {
	i := slices.IndexFunc(f.Agree, func(e workflow.Equation) bool { return e.ID == found.ID })
	filled := func(codes []string) bool {
		return slices.ContainsFunc(codes, func(code string) bool {
			line, col := code, found.Where
			if f.Agree[i].Across {
				line, col = found.Where, code
			}
			_, ok := t.Get(line, col)
			return ok
		})
	}
	return i < 0 || filled(f.Agree[i].Left) && filled(f.Agree[i].Right)
}

// placeOf names the line or column of a finding in words. In a form of one
// column it is the line that the equation is about.
func placeOf(f workflow.Form, found workflow.Finding) string {
	i := slices.IndexFunc(f.Agree, func(e workflow.Equation) bool { return e.ID == found.ID })
	if i < 0 || f.Agree[i].Across {
		return found.Place
	}
	if c, ok := f.Col(found.Where); ok && len(f.Cols) > 1 {
		return fullLabel(c)
	}
	about := f.Agree[i].Left
	if len(about) > 1 {
		about = f.Agree[i].Right
	}
	l, _ := f.Line(about[0])
	return l.Label
}

// compareWords holds the figures of the text that are given by a word against
// the cells of a form.
func (p Published) compareWords(f workflow.Form, t workflow.Tally) []workflow.Finding {
	var out []workflow.Finding
	for _, g := range figures {
		said, ok := p.Words[g.word]
		n, filled := g.sum(f, t)
		if !ok || !filled {
			continue
		}
		says := fmt.Sprintf("正文所写的“%s”与表中数字一致：%s = %s", g.word, said, n)
		if said != n {
			says = fmt.Sprintf("正文所写的“%s”应当与表中数字一致，现为正文 %s、表 %s", g.word, said, n)
		}
		out = append(out, workflow.Finding{ID: "T", Where: g.word, Place: "正文/" + g.word, Holds: said == n, Soft: true, Left: said, Right: n, Says: says})
	}
	return out
}

// sum adds the cells of the figure; filled says whether the form has any.
func (g figure) sum(f workflow.Form, t workflow.Tally) (n workflow.Amount, filled bool) {
	for _, l := range f.Lines {
		if !g.counts(l) {
			continue
		}
		for _, col := range g.cols {
			v, ok := t.Get(l.Code, col)
			n, filled = n+v, filled || ok
		}
	}
	return n, filled
}

func (g figure) counts(l workflow.Line) bool {
	return !l.Heading && slices.ContainsFunc(g.lines, func(code string) bool {
		return code == l.Code || strings.HasSuffix(code, under) && strings.HasPrefix(l.Code, code)
	})
}

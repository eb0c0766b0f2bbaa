package views

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// FrozenNote tells on the page of a report whether it was submitted (定稿). Words is the
// text of the link.
type FrozenNote struct {
	Text, URL, Words string
}

// FrozenPage is a report as it was submitted, with its revisions and what has changed
// since.
type FrozenPage struct {
	Frame
	Heading   string
	Back      Link
	None      string        // that nothing was submitted yet, otherwise ""
	Broken    string        // what is wrong with the stored report, "" for nothing
	Revisions []RevisionRow // latest first
	Kept      []Pair        // who, when, digest
	Downloads []Link
	Verdict   string          // whether anything has changed
	Moved     []DifferenceRow // what has changed, and by which entries
	Tables    []FormTable
	Failed    []FindingRow // equations that did not hold when it was submitted
	Foot      []Pair       // who signed
	Fields    []Field      // of the form that submits; none for readers who may not
	Carry     []Option     // what that form sends along
	Action    string       // the word on its button
}

func (FrozenPage) template() string { return "frozen" }

// RevisionRow is one revision. Reason is "" for the first, unless it did not add up.
type RevisionRow struct {
	No, URL, On, By, Digest, Reason string
	Current                         bool // the one shown
}

// DifferenceRow is one number that is different now.
type DifferenceRow struct {
	Place, Was, Is string
	Causes         []Cause
}

// Cause is one application that came in or fell out, with the entries that did it, or
// one number typed in. URL leads to the application, "" for a number typed in.
type Cause struct {
	Mark, Number, URL, Words string
}

// frozenURL is the address of what was submitted for a report; revision 0 is the
// latest.
func frozenURL(o report.Options, revision int) string {
	o.AsOf = ""
	q := ReportQuery(o)
	if revision > 0 {
		q.Set("revision", strconv.Itoa(revision))
	}
	return address.Query(address.ReportFrozen, q)
}

// keptNote says whether a report was submitted, and how many numbers changed since.
func (f Frame) keptNote(r report.Report, o report.Options) FrozenNote {
	note := FrozenNote{URL: frozenURL(o, 0), Text: f.T("尚未定稿"), Words: f.T("定稿")}
	if r.Frozen == nil {
		return note
	}
	note.Text = f.T("已定稿 %s，第 %d 稿，摘要 %s", calendar.DateOf(r.Frozen.At), r.Frozen.Revision, r.Frozen.Short())
	note.Words = f.T("定稿与变动")
	if n := r.Frozen.Moved(r); n > 0 {
		note.Text += "；" + f.T("定稿以后有 %d 个数变动", n)
	}
	return note
}

// apartMost is how many applications are named on each side of a difference.
const apartMost = 50

// ApartWords names the applications that make the difference in an equation that does
// not hold; "" if no lists stand behind it.
func ApartWords(f statistics.Finding) string {
	var parts []string
	for _, side := range []struct {
		word  string
		names []string
	}{{"只在左边的", f.OnlyLeft}, {"只在右边的", f.OnlyRight}} {
		if n := len(side.names); n > 0 {
			words := fmt.Sprintf("%s %d 件：%s", side.word, n, strings.Join(side.names[:min(apartMost, n)], "、"))
			if n > apartMost {
				words += "等"
			}
			parts = append(parts, words)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "；" + strings.Join(parts, "；")
}

// HandedIn fills the page of a submitted report: all its revisions, oldest first in
// all, the one shown, and what has changed since. all is empty if none was submitted.
func HandedIn(
	f Frame, o report.Options, office string,
	all []report.Frozen, shown report.Frozen, moved []report.Difference,
) FrozenPage {
	p := FrozenPage{Frame: f, Heading: f.T("%s %d 年度报告定稿", office, o.Year),
		Back: Link{URL: address.Query(address.Report, ReportQuery(o)), Label: f.T("回统计表")}, Action: f.T("定稿")}
	p.Carry = []Option{{Value: "office", Label: o.Office},
		{Value: "year", Label: strconv.Itoa(o.Year)}, {Value: "form", Label: o.Form}}
	if o.Rollup {
		p.Carry = append(p.Carry, Option{Value: "rollup", Label: "1"})
	}
	if len(all) == 0 {
		p.None = f.T("该年度报告尚未定稿。定稿保存每个数和背后的申请，以后的变动逐项列出。")
		return p
	}
	p.Action, p.Broken = f.T("更正：另存一稿"), shown.Broken
	for _, k := range slices.Backward(all) {
		p.Revisions = append(p.Revisions, RevisionRow{
			No: strconv.Itoa(k.Revision), URL: frozenURL(o, k.Revision), On: Moment(k.At),
			By: k.By, Digest: k.Short(), Reason: k.Reason, Current: k.Revision == shown.Revision,
		})
	}
	p.show(o, shown, moved)
	return p
}

// show fills in the revision that is shown.
func (p *FrozenPage) show(o report.Options, shown report.Frozen, moved []report.Difference) {
	p.Kept = written([]Pair{
		{p.T("定稿时间"), Moment(shown.At)}, {p.T("定稿人"), shown.By},
		{p.T("摘要（SHA-256）"), shown.Digest}, {p.T("上一稿摘要"), shown.Prev}, {p.T("理由"), shown.Reason},
	})
	q := ReportQuery(o)
	q.Set("revision", strconv.Itoa(shown.Revision))
	for _, format := range []string{"xlsx", "csv", "json"} {
		q.Set("format", format)
		p.Downloads = append(p.Downloads,
			Link{URL: address.Query(address.ReportExport, q), Label: p.T("下载 %s", strings.ToUpper(format))})
	}
	q.Del("format")
	r := shown.Report()
	for i, form := range r.Edition.Forms {
		p.Tables = append(p.Tables, p.frozenTable(form, r.Tallies[i], shown, q))
	}
	for _, x := range shown.Findings {
		if !x.Holds {
			p.Failed = append(p.Failed, FindingRow{Mark: "✗ " + p.T("不符"), Place: x.Place,
				Says: x.Says, Class: "fails", Sides: apartSides(x, shown.Report())})
		}
	}
	for _, s := range report.SignerFields {
		p.Foot = append(p.Foot, Pair{s.Label, s.Of(shown.Signers)})
	}
	p.Verdict = p.T("定稿以后没有变动。")
	if len(moved) > 0 {
		p.Verdict = p.T("定稿以后有 %d 个数或者背后的申请变动，逐项如下。", len(moved))
	}
	for _, d := range moved {
		p.Moved = append(p.Moved, p.moved(d))
	}
}

// frozenTable is a form as it was submitted. Each number leads to what was behind it
// then, not now.
func (f Frame) frozenTable(form statistics.Form, t statistics.Tally, shown report.Frozen, q url.Values) FormTable {
	out := f.table(form, t, url.Values{}, false)
	i := 0
	for _, l := range form.Lines {
		for j, c := range form.Cols {
			if !l.Heading && len(shown.Behind(l.Code, c.Code)) > 0 {
				q.Set("line", l.Code)
				q.Set("col", c.Code)
				cell := &out.Lines[i].Cells[j]
				cell.URL = address.Query(address.ReportCell, q)
				cell.Says = f.T("%s，%s：%s，查看是哪些申请", l.Label, c.Label, cell.Text)
			}
		}
		i++
	}
	return out
}

// moved is a difference in words, with its causes.
func (f Frame) moved(d report.Difference) DifferenceRow {
	row := DifferenceRow{Place: movedPlace(d), Was: orBlank(d.Was), Is: orBlank(d.Is)}
	for i, shifts := range [][]report.Shift{d.In, d.Out} {
		for _, s := range shifts {
			row.Causes = append(row.Causes, f.cause([]string{"+ 计入", "− 不再计入"}[i], s))
		}
	}
	for _, t := range d.Typed {
		row.Causes = append(row.Causes,
			Cause{Mark: "人工填报", Words: fmt.Sprintf("%s，%s 填报 %s", orBlank(t.N), t.By, Moment(t.At))})
	}
	return row
}

// movedPlace names the cell; a form of one column has only lines to name.
func movedPlace(d report.Difference) string {
	if d.Col.Code == "value" {
		return d.Line.Label
	}
	return d.Line.Label + " / " + d.Col.Label
}

// orBlank is a number, or 空白 for a blank cell.
func orBlank(n *statistics.Amount) string {
	if n == nil {
		return "空白"
	}
	return n.String()
}

// cause says why an application counts now or no longer does.
func (f Frame) cause(mark string, s report.Shift) Cause {
	words := s.Why
	for _, e := range s.Because {
		if words != "" {
			words += "；"
		}
		words += entryWords(e)
	}
	return Cause{Mark: mark, Number: s.Number, URL: ApplicationURL(s.App), Words: words}
}

// entryWords tells who wrote an entry, when, and what it says.
func entryWords(e workflow.Entry) string {
	words := fmt.Sprintf("%s 由 %s 记入“%s”（%s）", Moment(e.At), e.By, workflow.EventLabel(e.Event), e.On)
	if e.Reason != "" {
		words += "，理由：" + e.Reason
	}
	return words
}

// SignerFields are the controls of the form that submits a report. again means that it
// was submitted before: then a reason is required.
func (f Frame) SignerFields(today calendar.Date, again bool) []Field {
	var out []Field
	for _, s := range report.SignerFields {
		field := Field{ID: s.Code, Name: s.Code, Label: s.Label, Required: true, Max: 200}
		if s.Code == "date" {
			field.Day, field.Max, field.Value = true, 0, string(today)
		}
		out = append(out, field)
	}
	hint := f.T("勾稽关系不成立而确属实情的，写明理由")
	if again {
		hint = f.T("写明更正的内容和理由，原稿保留")
	}
	return append(out, Field{ID: "reason", Name: "reason", Label: f.T("理由"),
		Long: true, Wide: true, Max: 2000, Required: again, Hint: hint})
}

// FootLines are the lines below a report: who answers for it, as blanks to be filled
// in by hand until it is submitted, and then its digest.
func FootLines(r report.Report) []string {
	gap := strings.Repeat("　", 6)
	if !r.Final {
		return []string{"单位负责人：" + gap + "审核人：" + gap + "填报人：" + gap, "联系电话：" + gap + "填报日期：" + gap}
	}
	s := r.Frozen.Signers
	return []string{
		"单位负责人：" + s.Head + gap + "审核人：" + s.Reviewer + gap + "填报人：" + s.Filler,
		"联系电话：" + s.Phone + gap + "填报日期：" + string(s.Date),
		fmt.Sprintf("第 %d 稿，%s 定稿，摘要 %s", r.Frozen.Revision, Moment(r.Frozen.At), r.Frozen.Short()),
	}
}

// FrozenFoot is what the text of a report says about its submission; "" if it was not
// submitted.
func FrozenFoot(r report.Report) string {
	switch {
	case r.Final:
		return strings.Join(FootLines(r), "\n") + "\n"
	case r.Frozen == nil:
		return ""
	}
	words := fmt.Sprintf("已定稿：第 %d 稿，%s，摘要 %s", r.Frozen.Revision, Moment(r.Frozen.At), r.Frozen.Short())
	if n := r.Frozen.Moved(r); n > 0 {
		words += fmt.Sprintf("；定稿以后有 %d 个数变动", n)
	}
	return words + "\n"
}

// FrozenJSON is what a report for programs says about its submission. Behind lists
// the numbers of the applications behind each cell, by line/column; it is left out if
// the report is the present one rather than the one submitted.
type FrozenJSON struct {
	Revision int                 `json:"revision"`
	At       time.Time           `json:"at"`
	By       string              `json:"by"`
	Digest   string              `json:"digest"`
	Prev     string              `json:"prev,omitempty"`
	Reason   string              `json:"reason,omitempty"`
	Broken   string              `json:"broken,omitempty"`
	Signers  report.Signers      `json:"signers"`
	Moved    int                 `json:"moved"` // numbers that are different now
	Behind   map[string][]string `json:"behind,omitempty"`
}

// NewFrozenJSON is nil for a report that was not submitted.
func NewFrozenJSON(r report.Report) *FrozenJSON {
	if r.Frozen == nil {
		return nil
	}
	f := *r.Frozen
	out := &FrozenJSON{Revision: f.Revision, At: f.At, By: f.By, Digest: f.Digest,
		Prev: f.Prev, Reason: f.Reason, Broken: f.Broken, Signers: f.Signers, Moved: f.Moved(r)}
	if !r.Final {
		return out
	}
	out.Behind = map[string][]string{}
	for _, t := range f.Tables {
		for _, l := range t.Lines {
			for _, c := range t.Cols {
				for _, b := range f.Behind(l.Code, c.Code) {
					out.Behind[l.Code+"/"+c.Code] = append(out.Behind[l.Code+"/"+c.Code], b.Number)
				}
			}
		}
	}
	return out
}

// WriteCanonical writes a submitted report byte by byte as its digest covers it. A
// report that was not submitted is Invalid.
func WriteCanonical(w io.Writer, r report.Report) error {
	if !r.Final {
		return fault.Errorf(fault.Invalid, "只有已经定稿的报告才有原文，请加上 --frozen")
	}
	_, err := io.WriteString(w, r.Frozen.Body)
	return err
}

// DifferenceJSON is one number that differs from the one submitted. null is blank.
type DifferenceJSON struct {
	Line  string             `json:"line"`
	Col   string             `json:"col"`
	Label string             `json:"label"`
	Was   *statistics.Amount `json:"was"`
	Is    *statistics.Amount `json:"is"`
	In    []ShiftJSON        `json:"in"`
	Out   []ShiftJSON        `json:"out"`
	Typed []TypedJSON        `json:"typed,omitempty"`
}

// ShiftJSON is one application that came in or fell out, and the entries that did it.
type ShiftJSON struct {
	Number  string           `json:"number"`
	Office  string           `json:"office"`
	Why     string           `json:"why,omitempty"`
	Entries []workflow.Entry `json:"entries"`
}

// TypedJSON is a number that was typed in; null took one back.
type TypedJSON struct {
	Value *statistics.Amount `json:"value"`
	By    string             `json:"by"`
	At    time.Time          `json:"at"`
}

// NewDifferencesJSON are differences as programs read them; never nil.
func NewDifferencesJSON(all []report.Difference) []DifferenceJSON {
	out := []DifferenceJSON{}
	for _, d := range all {
		j := DifferenceJSON{Line: d.Line.Code, Col: d.Col.Code, Label: movedPlace(d),
			Was: d.Was, Is: d.Is, In: shiftsJSON(d.In), Out: shiftsJSON(d.Out)}
		for _, t := range d.Typed {
			j.Typed = append(j.Typed, TypedJSON{t.N, t.By, t.At})
		}
		out = append(out, j)
	}
	return out
}

// shiftsJSON leaves the applicant out of the entries: a difference may be shown to
// those who may not see the application.
func shiftsJSON(all []report.Shift) []ShiftJSON {
	out := []ShiftJSON{}
	for _, s := range all {
		j := ShiftJSON{Number: s.Number, Office: s.Office, Why: s.Why, Entries: []workflow.Entry{}}
		for _, e := range s.Because {
			e.Intake = nil
			j.Entries = append(j.Entries, e)
		}
		out = append(out, j)
	}
	return out
}

// DifferenceWords are differences as people read them on a terminal (更正说明).
func DifferenceWords(f report.Frozen, all []report.Difference) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d 年度报告，第 %d 稿，%s 定稿，摘要 %s\n", f.OfficeName, f.Year, f.Revision, Moment(f.At), f.Short())
	if len(all) == 0 {
		b.WriteString("定稿以后没有变动\n")
	}
	for _, d := range all {
		row := Frame{}.moved(d)
		fmt.Fprintf(&b, "%s（%s/%s）：%s → %s\n", row.Place, d.Line.Code, d.Col.Code, row.Was, row.Is)
		for _, c := range row.Causes {
			fmt.Fprintf(&b, "  %s %s\n", strings.TrimSpace(c.Mark+" "+c.Number), c.Words)
		}
	}
	return b.String()
}

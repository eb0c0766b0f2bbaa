package published

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongkai/views/sheet"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// Published is a table that some authority published, as it was read from a file.
type Published struct {
	Report report.Report                // the table as if it were ours; blank cells are not in its tallies
	Words  map[string]statistics.Amount // what its text gives, by the word of [figures]
	Quotes []quote                      // what was found in its prose
	Blank  map[statistics.Ref]bool      // cells that are there and hold nothing
	notes  []Failure                    // what was noticed while reading
	marked []string                     // cells with a stroke in place of a number
}

// Verdict is what checking published tables found. Holds is about the hard equations
// alone; Failed names the soft ones too. Tables has each table by itself if there are
// several.
type Verdict struct {
	Holds     bool           `json:"holds"`
	Equations int            `json:"equations"`
	Failed    []Failure      `json:"failed"`
	Tables    []TableVerdict `json:"tables,omitempty"`
}

// TableVerdict is what checking one of several tables found. Authority is "" and Year
// 0 if the file does not say.
type TableVerdict struct {
	Authority string    `json:"authority"`
	Year      int       `json:"year"`
	Form      string    `json:"form"`
	Holds     bool      `json:"holds"`
	Equations int       `json:"equations"`
	Failed    []Failure `json:"failed"`
}

// Failure is one equation that does not hold, or a figure of the text that differs
// from the table. A soft one is worth a look, but no error. Cells are those the two
// sides consist of, as line/column. Authority and Year are given if there are several
// tables.
type Failure struct {
	ID        string            `json:"id"`
	Where     string            `json:"where"`
	Left      statistics.Amount `json:"left"`
	Right     statistics.Amount `json:"right"`
	Says      string            `json:"says"`
	Soft      bool              `json:"soft,omitempty"`
	Cells     []string          `json:"cells,omitempty"`
	Authority string            `json:"authority,omitempty"`
	Year      int               `json:"year,omitempty"`
}

// What a failure is about beside the equations of the forms.
const (
	textRule    = "T" // the text gives another number than the table
	blankRule   = "B" // cells are blank, or hold a stroke
	unreadRule  = "R" // a row with numbers that belongs to no line
	missingRule = "M" // a table or lines of it are missing
	editionRule = "V" // the edition is not the one of the year
	unitRule    = "U" // an amount in another unit than the form's
)

// oldOffice is how files of Office before 2007 begin, and those with a password.
const oldOffice = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// Read reads published tables: a JSON object with authority, year, form, cells and
// text_figures, or a list of such objects; our own report as JSON; or the official
// layout, filled in, as a spreadsheet (.xlsx) or in a document (.docx). What a file
// is, its content decides; name only helps where that says nothing. A file it cannot
// read is Invalid, with what to do about it.
func Read(name string, r io.Reader) ([]Published, error) {
	data, err := sheet.ReadAll(r)
	if err != nil {
		return nil, err
	}
	switch kind := sheet.KindOf(name, data); {
	case kind == "csv":
		return publishedJSON(bytes.TrimPrefix(data, []byte(sheet.BOM)))
	case bytes.HasPrefix(data, []byte(oldOffice)):
		return nil, &fault.Error{
			Kind: fault.Invalid,
			What: "这是旧版 Office（.doc、.xls）或者加了密码的文件，不能核对",
			Next: "请另存为 .docx 或者 .xlsx 后再核对",
		}
	case kind != "xlsx":
		return nil, &fault.Error{Kind: fault.Invalid, What: kind + "，不能核对", Next: "请另存为 .docx 或者 .xlsx 后再核对"}
	case isDOCX(data):
		return officeTables(readDOCX(data))
	}
	return officeTables(readSheets(data))
}

// newPublished is a table without any cell. form "" is the edition of the year.
func newPublished(office string, year int, form string) (Published, error) {
	edition := report.EditionFor(year)
	if form != "" {
		var err error
		if edition, err = report.EditionNamed(form); err != nil {
			return Published{}, err
		}
	}
	p := Published{Words: map[string]statistics.Amount{}, Blank: map[statistics.Ref]bool{}}
	p.Report = report.Report{Office: account.Office{Name: office},
		Year: year, Edition: edition, Text: map[string]statistics.Amount{}}
	for range edition.Forms {
		p.Report.Tallies = append(p.Report.Tallies, statistics.Tally{})
	}
	p.checkEdition()
	return p, nil
}

// checkEdition notes a report in another edition than that of its year, such as one
// made from an old copy.
func (p *Published) checkEdition() {
	due, used := report.EditionFor(p.Report.Year), p.Report.Edition
	if p.Report.Year > 0 && due.Name != used.Name {
		p.note(editionRule, "版式",
			fmt.Sprintf("%d 年度应当用 %s 年版统计表（%s），这里是 %s 年版", p.Report.Year, due.Name, due.Basis, used.Name))
	}
}

// note adds something worth a look.
func (p *Published) note(id, where, says string, cells ...string) {
	p.notes = append(p.notes, Failure{ID: id, Where: where, Says: says, Soft: true, Cells: cells})
}

// CheckPublished checks each table by itself, and against the table of the year before
// if that is among the tables or in last.
func CheckPublished(tables, last []Published) (Verdict, error) {
	out := Verdict{Holds: true, Failed: []Failure{}}
	for _, p := range tables {
		before, err := p.before(tables, last)
		if err != nil {
			return Verdict{}, err
		}
		v := p.check(before)
		if len(tables) > 1 {
			out.Tables = append(out.Tables, v)
		}
		out.Holds, out.Equations = out.Holds && v.Holds, out.Equations+v.Equations
		for _, f := range v.Failed {
			if len(tables) > 1 {
				f.Authority, f.Year = v.Authority, v.Year
			}
			out.Failed = append(out.Failed, f)
		}
	}
	return out, nil
}

// Alone is the verdict on the only table there was.
func (p Published) Alone(v Verdict) TableVerdict {
	return TableVerdict{Authority: p.Report.Office.Name, Year: p.Report.Year,
		Form: p.Report.Edition.Name, Holds: v.Holds, Equations: v.Equations, Failed: v.Failed}
}

// Head names the table: authority, year and edition.
func (v TableVerdict) Head() string {
	year := "年度不详"
	if v.Year > 0 {
		year = fmt.Sprintf("%d 年度", v.Year)
	}
	return fmt.Sprintf("%s %s，%s 年版统计表", v.Authority, year, v.Form)
}

// before finds the table of the year before; nil if there is none. If the user gave one
// table as last year's of one other, it has to be of last year, but need not call
// the authority by the same name.
func (p Published) before(tables, last []Published) (*Published, error) {
	fits := func(q Published) bool { return q.Report.Year == p.Report.Year-1 && q.sameOffice(p) }
	for _, list := range [][]Published{last, tables} {
		if i := slices.IndexFunc(list, fits); i >= 0 && p.Report.Year > 0 {
			return &list[i], nil
		}
	}
	if len(last) != 1 || len(tables) != 1 {
		return nil, nil
	}
	if y := last[0].Report.Year; y > 0 && p.Report.Year > 0 && y != p.Report.Year-1 {
		return nil, &fault.Error{
			Kind: fault.Invalid,
			What: fmt.Sprintf("要核对的是 %d 年度的表，上年度的表却是 %d 年度的", p.Report.Year, y),
			Next: "请给出同一机关上一年度的表",
		}
	}
	return &last[0], nil
}

// sameOffice says whether both tables name the same authority. A table that names none
// is never the same.
func (p Published) sameOffice(q Published) bool {
	return p.Report.Office.Name != "" && bare(p.Report.Office.Name) == bare(q.Report.Office.Name)
}

// check applies the equations of the edition, and holds the table against its own text
// and against the year before. An equation of 表三 or 表四 with a side that was left
// out is not judged, as tables are often quoted in part; a side that is there and
// blank is judged.
func (p Published) check(before *Published) TableVerdict {
	r := p.Report
	v := TableVerdict{Authority: r.Office.Name, Year: r.Year, Form: r.Edition.Name, Holds: true, Failed: []Failure{}}
	for i, f := range r.Edition.Forms {
		found := append(OneForm(r, i).Check(), p.compareWords(f, r.Tallies[i])...)
		found = append(found, p.compareQuotes(f, r.Tallies[i])...)
		for _, x := range append(found, p.sinceLast(i, before)...) {
			if says, judged := p.judge(f, r.Tallies[i], x); judged {
				x.Says += says
				v.add(x, PlaceOf(f, x))
			}
		}
	}
	for _, note := range append(p.notes, p.blanks()...) {
		v.Holds, v.Failed = v.Holds && note.Soft, append(v.Failed, note)
	}
	return v
}

// sinceLast holds form i against its counterpart of the year before. 表二 asks other
// things in each edition; the other forms carry over from one to the next.
func (p Published) sinceLast(i int, before *Published) []statistics.Finding {
	if before == nil {
		return nil
	}
	f := p.Report.Edition.Forms[i]
	for j, g := range before.Report.Edition.Forms {
		if g.By == f.By && (f.By != "" || before.Report.Edition.Name == p.Report.Edition.Name) {
			return f.CheckYears(p.Report.Tallies[i], before.Report.Tallies[j])
		}
	}
	return nil
}

// add counts an equation, and names it if it does not hold.
func (v *TableVerdict) add(f statistics.Finding, where string) {
	v.Equations++
	if f.Holds {
		return
	}
	var cells []string
	for _, r := range f.Cells() {
		cells = append(cells, r.String())
	}
	v.Holds = v.Holds && f.Soft
	v.Failed = append(v.Failed,
		Failure{ID: f.ID, Where: where, Left: f.Left, Right: f.Right, Says: f.Says, Soft: f.Soft, Cells: cells})
}

// judge says whether a finding counts, and what has to be added to it. In a form of
// one column a total may stand alone; in the others each side must have a number, or
// be there and blank.
func (p Published) judge(f statistics.Form, t statistics.Tally, found statistics.Finding) (says string, judged bool) {
	across := slices.ContainsFunc(found.Cells(), func(r statistics.Ref) bool { return r.Last })
	if f.By == "" || across || found.ID == textRule || found.ID == statistics.CellRule {
		return "", true
	}
	for _, side := range found.Of {
		if slices.ContainsFunc(side, func(r statistics.Ref) bool { _, ok := t.Get(r.Line, r.Col); return ok }) {
			continue
		}
		if !slices.ContainsFunc(side, func(r statistics.Ref) bool { return p.Blank[r] }) {
			return "", false
		}
		says = "（有一边空白，空白不是 0）"
	}
	return says, true
}

// PlaceOf names the line or column a finding is about, in words. In a form of one
// column it is the line that the equation works out.
func PlaceOf(f statistics.Form, found statistics.Finding) string {
	i := slices.IndexFunc(f.Agree, func(e statistics.Equation) bool { return e.ID == found.ID })
	if i < 0 || f.Agree[i].Across {
		return found.Place
	}
	if c, ok := f.Col(found.Where); ok && len(f.Cols) > 1 {
		return FullLabel(c)
	}
	about := f.Agree[i].Left
	if len(about) > 1 {
		about = f.Agree[i].Right
	}
	l, _ := f.Line(about[0])
	return l.Label
}

// blanks notes the blank cells of 表三 and 表四, where every cell has to be filled. The
// form of 2014 and 表二 are commonly left blank where nothing happened.
func (p Published) blanks() []Failure {
	var out []Failure
	for _, f := range p.Report.Edition.Forms {
		if cells := p.blankCells(f); f.By != "" && len(cells) > 0 {
			says := fmt.Sprintf("有 %d 格空白，空白不是 0，没有发生的应当填 0：%s", len(cells), someOf(cells))
			out = append(out,
				Failure{ID: blankRule, Where: f.Name, Left: statistics.Whole(len(cells)), Says: says, Soft: true, Cells: cells})
		}
	}
	return out
}

// blankCells are those without a stroke, which noteMarks has named.
func (p Published) blankCells(f statistics.Form) []string {
	var out []string
	for _, l := range f.Lines {
		for _, c := range f.Cols {
			if r := (statistics.Ref{Line: l.Code, Col: c.Code}); p.Blank[r] && !slices.Contains(p.marked, r.String()) {
				out = append(out, r.String())
			}
		}
	}
	return out
}

// someOf lists the first few.
func someOf(all []string) string {
	const few = 5
	if len(all) <= few {
		return strings.Join(all, "、")
	}
	return strings.Join(all[:few], "、") + " 等"
}

// OneForm is the report with only its form number i. Equations across forms are gone.
func OneForm(r report.Report, i int) report.Report {
	r.Edition.Forms, r.Tallies, r.Across = r.Edition.Forms[i:i+1], r.Tallies[i:i+1], nil
	return r
}

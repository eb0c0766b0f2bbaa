package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/plain"
	"gongkai/workflow/statistics"
)

// Item names one thing that a line counts: an application or, if No is not 0, the
// dispute or payment that began with that entry. As text it is 12 or 12/7.
type Item struct {
	App workflow.ID
	No  int
}

// MarshalText writes 12 or 12/7; it never fails.
func (i Item) MarshalText() ([]byte, error) {
	s := strconv.FormatInt(int64(i.App), 10)
	if i.No != 0 {
		s += "/" + strconv.Itoa(i.No)
	}
	return []byte(s), nil
}

// UnmarshalText reads what MarshalText writes, and is Invalid for any other spelling,
// so that a text has one item and an item one text.
func (i *Item) UnmarshalText(b []byte) error {
	app, no, of := strings.Cut(string(b), "/")
	n, err := strconv.ParseInt(app, 10, 64)
	got := Item{App: workflow.ID(n)}
	if err == nil && of {
		got.No, err = strconv.Atoi(no)
	}
	// A second spelling, such as 012 or 12/0, would be a second name for the same
	// thing.
	back, _ := got.MarshalText()
	if err != nil || n < 1 || got.No < 0 || !bytes.Equal(back, b) {
		return fault.Errorf(fault.Invalid, "“%s”不是一件申请或者案件的编号", b)
	}
	*i = got
	return nil
}

// Signers are the people who answer for a report: the foot of the form. All parts are
// required.
type Signers struct {
	Head     string        `json:"head"`     // 单位负责人
	Reviewer string        `json:"reviewer"` // 审核人
	Filler   string        `json:"filler"`   // 填报人
	Phone    string        `json:"phone"`    // 联系电话
	Date     calendar.Date `json:"date"`     // 填报日期
}

// SignerFields are the parts of the foot with their Chinese labels, in the order of the
// form. Codes are those of the JSON and of the inputs.
var SignerFields = []struct {
	Code, Label string
	Of          func(Signers) string
}{
	{"head", "单位负责人", func(s Signers) string { return s.Head }},
	{"reviewer", "审核人", func(s Signers) string { return s.Reviewer }},
	{"filler", "填报人", func(s Signers) string { return s.Filler }},
	{"phone", "联系电话", func(s Signers) string { return s.Phone }},
	{"date", "填报日期", func(s Signers) string { return string(s.Date) }},
}

// validate returns what is missing or too long, or why the day cannot be that of a
// report of the year; at is now.
func (s Signers) validate(year int, at time.Time) error {
	for _, f := range SignerFields {
		if v := f.Of(s); plain.Blank(v) || len([]rune(v)) > workflow.MaxName {
			return fault.Input(f.Code).Wrong("请填写%s，不超过 %d 字", f.Label, workflow.MaxName)
		}
	}
	switch today := calendar.DateOf(at); {
	case s.Date > today:
		return fault.InputDate.Wrong("填报日期 %s 晚于今天（%s）", s.Date, today)
	case s.Date <= calendar.YearOf(year).To:
		return fault.InputDate.Wrong("填报日期 %s 早于 %d 年度结束", s.Date, year)
	}
	return nil
}

// Frozen is a report as it was submitted (定稿): every number with what was behind it,
// who answers for it, and a digest over all that. It never changes. A correction (更正)
// is a further revision that names the one before (docs/adr/0021-frozen-reports.md).
type Frozen struct {
	Office     string                       `json:"office"`
	OfficeName string                       `json:"office_name"`
	Year       int                          `json:"year"`
	Form       string                       `json:"form"` // the name of the edition
	Basis      string                       `json:"basis"`
	Rollup     bool                         `json:"rollup"`
	Offices    []string                     `json:"offices"`  // those that were counted, by code
	Revision   int                          `json:"revision"` // from 1
	Prev       string                       `json:"prev"`     // the digest of the revision before; "" for the first
	At         time.Time                    `json:"at"`       // when it was submitted, UTC
	By         string                       `json:"by"`       // who submitted it, as shown to others
	User       string                       `json:"user"`
	Signers    Signers                      `json:"signers"`
	Reason     string                       `json:"reason"` // of a correction, or for what does not add up; else ""
	Tables     []FrozenTable                `json:"tables"`
	Text       map[string]statistics.Amount `json:"text"`         // what the report's text states, by line
	Apps       []FrozenApp                  `json:"applications"` // those behind any number, in order of ID
	Findings   []statistics.Finding         `json:"findings"`

	Body   string `json:"-"` // the JSON of all of the above, over which the digest is
	Digest string `json:"-"` // SHA-256 of the body, in hexadecimal
	Broken string `json:"-"` // in Chinese what is wrong with it as it was kept; "" if nothing is
}

// FrozenTable is one form with its numbers. What the form itself says is kept with
// them: tables may change, what was submitted does not.
type FrozenTable struct {
	Name  string       `json:"name"`
	By    cond.Field   `json:"by"`
	Cols  []FrozenCol  `json:"cols"`
	Lines []FrozenLine `json:"lines"`
}

// FrozenCol is one column of a [FrozenTable].
type FrozenCol struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Group string `json:"group,omitempty"`
}

// FrozenLine is one line of a [FrozenTable], with a cell for every column; a heading
// has none.
type FrozenLine struct {
	Code    string       `json:"code"`
	No      string       `json:"no,omitempty"`
	Label   string       `json:"label"`
	Unit    string       `json:"unit,omitempty"`
	Depth   int          `json:"depth,omitempty"`
	Heading bool         `json:"heading,omitempty"`
	ByHand  bool         `json:"by_hand,omitempty"` // it was typed in
	Cells   []FrozenCell `json:"cells,omitempty"`
}

// FrozenCell is one number and what was behind it.
type FrozenCell struct {
	N     *statistics.Amount `json:"n"`               // nil: blank
	Items []Item             `json:"items,omitempty"` // none for a line that was typed in
}

// FrozenApp is an application behind a number, as far as it had come.
type FrozenApp struct {
	ID      workflow.ID `json:"id"`
	Number  string      `json:"number"`
	Office  string      `json:"office"`
	Version int         `json:"version"` // how many entries its journal had
}

// seal sets the body and the digest. HTML is not escaped, so that the body reads like
// what it says.
func (f Frozen) seal() (Frozen, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return f, fmt.Errorf("seal the report of %s for %d: %w", f.Office, f.Year, err)
	}
	f.Body = strings.TrimSuffix(b.String(), "\n")
	f.Digest = digest(f.Body)
	return f, nil
}

// digest returns the SHA-256 of a text, in hexadecimal.
func digest(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// OpenFrozen reads a frozen report as it was kept: its body and its digest. If it
// cannot be read, or does not agree with the digest, Broken says so; what can be read
// is still returned.
func OpenFrozen(body, kept string) Frozen {
	var f Frozen
	if err := json.Unmarshal([]byte(body), &f); err != nil {
		f = Frozen{Broken: "内容无法读取"}
	} else if digest(body) != kept {
		f.Broken = "内容与摘要不符，可能被改动"
	}
	f.Body, f.Digest = body, kept
	return f
}

// BeforeCells marks where in a body the head ends, with the comma in it. It cannot
// occur inside a text, in which quotation marks are escaped.
const BeforeCells = `,"tables":`

// OpenHead reads the head of a frozen report: its body up to the comma of
// [BeforeCells]. The digest is not checked, because it is over the whole body.
func OpenHead(head, kept string) Frozen {
	var f Frozen
	if err := json.Unmarshal([]byte(strings.TrimSuffix(head, ",")+"}"), &f); err != nil {
		f = Frozen{Broken: "内容无法读取"}
	}
	f.Digest = kept
	return f
}

// Short returns the beginning of the digest, long enough to tell reports apart.
func (f Frozen) Short() string { return f.Digest[:min(12, len(f.Digest))] }

// words names the report in Chinese where another one speaks of it.
func (f Frozen) words() string {
	return fmt.Sprintf("%d 年度定稿，%s，摘要 %s", f.Year, calendar.DateOf(f.At), f.Short())
}

// table returns the table of this name, and whether there is one.
func (f Frozen) table(name string) (FrozenTable, bool) {
	i := slices.IndexFunc(f.Tables, func(t FrozenTable) bool { return t.Name == name })
	if i < 0 {
		return FrozenTable{}, false
	}
	return f.Tables[i], true
}

// tally returns the numbers of the table; blank cells are missing.
func (t FrozenTable) tally() statistics.Tally {
	out := statistics.Tally{}
	for _, l := range t.Lines {
		for i, c := range l.Cells {
			if c.N != nil && i < len(t.Cols) {
				out.Set(l.Code, t.Cols[i].Code, *c.N)
			}
		}
	}
	return out
}

// cell returns a cell of the table; a blank one with nothing behind it if there is no
// such cell.
func (t FrozenTable) cell(line, col string) FrozenCell {
	for _, l := range t.Lines {
		for i, c := range l.Cells {
			if l.Code == line && i < len(t.Cols) && t.Cols[i].Code == col {
				return c
			}
		}
	}
	return FrozenCell{}
}

// amount returns a number of the report; 0 where it is blank.
func (f Frozen) amount(table, line, col string) statistics.Amount {
	t, _ := f.table(table)
	n, _ := t.tally().Get(line, col)
	return n
}

// app returns what was kept of an application; if it was behind no number, its Version
// is 0. Apps are in order of ID.
func (f Frozen) app(id workflow.ID) FrozenApp {
	i, ok := slices.BinarySearchFunc(f.Apps, id, func(a FrozenApp, id workflow.ID) int { return int(a.ID - id) })
	if !ok {
		return FrozenApp{ID: id}
	}
	return f.Apps[i]
}

// names returns the applications behind a cell; with several offices, each with its
// office (see [named]).
func (f Frozen) names(table, line, col string, offices []string) []string {
	t, _ := f.table(table)
	var out []string
	for _, item := range t.cell(line, col).Items {
		a := f.app(item.App)
		out = append(out, named(a.Office, a.Number, offices))
	}
	return out
}

// Behind returns what was behind a number: of each application its ID, number and
// office. One with two disputes that counted is listed twice.
func (f Frozen) Behind(line, col string) []workflow.Brief {
	var out []workflow.Brief
	for _, t := range f.Tables {
		for _, item := range t.cell(line, col).Items {
			a := f.app(item.App)
			out = append(out, workflow.Brief{ID: a.ID, Number: a.Number, Office: a.Office, No: item.No})
		}
	}
	return out
}

// Report returns the report as it was submitted. Its form has no conditions any more,
// so it can be shown but not counted again.
func (f Frozen) Report() Report {
	r := Report{
		Office: account.Office{Code: f.Office, Name: f.OfficeName}, Year: f.Year, Rollup: f.Rollup, Offices: f.Offices,
		Edition: statistics.Edition{Name: f.Form, Basis: f.Basis}, Text: f.Text,
		Typed: map[string]bool{}, Across: f.Findings, Frozen: &f, Final: true,
	}
	for _, t := range f.Tables {
		form := statistics.Form{Name: t.Name, By: t.By}
		for _, c := range t.Cols {
			form.Cols = append(form.Cols, statistics.Col{Code: c.Code, Label: c.Label, Group: c.Group})
		}
		for _, l := range t.Lines {
			form.Lines = append(form.Lines, statistics.Line{Code: l.Code, No: l.No, Label: l.Label,
				Unit: l.Unit, Depth: l.Depth, Heading: l.Heading, ByHand: l.ByHand})
		}
		r.Edition.Forms, r.Tallies = append(r.Edition.Forms, form), append(r.Tallies, t.tally())
	}
	return r
}

// Moved returns how many numbers of a frozen report differ in another report of the
// same office and year.
func (f Frozen) Moved(r Report) int {
	n := 0
	for i, form := range r.Edition.Forms {
		t, _ := f.table(form.Name)
		was := t.tally()
		for _, l := range form.Lines {
			for _, c := range form.Cols {
				if !equal(was.Amount(l.Code, c.Code), r.Tallies[i].Amount(l.Code, c.Code)) {
					n++
				}
			}
		}
	}
	return n
}

// equal reports whether two cells hold the same; blank is equal only to blank.
func equal(a, b *statistics.Amount) bool { return a == b || a != nil && b != nil && *a == *b }

// Frozen returns the revisions of a submitted report, the first one first; none if it
// was not submitted, or if it counted offices outside the person's scope.
func (d Reports) Frozen(ctx context.Context, o Options) ([]Frozen, error) {
	return d.revisions(ctx, o, FrozenQuery{})
}

// Revisions is [Reports.Frozen] with the heads alone; see [FrozenQuery].
func (d Reports) Revisions(ctx context.Context, o Options) ([]Frozen, error) {
	return d.revisions(ctx, o, FrozenQuery{Heads: true})
}

// revisions returns those revisions of one report that the query asks for.
func (d Reports) revisions(ctx context.Context, o Options, q FrozenQuery) ([]Frozen, error) {
	edition, err := o.edition()
	if err != nil {
		return nil, err
	}
	if _, err := d.InScope(ctx, o.Office); err != nil {
		return nil, err
	}
	// Without the stock of applications, which revisions do not need and which takes
	// long to read.
	q.Offices, q.Year = []string{o.Office}, o.Year
	l := source{desk: d, at: o.moment()}
	read := l.frozen
	if q.Latest {
		read = l.latest
	}
	all, err := read(ctx, q)
	return slices.DeleteFunc(all, func(f Frozen) bool { return f.Form != edition.Name || f.Rollup != o.Rollup }), err
}

// Revision returns one revision of a submitted report; 0 is the latest. It is NotFound
// if there is none.
func (d Reports) Revision(ctx context.Context, o Options, n int) (Frozen, error) {
	found, err := d.revisions(ctx, o, FrozenQuery{Revision: n, Latest: n == 0})
	if err != nil {
		return Frozen{}, err
	}
	if last := len(found) - 1; last >= 0 {
		return found[last], nil
	}
	all, err := d.Revisions(ctx, o)
	if err != nil {
		return Frozen{}, err
	}
	what := "该年度报告尚未定稿"
	if len(all) > 0 {
		what = fmt.Sprintf("该年度报告没有第 %d 稿，共 %d 稿", n, len(all))
	}
	return Frozen{}, &fault.Error{Kind: fault.NotFound, What: what, Next: "请核对机关、年度、版式和是否汇总"}
}

// MayFreeze returns why the person may not submit reports, or nil.
func (d Reports) MayFreeze() error {
	if d.User().Role != account.Supervisor || d.User().Disabled {
		return &fault.Error{
			Kind: fault.Forbidden,
			What: "年度报告只能由" + account.Supervisor.Powers().Label + "定稿",
			Next: "请核对数字后转交有权限的同事",
		}
	}
	return nil
}

// Freeze submits a report as it stands at a moment (定稿): the numbers of every form with
// what is behind each, and who answers for them. It is refused before the year is over;
// where an equation does not hold, unless a reason is given; and where the report was
// submitted before, unless a reason says what is corrected.
func (d Reports) Freeze(ctx context.Context, o Options, s Signers, reason string, at time.Time) (Frozen, error) {
	if err := d.MayFreeze(); err != nil {
		return Frozen{}, err
	}
	earlier, err := d.freezable(ctx, o, s, reason, at)
	if err != nil {
		return Frozen{}, err
	}
	r, l, err := d.reported(ctx, o, at)
	if err != nil {
		return Frozen{}, err
	}
	if err := r.adds(reason); err != nil {
		return Frozen{}, err
	}
	f := l.freeze(r)
	// In UTC and without a monotonic part, so that the body reads back the same.
	f.Signers, f.Reason, f.At, f.By, f.User = s, reason, at.Round(0).UTC(), d.User().DisplayName(), d.User().Name
	f.Revision = 1
	if n := len(earlier); n > 0 {
		f.Revision, f.Prev = earlier[n-1].Revision+1, earlier[n-1].Digest
	}
	if f, err = f.seal(); err != nil {
		return f, err
	}
	return f, d.Store.Freeze(ctx, f)
}

// freezable checks what can be checked before counting, and returns the earlier
// revisions.
func (d Reports) freezable(
	ctx context.Context, o Options, s Signers, reason string, at time.Time,
) ([]Frozen, error) {
	if o.AsOf != "" {
		return nil, fault.InputAsOf.Wrong("只能按现在的办理记录定稿，请去掉截止日期")
	}
	earlier, err := d.Revisions(ctx, o)
	if err != nil {
		return nil, err
	}
	if calendar.DateOf(at) <= calendar.YearOf(o.Year).To {
		return nil, fault.InputYear.Refusal("49", "请在年度结束以后、次年 1 月 31 日前定稿并公布", "%d 年度尚未结束，数字还会变动", o.Year)
	}
	if err := s.validate(o.Year, at); err != nil {
		return nil, err
	}
	if len([]rune(reason)) > maxReason {
		return nil, workflow.AskReason.Wrong("理由不能超过 %d 字", maxReason)
	}
	if n := len(earlier); n > 0 && reason == "" {
		return nil, workflow.AskReason.Refusal("", "需要更正的，请写明更正的理由，将另存为第 "+strconv.Itoa(earlier[n-1].Revision+1)+" 稿，原稿保留",
			"该年度报告已于 %s 定稿（摘要 %s）", calendar.DateOf(earlier[n-1].At), earlier[n-1].Short())
	}
	return earlier, nil
}

// maxReason is how long a reason may be, in characters.
const maxReason = 2000

// adds refuses a report with an equation that does not hold, unless a reason was given.
// Soft equations do not count.
func (r Report) adds(reason string) error {
	var broken []string
	for _, f := range r.Check() {
		if !f.Holds && !f.Soft {
			broken = append(broken, f.ID+" "+f.Place)
		}
	}
	if len(broken) == 0 || reason != "" {
		return nil
	}
	return workflow.AskReason.Refusal("50", "请先更正；确属实情的，写明理由后定稿", "有 %d 项勾稽关系不成立：%s",
		len(broken), strings.Join(broken[:min(8, len(broken))], "、"))
}

// freeze returns the report with what is behind each number, as the look saw it. seen
// is filled on the way, so that an application is kept once however many numbers it is
// behind.
func (l source) freeze(r Report) Frozen {
	f := Frozen{
		Office: r.Office.Code, OfficeName: r.Office.Name, Year: r.Year, Form: r.Edition.Name, Basis: r.Edition.Basis,
		Rollup: r.Rollup, Offices: r.Offices, Text: r.Text, Findings: r.Check(),
	}
	seen := map[workflow.ID]bool{}
	for i, form := range r.Edition.Forms {
		f.Tables = append(f.Tables, l.freezeForm(r, form, r.Tallies[i], seen))
	}
	// The stock is in order of ID, and so are the applications that are kept.
	for _, s := range l.snapshot {
		if seen[s.id] {
			f.Apps = append(f.Apps, FrozenApp{s.id, s.number, s.office, s.version})
		}
	}
	return f
}

// freezeForm returns one form with its cells, and marks in seen the applications behind
// them.
func (l source) freezeForm(r Report, form statistics.Form, t statistics.Tally, seen map[workflow.ID]bool) FrozenTable {
	out := FrozenTable{Name: form.Name, By: form.By}
	for _, c := range form.Cols {
		out.Cols = append(out.Cols, FrozenCol{c.Code, c.Label, c.Group})
	}
	for _, line := range form.Lines {
		// A line of payments counts as typed only where it was typed.
		kept := FrozenLine{
			Code: line.Code, No: line.No, Label: line.Label, Unit: line.Unit, Depth: line.Depth, Heading: line.Heading,
			ByHand: line.ByHand && (line.Where == nil || r.Typed[line.Code]),
		}
		for _, c := range form.Cols {
			if !line.Heading {
				kept.Cells = append(kept.Cells, l.freezeCell(r, form, line, c, t, seen))
			}
		}
		out.Lines = append(out.Lines, kept)
	}
	return out
}

// freezeCell returns one cell with what is behind it.
func (l source) freezeCell(
	r Report, form statistics.Form, line statistics.Line, c statistics.Col, t statistics.Tally, seen map[workflow.ID]bool,
) FrozenCell {
	cell := FrozenCell{N: t.Amount(line.Code, c.Code)}
	of, where, err := form.Cell(line.Code, c.Code)
	if err != nil {
		return cell // typed in: nothing is behind it
	}
	for _, th := range l.snapshot.matching(of, where, r.Offices, calendar.YearOf(r.Year)) {
		cell.Items, seen[th.App] = append(cell.Items, th.Item), true
	}
	return cell
}

package views

import (
	"cmp"
	"strconv"

	"gongkai/views/address"
	"gongkai/views/sheet"
	"gongkai/workflow"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

// JournalPage lists the entries of all journals in scope (办理记录).
type JournalPage struct {
	Frame
	Filters    []Field
	Clear      string // the address without filters, "" if there are none
	WithOffice bool   // several offices are listed, so there is a column for them
	Caption    string
	Rows       []JournalRow
	Pager      Pager
	Exports    []Link // to the same list as a file
	Links      []Link // to the chain check and the sample
}

// JournalRow is one entry. It says nothing about the applicant, as auditors read it.
// Result, Article and Irregular are "" if there is none.
type JournalRow struct {
	URL, Number, Office, At, On, Label, By, Role, Result, Article, Irregular string
	Voided                                                                   bool
}

// JournalRows are entries as rows, in the same order. offices are names by code.
func JournalRows(lines []workflow.JournalLine, offices map[string]string) []JournalRow {
	out := make([]JournalRow, 0, len(lines))
	for _, l := range lines {
		e := l.Entry
		out = append(out, JournalRow{
			URL: ApplicationURL(l.App) + "#" + anchor(e.Seq), Number: l.Number, Office: cmp.Or(offices[l.Office], l.Office),
			At: Moment(e.At), On: string(e.On), Label: workflow.EventLabel(e.Event), By: e.By, Role: e.Role.Powers().Label,
			Result: entryResult(e), Article: fault.Cite(e.Article), Irregular: e.Irregular, Voided: l.Voided,
		})
	}
	return out
}

// entryResult is what an entry decided, "" if it decided nothing.
func entryResult(e workflow.Entry) string {
	if word := rulingWord(e.Block, e.Ruling, e.Result); word != "" {
		return word
	}
	if e.Days > 0 {
		return strconv.Itoa(e.Days) + " 个工作日"
	}
	return OutcomeWord(string(e.Outcome))
}

// JournalTable is a list of entries for export; note says what was filtered.
func JournalTable(lines []workflow.JournalLine, offices map[string]string, note string) sheet.Table {
	t := sheet.Table{
		Title: "办理记录", Notes: []string{note},
		Head: []string{"记入时间", "编号", "机关", "记录序号", "步骤", "发生日期", "办理人", "账号", "角色", "结果", "依据", "不合规", "已撤销"},
	}
	for i, r := range JournalRows(lines, offices) {
		e := lines[i].Entry
		t.Rows = append(t.Rows, []string{r.At, r.Number, r.Office, strconv.Itoa(e.Seq), r.Label, r.On,
			r.By, e.User, r.Role, r.Result, r.Article, r.Irregular, map[bool]string{true: "已撤销"}[r.Voided]})
	}
	return t
}

// EventOptions are all steps that an entry can be of, each once: those of the
// procedures, and those the program takes itself.
func EventOptions(chosen string) []Option {
	var out []Option
	seen := map[workflow.Event]bool{}
	add := func(e workflow.Event) {
		if !seen[e] {
			seen[e] = true
			out = append(out, Option{string(e), workflow.EventLabel(e), string(e) == chosen})
		}
	}
	for _, p := range workflow.Procedures {
		for _, r := range p {
			add(r.Event)
		}
	}
	for _, e := range []workflow.Event{workflow.SplitOff, workflow.Absorb, workflow.Recalculate} {
		add(e)
	}
	return out
}

// ChainPage tells what walking the hash chains found.
type ChainPage struct {
	Frame
	Ran     bool // they were walked; before that, there is only a button
	Whole   bool // nothing is broken
	Verdict string
	Facts   []Pair
	Broken  []string // the faults that the reader may see
	Hidden  string   // that there are others, otherwise ""
	More    string   // that not all are listed, otherwise ""
	Notes   []NoteRow
	Back    Link
}

// brokenMost is how many faults the page lists.
const brokenMost = 200

// Walked is the page with what was found. hidden is how many faults are outside the
// reader's scope, at when the chains were walked.
func (p ChainPage) Walked(c workflow.ChainCheck, hidden int, at string) ChainPage {
	p.Ran, p.Whole, p.Broken = true, len(c.Broken)+hidden == 0, c.Broken
	p.Facts = []Pair{
		{p.T("申请"), p.T("%d 件", c.Applications)}, {p.T("办理记录"), p.T("%d 条", c.Entries)},
		{p.T("不符之处"), p.T("%d 处", len(c.Broken)+hidden)}, {p.T("总摘要"), c.Head}, {p.T("核对时间"), at},
	}
	p.Verdict = p.T("办理记录连续，没有断裂；全部数据没有被改动。")
	if !p.Whole {
		p.Verdict = p.T("数据有断裂或者被改动。请保留现场，不要再办理，并立即报告系统管理员和机关负责人。")
	}
	if hidden > 0 {
		p.Hidden = p.T("您的范围不是全部机关，断裂所在的申请不列出；请由最上级机关的审计统计核对。")
	}
	if n := len(c.Broken); n > brokenMost {
		p.Broken, p.More = c.Broken[:brokenMost], p.T("只列出前 %d 处。", brokenMost)
	}
	return p
}

// NoteRow is one signed note (存证单) in a list.
type NoteRow struct {
	At, By, Size string
	Download     string // address
}

// NoteRows are the notes as a list shows them.
func (Language) NoteRows(notes []ledger.Kept) []NoteRow {
	var out []NoteRow
	for _, k := range notes {
		size := strconv.FormatInt(k.Size, 10)
		out = append(out, NoteRow{At: Moment(k.At), By: k.By, Size: size, Download: address.JournalNote + "?size=" + size})
	}
	return out
}

// PrintedNote is the latest note on a printed report: whoever scans the code has the
// text of the note, signature included, and can hold a later export against it.
type PrintedNote struct {
	Says string
	QR   QRCode
}

// NewPrintedNote is the note in print; nil where there is none.
func (l Language) NewPrintedNote(notes []ledger.Kept) *PrintedNote {
	if len(notes) == 0 {
		return nil
	}
	k := notes[0]
	code, err := NewQRCode(k.Note)
	if err != nil { // too long for any; it can still be downloaded
		return nil
	}
	return &PrintedNote{l.T("存证单：%[1]s，%[2]d 条存证。扫码得到的文字就是存证单，可用来核对此前的数据有没有被改动。",
		Moment(k.At), k.Size), code}
}

package views

import (
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
	"gongkai/workflow/storetest"
)

// auditorFixtures are the pages of whoever looks after the work of others: two
// years, the journal, its chain, a sample and its sheets.
func auditorFixtures(t *testing.T, f Frame, titled func(Frame, ID) Frame) []fixture {
	t.Helper()
	problem := func(f Frame, heading ID, text, href string) Frame {
		f.Problem = &Problem{f.T(heading), []ProblemItem{{text, href}}}
		return f
	}
	compared := func(form string, year int, before string) ComparisonPage {
		c := report.CompareReports(storetest.FilledReport(t, form, year), storetest.FilledReport(t, before, year-1))
		return ComparedReports(titled(f, "与上年对比"), c, report.Options{Office: "xzf", Year: year})
	}
	offices := map[string]string{"xfb": ourOffice.Name}
	lines := journalLines(t)
	journal := JournalPage{
		Frame: titled(f, "全部办理记录"), WithOffice: true, Caption: f.T("共 %d 条", len(lines)),
		Rows: JournalRows(lines, offices), Clear: "/journal",
		Filters: []Field{
			{ID: "event", Name: "event", Label: f.T("步骤"), Options: Optional(f.T("全部"), "answer", EventOptions("answer"))},
		},
		Pager: Pager{Text: "1"}, Links: []Link{{URL: "/journal/chain", Label: f.T("核对记录是否完整")}},
	}
	wrong := JournalPage{Frame: problem(titled(f, "全部办理记录"), "没有查询，请核对", "日期不对。", "#from"),
		Filters: []Field{{ID: "from", Name: "from", Label: f.T("记入日期自"), Day: true, Value: "去年", Error: "日期不对。"}}}
	chain := ChainPage{Frame: titled(f, "核对办理记录是否完整"), Back: Link{URL: "/journal", Label: f.T("回办理记录")}}
	walked := workflow.ChainCheck{Applications: 3, Entries: 17, Head: strings.Repeat("ab", 32)}
	broken := walked
	broken.Broken = []string{"申请 2026-00001（内部号 1）：第 2 条办理记录被改动"}
	drawn, sheets := sampled(t)
	sample := SamplePage{Frame: titled(f, "抽查"), Drawn: true, Caption: f.T("抽到 %d 件", len(sheets)),
		Rows: SampleRows(drawn, sheets), WithOffice: true, Sheets: Link{URL: "/sample/sheet?seed=a", Label: f.T("打印检查单")}}
	sample.Facts = sample.SampleFacts(drawn)
	none := SamplePage{Frame: titled(f, "抽查"), Drawn: true, Caption: f.T("%d 年没有收到申请，没有可以抽查的。", 2009),
		Facts: f.SampleFacts(report.Drawn{Draw: report.Draw{Year: 2009, N: 5, Seed: "a"}})}
	sheetsPage := CheckSheetsPage{Frame: titled(f, "检查单"),
		Caption: f.T("一件一页，用浏览器打印；系统判断依据办理记录作出，纸质案卷由检查人核对。"),
		Pager:   Pager{Text: "1"}, Back: Link{URL: "/sample", Label: f.T("回抽查名单")}}
	noSheets := sheetsPage
	sheetsPage.Sheets = f.CheckSheets(drawn, sheets, 0)
	brief := briefOf(ended(t))
	brief.Decides = workflow.DecidingEntry{Seq: 2, Event: workflow.Answer, On: "2023-03-10"}
	cell := CellPage{Frame: titled(f, "一个数背后的申请"), Heading: "2023 年 · （一）予以公开 = 1 件",
		Means: "在 2023-01-01 至 2023-12-31 办结。", Caption: f.T("共 %d 件", 1),
		Rows:  Rows([]workflow.Brief{brief}, offices, Deadlines{f.Language, "2026-11-24", calendar.Published()}),
		Pager: Pager{Text: "1"}, Back: Link{URL: "/report", Label: f.T("回统计表")}}
	return []fixture{
		{"cell-decided", cell},
		{"report-apart", apartFixture(t, titled(f, "统计表"))},
		{"comparison", compared("2021", 2023, "2021")},
		{"comparison-editions", compared("2019", 2019, "2014")},
		{"journal", journal},
		{"journal-empty", JournalPage{Frame: titled(f, "全部办理记录"), Caption: f.T("没有符合条件的办理记录。")}},
		{"journal-wrong", wrong},
		{"chain", chain},
		{"chain-whole", chain.Walked(walked, 0, "2026-11-24 10:30")},
		{"chain-broken", chain.Walked(broken, 0, "2026-11-24 10:30")},
		{"chain-hidden", chain.Walked(walked, 2, "2026-11-24 10:30")},
		{"sample", sample},
		{"sample-new", SamplePage{Frame: titled(f, "抽查"),
			Choose: []Field{{ID: "n", Name: "n", Label: f.T("抽查件数"), Value: "20"}}}},
		{"sample-none", none},
		{"sample-wrong", SamplePage{Frame: problem(titled(f, "抽查"), "没有抽取，请核对", "抽查件数请填 1 至 100。", "#n"),
			Choose: []Field{{ID: "n", Name: "n", Label: f.T("抽查件数"), Value: "0", Error: "抽查件数请填 1 至 100。"}}}},
		{"sheets", sheetsPage},
		{"sheets-none", noSheets},
	}
}

// journalLines are the entries of an application that was answered too late, and of
// one with a voided entry.
func journalLines(t *testing.T) []workflow.JournalLine {
	t.Helper()
	var out []workflow.JournalLine
	for _, app := range []*workflow.Application{ended(t), voided(t), sued(t)} {
		gone := storetest.VoidedIn(app.Journal)
		for _, e := range app.Journal {
			out = append(out, workflow.JournalLine{App: app.ID, Number: "2026-00007", Office: "xfb",
				Entry: e, Voided: gone[e.Seq]})
		}
	}
	out[1].Entry.Irregular = "超过答复期限"
	return out
}

// sampled is a sample of an application that ended and of one that waits.
func sampled(t *testing.T) (report.Drawn, []report.CheckSheet) {
	t.Helper()
	cal := calendar.Published()
	d := report.Drawn{Draw: report.Draw{Year: 2026, N: 3, Seed: "20260124-7f3a"}, Of: 41, Digest: strings.Repeat("0f", 32)}
	var sheets []report.CheckSheet
	for i, app := range []*workflow.Application{ended(t), stopped(t), running(t)} {
		app.Number = "2026-0000" + string(rune('1'+i))
		law := app.Law(cal)
		sheets = append(sheets, report.CheckSheet{App: app, Office: ourOffice, Law: law,
			Stretches: report.Stretches(app, law, "2026-11-24"),
			Checks: report.Checks(app, cal, "2026-11-24",
				workflow.Seal{Entries: len(app.Journal), Hash: strings.Repeat("c0", 32)})})
		d.Apps = append(d.Apps, app.Brief())
	}
	return d, sheets
}

// apartFixture is a roll-up whose carry-over does not agree, with the applications
// that make the difference.
func apartFixture(t *testing.T, f Frame) ReportPage {
	t.Helper()
	r := storetest.FilledReport(t, "2021", 2023)
	r.Rollup, r.Offices = true, []string{"xzf", "zrzy"}
	for i := range r.Tallies {
		r.Tallies[i] = statistics.Tally{}
	}
	r.Across = []statistics.Finding{{ID: "E4", Where: "person", Place: "自然人",
		Left: statistics.Whole(1), Right: statistics.Whole(2),
		Says: "上年结转等于上年度报告的结转下年度继续办理：应当 左 = 右，现为 1 与 2", OnlyLeft: []string{"xzf 2022-00041"},
		OnlyRight: []string{"zrzy 2022-00007", "zrzy 甲 8号"}}}
	return Reported(f, r, report.Options{Office: "xzf", Year: 2023, Rollup: true}, false)
}

// frozenFixtures are the pages of what was handed in: nothing yet, corrected and
// moved, and broken.
func frozenFixtures(t *testing.T, f Frame) []fixture {
	_, all, moved := storetest.HandedIn(t, fixtureNow)
	none := HandedIn(f, storetest.HandedInOptions, "示例县人民政府办公室", nil, report.Frozen{}, nil)
	none.Fields = f.SignerFields("2024-01-15", false)
	stands := HandedIn(f, storetest.HandedInOptions, "示例县人民政府办公室", all[:1], all[0], nil)
	stands.Broken = "内容与摘要不符，可能被改动"
	corrected := HandedIn(f, storetest.HandedInOptions, "示例县人民政府办公室", all, all[1], moved)
	corrected.Fields = f.SignerFields("2024-02-05", true)
	return []fixture{{"frozen-none", none}, {"frozen-stands", stands}, {"frozen-moved", corrected}}
}

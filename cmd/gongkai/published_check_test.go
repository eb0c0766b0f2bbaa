package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/views/published"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

func publishedTables(t *testing.T, name string) []published.Published {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "published", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := published.Read(name, f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func verdict(t *testing.T, tables, last []published.Published) published.Verdict {
	t.Helper()
	v, err := published.CheckPublished(tables, last)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// names lists what a verdict names, each with what it is about.
func names(v published.Verdict) string {
	var out []string
	for _, f := range v.Failed {
		out = append(out, f.ID+" "+f.Where)
	}
	return strings.Join(out, "; ")
}

// Of tables that were really published, exactly what is wrong with them is named.
func TestPublishedTables(t *testing.T) {
	for _, tt := range []struct{ name, last, want string }{
		{"suqian-2023.json", "", ""},
		{"suqian-2024.json", "suqian-2023.json", ""},
		{"jinhu-2023.json", "", "D 行政诉讼/未经复议直接起诉"},
		{"bureau-2023.json", "", "T 正文/受理"},
		{"maqu-2018.json", "", "S1 （一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）; T 2.政府网站公开政府信息数"},
		{"invented-2016.json", "", ""},
	} {
		var last []published.Published
		if tt.last != "" {
			last = publishedTables(t, tt.last)
		}
		if got := names(verdict(t, publishedTables(t, tt.name), last)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	bureau := verdict(t, publishedTables(t, "bureau-2023.json"), nil).Failed[0]
	if bureau.Left != statistics.Whole(2) || bureau.Right != statistics.Whole(3) || bureau.Soft {
		t.Errorf("bureau: got %+v, want the text's 2 against the table's 3", bureau)
	}
}

// Whatever number of a right table is one too high or one too low, an equation
// is named that the cell is part of.
func TestEveryWrongNumberIsNamed(t *testing.T) {
	inTables := func(line string) bool { return true }
	begins := func(sections ...string) func(string) bool {
		return func(line string) bool {
			return slices.ContainsFunc(sections, func(s string) bool { return line == s || strings.HasPrefix(line, s+".") })
		}
	}
	for _, tt := range []struct {
		name, last string
		form       int
		lines      func(string) bool
		cells      int
	}{
		{"suqian-2023.json", "", 1, inTables, 175}, // 25 lines in 7 columns
		{"suqian-2023.json", "", 2, inTables, 15},
		{"invented-2016.json", "", 0, begins("3", "4", "5"), 31},
		{"suqian-2024.json", "suqian-2023.json", 0, begins("rules", "documents"), 6},
		{"suqian-2024.json", "suqian-2023.json", 1, begins("brought"), 7},
	} {
		cells := 0
		form := publishedTables(t, tt.name)[0].Report.Edition.Forms[tt.form]
		for _, l := range form.Lines {
			for _, c := range form.Cols {
				for _, by := range []statistics.Amount{statistics.Whole(1), statistics.Whole(-1)} {
					var last []published.Published
					if tt.last != "" {
						last = publishedTables(t, tt.last)
					}
					tables := publishedTables(t, tt.name)
					n, ok := tables[0].Report.Tallies[tt.form].Get(l.Code, c.Code)
					if !ok || !tt.lines(l.Code) {
						continue
					}
					tables[0].Report.Tallies[tt.form].Set(l.Code, c.Code, n+by)
					at := statistics.Ref{Line: l.Code, Col: c.Code}.String()
					v := verdict(t, tables, last)
					hits := slices.ContainsFunc(v.Failed, func(f published.Failure) bool {
						return !f.Soft && f.ID != statistics.CellRule && f.ID != "T" && slices.Contains(f.Cells, at)
					})
					if v.Holds || !hits {
						t.Errorf("%s %s %s: got %q, want an equation with this cell", tt.name, at, by, names(v))
					}
					cells++
				}
			}
		}
		if cells != 2*tt.cells {
			t.Errorf("%s form %d: changed %d cells, want %d each way", tt.name, tt.form, cells/2, tt.cells)
		}
	}
}

// What is one year's last number is the next year's first; a table of another
// year or, in a list, of another authority is not compared.
func TestYearsHandOver(t *testing.T) {
	both := append(publishedTables(t, "suqian-2024.json"), publishedTables(t, "suqian-2023.json")...)
	if got := names(verdict(t, both, nil)); got != "" {
		t.Errorf("a list of two years: got %q, want nothing", got)
	}
	both[1].Report.Tallies[1].Set("carried", "company", statistics.Whole(2))
	both[1].Report.Tallies[1].Set("done", "company", statistics.Whole(100))
	both[1].Report.Tallies[0].Set("rules.in_force", "value", statistics.Whole(10))
	v := verdict(t, both[:1], both[1:])
	if got, want := names(v), "C1 规章 现行有效件数; E4 法人或其他组织/商业企业"; got != want {
		t.Fatalf("last year was another: got %q, want %q", got, want)
	}
	if f := v.Failed[0]; f.Left != statistics.Whole(12) || f.Right != statistics.Whole(11) ||
		!slices.Contains(f.Cells, "last:rules.in_force/value") {
		t.Errorf("in force: got %+v, want 12 against 10 + 2 − 1", f)
	}
	if got := names(verdict(t, both, nil)); !strings.HasPrefix(got, "C1 规章 现行有效件数; E4 法人或其他组织/商业企业; ") {
		t.Errorf("a list of two years, one wrong: got %q", got)
	}
	both[0].Report.Office.Name, both[1].Report.Office.Name = "", ""
	if got := names(verdict(t, both, nil)); strings.Contains(got, "E4") {
		t.Errorf("tables without a name: got %q, want no comparison", got)
	}
	both[0].Report.Office.Name, both[1].Report.Office.Name = "一个市", "另一个市"
	if got := names(verdict(t, both, nil)); strings.Contains(got, "E4") {
		t.Errorf("another authority: got %q, want no comparison", got)
	}
	_, err := published.CheckPublished(publishedTables(t, "suqian-2023.json"), publishedTables(t, "suqian-2024.json"))
	if fault.KindOf(err) != fault.Invalid || err == nil {
		t.Errorf("next year as last: got %v, want Invalid", err)
	}
}

// The table of 2020 hands over to that of 2021, though its form is another.
func TestEditionsHandOver(t *testing.T) {
	read := func(text string) []published.Published {
		out, err := published.Read("x.json", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	old := read(`{"authority":"示例县","year":2020,"lines":[{"code":"carried","cells":{"person":3,"total":3}}],
		"disputes":{"review":{"upheld":0,"pending":2,"total":2}}}`)
	next := read(`{"authority":"示例县","year":2021,"lines":[{"code":"brought","cells":{"person":3,"total":4}}],
		"disputes":{"review":{"upheld":1,"pending":0,"total":1}}}`)
	if got, want := names(verdict(t, next, old)), "E1 二、上年结转政府信息公开申请数量; E4 总计; D4 行政复议"; got != want {
		t.Errorf("2021 after 2020: got %q, want %q", got, want)
	}
	first := read(`{"authority":"示例县","year":2019,"cells":{"表二|第二十条第（五）项/行政许可|上一年项目数量":40,"表二|第二十条第（五）项/行政许可|本年增/减":-3}}`)
	second := read(`{"authority":"示例县","year":2020,"cells":{"表二|第二十条第（五）项/行政许可|上一年项目数量":38}}`)
	v := verdict(t, second, first)
	if got := names(v); got != "L1 行政许可 上一年项目数量" || !v.Holds || v.Failed[0].Right != statistics.Whole(37) {
		t.Errorf("2020 after 2019: got %q, %+v, want L1 against 37", got, v.Failed)
	}
}

// 表二 of 2020 is typed in with a decrease, and the report that comes of it reads
// back; no other line takes a number below 0.
func TestDecreaseIsTypedIn(t *testing.T) {
	c := newConsole(t)
	c.must("office", "add", "a", "示例县")
	if out := c.feed(`{"licences.before": 40, "licences.change": -3, "procurement.amount": 12.5}`,
		"lines", "set", "--office", "a", "--year", "2020", "-"); out.status != 0 {
		t.Fatalf("got %+v", out)
	}
	for _, wrong := range []string{`{"licences.before": -1}`,
		`{"text:licences.before": -1}`, `{"licences.change": "--3"}`} {
		if out := c.feed(wrong, "lines", "set", "--office", "a", "--year", "2020", "-"); out.status != 1 {
			t.Errorf("%s: got %+v, want it refused", wrong, out)
		}
	}
	for _, format := range []string{"json", "xlsx"} {
		path := filepath.Join(t.TempDir(), "report."+format)
		c.must("report", "--office", "a", "--year", "2020", "-o", path)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		read, err := published.Read(path, strings.NewReader(string(data)))
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := read[0].Report.Tallies[0].Get("licences.change", "value"); n != statistics.Whole(-3) {
			t.Errorf("%s: got a change of %s, want -3", format, n)
		}
		if v := verdict(t, read, nil); len(v.Failed) > 0 {
			t.Errorf("%s: got %q", format, names(v))
		}
	}
}

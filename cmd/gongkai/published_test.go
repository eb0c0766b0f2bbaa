package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"gongkai/views/published"
	"gongkai/views/sheet"
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/register"
	"gongkai/workflow/statistics"
)

// publishedYear is the table an authority published for a year: line → column,
// and block → result.
type publishedYear struct {
	Year  int `json:"year"`
	Lines []struct {
		Code  string         `json:"code"`
		Cells map[string]int `json:"cells"`
	} `json:"lines"`
	Disputes map[string]map[string]int `json:"disputes"`
}

func readPublishedYear(t *testing.T, name string) publishedYear {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "published", name))
	if err != nil {
		t.Fatal(err)
	}
	var p publishedYear
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p publishedYear) cell(line, col string) int {
	for _, l := range p.Lines {
		if l.Code == line {
			return l.Cells[col]
		}
	}
	return 0
}

// registerWords are the words of the register for the lines of results.
var registerWords = map[string]string{
	"granted": "予以公开", "partial": "部分公开",
	"refused.secret": "属于国家秘密", "refused.prohibited": "其他法律行政法规禁止公开", "refused.security": "危及“三安全一稳定”",
	"refused.third_party": "保护第三方合法权益", "refused.internal": "属于三类内部事务信息", "refused.deliberative": "属于四类过程性信息",
	"refused.enforcement_file": "属于行政执法案卷", "refused.registry": "属于行政查询事项",
	"unable.not_held": "本机关不掌握相关政府信息", "unable.needs_work": "没有现成信息需要另行制作", "unable.still_unclear": "补正后申请内容仍不明确",
	"declined.petition": "信访举报投诉类申请", "declined.duplicate": "重复申请", "declined.publication": "要求提供公开出版物",
	"declined.excessive": "无正当理由大量反复申请", "declined.reissue": "要求行政机关确认或重新出具已获取信息",
	"other.uncorrected": "逾期不补正", "other.unpaid": "逾期未缴费", "other.other": "其他",
}

// invention makes a register, every application of it made up, of which a
// published table is the count.
type invention struct {
	published publishedYear
	cal       *calendar.Calendar
	rows      []map[string]string
}

func invent(p publishedYear) *invention {
	inv := &invention{published: p, cal: calendar.Published()}
	for _, kind := range workflow.ApplicantKinds {
		inv.kind(string(kind.Code), kind.Label)
	}
	inv.disputes()
	return inv
}

// kind makes the applications of one kind of applicant: first those brought
// over from the year before, last those carried into the next.
func (inv *invention) kind(code, label string) {
	outcomes := inv.outcomes(code)
	brought := inv.published.cell("brought", code)
	for i := range brought + inv.published.cell("new", code) {
		outcome := ""
		if i < len(outcomes) {
			outcome = outcomes[i]
		}
		row := inv.received(i, i < brought, outcome == "")
		row["申请人类型"], row["申请人"], row["申请内容"] = label, fmt.Sprintf("申请人%05d", len(inv.rows)), "会议纪要"
		row["渠道"] = []string{"当面", "邮寄", "平信", "网络", "电子邮件", "传真"}[i%6]
		if outcome != "" {
			inv.end(row, outcome, i)
		}
		inv.rows = append(inv.rows, row)
	}
}

// outcomes lists the results of one kind, as many of each as the table says.
func (inv *invention) outcomes(kind string) []string {
	var out []string
	for _, l := range inv.published.Lines {
		for range l.Cells[kind] {
			if word, ok := registerWords[l.Code]; ok {
				out = append(out, word)
			}
		}
	}
	return out
}

func (inv *invention) received(i int, before, open bool) map[string]string {
	year := calendar.YearOf(inv.published.Year)
	on := year.From.AddDays(i % 280)
	switch {
	case before:
		on = year.From.AddDays(-1 - i%10)
	case open:
		on = year.To.AddDays(-i % 10)
	}
	return map[string]string{"收到日期": string(on)}
}

// end gives the row its result and the steps that have to lead there.
func (inv *invention) end(row map[string]string, outcome string, i int) {
	on := calendar.Date(row["收到日期"])
	done := inv.cal.Add(on, 8+i%12)
	switch outcome {
	case "逾期不补正":
		ask := inv.cal.Add(on, 4)
		row["补正通知日期"], done = string(ask), inv.cal.Add(ask, 11)
	case "补正后申请内容仍不明确":
		ask := inv.cal.Add(on, 4)
		back := inv.cal.Add(ask, 5)
		row["补正通知日期"], row["补正收到日期"], done = string(ask), string(back), inv.cal.Add(back, 3)
	case "逾期未缴费":
		ask := inv.cal.Add(on, 4)
		row["收费通知日期"], row["收费金额"], done = string(ask), "40", inv.cal.Add(ask, 21)
	}
	row["办结日期"], row["办理结果"], row["送达方式"], row["送达日期"] = string(done), outcome, "电子", string(done)
}

// disputes hangs the reviews and suits of the table on applications that ended
// before September. Suits after a review follow one that has ended.
func (inv *invention) disputes() {
	var ended []map[string]string
	for _, row := range inv.rows {
		if on := calendar.Date(row["办结日期"]); on != "" && on < calendar.YearOf(inv.published.Year).From.AddDays(240) {
			ended = append(ended, row)
		}
	}
	reviews, direct, after := inv.results("review"), inv.results("suit_direct"), inv.results("suit_after_review")
	for i, result := range reviews {
		row := ended[i]
		end := dispute(row, "复议", calendar.Date(row["办结日期"]).AddDays(10), result)
		if result != "" && i < len(after) {
			dispute(row, "诉讼", end.AddDays(5), after[i])
			row["诉讼方式"] = "复议后起诉"
		}
	}
	for i, result := range direct {
		row := ended[len(reviews)+i]
		dispute(row, "诉讼", calendar.Date(row["办结日期"]).AddDays(20), result)
		row["诉讼方式"] = "直接起诉"
	}
}

func dispute(row map[string]string, name string, accepted calendar.Date, result string) (end calendar.Date) {
	row[name+"受理日期"] = string(accepted)
	if result == "" {
		return ""
	}
	end = accepted.AddDays(40)
	row[name+"审结日期"], row[name+"结果"] = string(end), result
	return end
}

// results lists the results of a block, those not yet ended as "" at the end.
func (inv *invention) results(block string) []string {
	var out []string
	for _, r := range workflow.Results {
		for range inv.published.Disputes[block][string(r.Code)] {
			out = append(out, r.Label)
		}
	}
	return append(out, make([]string, inv.published.Disputes[block]["pending"])...)
}

// file writes the register, numbered by year of receipt.
func (inv *invention) file(t *testing.T) string {
	t.Helper()
	slices.SortStableFunc(inv.rows, func(a, b map[string]string) int {
		return bytes.Compare([]byte(a["收到日期"]), []byte(b["收到日期"]))
	})
	table, next := sheet.Table{Head: register.Head}, map[string]int{}
	for _, row := range inv.rows {
		year := row["收到日期"][:4]
		next[year]++
		row["编号"] = fmt.Sprintf("%s-%05d", year, next[year])
		var cells []string
		for _, name := range table.Head {
			cells = append(cells, row[name])
		}
		table.Rows = append(table.Rows, cells)
	}
	var b bytes.Buffer
	if err := table.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "register.csv")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A register whose count an authority published gives that authority's table
// back, cell by cell; each number lists as many applications as it says; and
// what is exported gives the same table elsewhere.
func TestPublishedYear(t *testing.T) {
	for _, name := range []string{"suqian-2023.json", "jinhu-2023.json"} {
		t.Run(name, func(t *testing.T) {
			p, c := readPublishedYear(t, name), newConsole(t)
			c.must("office", "add", "a", "一个机关")
			c.must("office", "add", "b", "另一个机关")
			imported := decode[register.ImportReport](t,
				c.must("import", "register", invent(p).file(t), "--office", "a", "--json"))
			if want := p.cell("new", "total") + p.cell("brought", "total"); imported.Added != want ||
				len(imported.Irregular) != 0 {
				t.Fatalf("imported %d, irregular %v, want %d and none", imported.Added, imported.Irregular, want)
			}
			compareYear(t, c, "a", p)
			listEveryCell(t, c, p)
			exported := filepath.Join(t.TempDir(), "out.xlsx")
			c.must("export", "register", "--office", "a", "--year", strconv.Itoa(p.Year), "-o", exported)
			c.must("import", "register", exported, "--office", "b")
			compareYear(t, c, "b", p)
			c.must("verify")
		})
	}
}

// yearJSON is what a report says of the year.
type yearJSON struct {
	publishedYear
	Checks []statistics.Finding `json:"checks"`
}

func compareYear(t *testing.T, c *console, office string, p publishedYear) {
	t.Helper()
	got := decode[yearJSON](t, c.must("report", "--office", office, "--year", strconv.Itoa(p.Year), "--json"))
	for _, l := range p.Lines {
		for col, want := range l.Cells {
			if n := got.cell(l.Code, col); n != want {
				t.Errorf("%s %s/%s: got %d, want %d", office, l.Code, col, n, want)
			}
		}
	}
	for block, results := range p.Disputes {
		for result, want := range results {
			if n := got.Disputes[block][result]; n != want && result != "total" { // one of the tables adds a total up wrongly
				t.Errorf("%s %s/%s: got %d, want %d", office, block, result, n, want)
			}
		}
	}
	for _, f := range got.Checks {
		if !f.Holds {
			t.Errorf("%s: %s %s does not hold: %s", office, f.ID, f.Place, f.Says)
		}
	}
}

func listEveryCell(t *testing.T, c *console, p publishedYear) {
	t.Helper()
	for _, l := range p.Lines {
		for col, want := range l.Cells {
			if want == 0 && col != "total" {
				continue
			}
			got := decode[cellAnswer](t,
				c.must("cell", "--office", "a", "--year", strconv.Itoa(p.Year), "--line", l.Code, "--col", col, "--json"))
			if got.Count != want || len(got.Applications) != want {
				t.Errorf("%s/%s: counted %d, listed %d, want %d", l.Code, col, got.Count, len(got.Applications), want)
			}
		}
	}
}

// Every format of a report holds the same numbers: what is written as JSON or as
// a spreadsheet is found right, or wrong in the same place, when it is checked.
func TestReportChecksOut(t *testing.T) {
	c := newConsole(t)
	c.must("office", "add", "mq", "玛曲县人民政府办公室")
	c.must("lines", "set", "--office", "mq", "--year", "2018", "testdata/published/maqu-2018-lines.json")
	for _, tt := range []struct {
		format string
		want   string
	}{{"json", "[S1 T]"}, {"xlsx", "[S1]"}} { // the spreadsheet has no text of the report
		path := filepath.Join(t.TempDir(), "report."+tt.format)
		c.must("report", "--office", "mq", "--year", "2018", "-o", path)
		v := decode[published.Verdict](t, c.run("check", path, "--json").stdout)
		var ids []string
		for _, f := range v.Failed {
			ids = append(ids, f.ID)
		}
		if got := fmt.Sprint(ids); got != tt.want || !v.Holds {
			t.Errorf("%s: got %s (hard equations hold: %v), want %s and true", tt.format, got, v.Holds, tt.want)
		}
	}
}

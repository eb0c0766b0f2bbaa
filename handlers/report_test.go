package handlers

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/workflow/job"
)

// yearOf logs a year of applications of several kinds and answers some, with a
// review.
func yearOf(b *browser) {
	b.t.Helper()
	for _, a := range []struct{ kind, outcome string }{
		{"person", "granted"}, {"person", "partial"}, {"person", ""}, {"company", "secret"},
		{"law_firm", "granted"}, {"other", ""},
	} {
		page := b.log("kind", a.kind, "arrived", "2025-11-10")
		if a.outcome == "" {
			continue
		}
		b.answered(page, "2025-11-28", a.outcome)
		b.post(page+"/events", "event", "accept_review", "on", "2025-12-10").want(b.t, "review", http.StatusSeeOther)
	}
}

var (
	numberLink = regexp.MustCompile(`<td class="num"><a href="([^"]+)"[^>]*>(\d+)</a></td>`)
	anyNumber  = regexp.MustCompile(`<td class="num">(\d+)</td>`)
	listed     = regexp.MustCompile(`<th scope="row"><a href="/applications/\d+">`)
)

// Behind every number of the report that is not 0 there are exactly as many
// applications, and no number but 0 is without them.
func TestEveryNumberOpens(t *testing.T) {
	s := newSite(t)
	yearOf(s.as("jingban"))
	b := s.as("shenji")
	for _, year := range []string{"2025", "2026", "2025&form=2014", "2025&form=2019&rollup=1"} {
		r := b.get("/report?office=xfb&year=" + year)
		r.want(t, year, http.StatusOK)
		links := numberLink.FindAllStringSubmatch(r.body, -1)
		if len(links) < 4 {
			t.Errorf("%s: %d numbers with a link, want more", year, len(links))
		}
		for _, m := range links {
			cell := b.get(html.UnescapeString(m[1]))
			if n := len(listed.FindAllString(cell.body, -1)); strconv.Itoa(n) != m[2] {
				t.Errorf("%s: the report says %s, the list has %d", m[1], m[2], n)
			}
			cell.has(t, m[1], "这个数的含义", " = "+m[2]+" 件")
		}
		for _, m := range anyNumber.FindAllStringSubmatch(r.body, -1) {
			if m[1] != "0" {
				t.Errorf("%s: %s has no link", year, m[1])
			}
		}
		r.has(t, year, "共核对")
	}
}

// Lines typed in by hand are kept, blanked and refused; an auditor cannot type.
func TestHandLines(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	report := []string{"office", "xfb", "year", "2025", "form", "2021"}
	save := func(pairs ...string) reply {
		pairs = append(b.get("/report?office=xfb&year=2025").seenOn(), pairs...)
		for i := len(pairs) - 2; i >= 0; i -= 2 { // what is not in the form of the page is as the page shows it
			if shown, ok := strings.CutPrefix(pairs[i], "seen."); ok && !slices.Contains(pairs, shown) {
				pairs = append(pairs, shown, pairs[i+1])
			}
		}
		return b.post("/report", append(report, pairs...)...)
	}
	b.get("/report?office=xfb&year=2025").has(t, "the report", `name="line.rules.issued"`)
	save("line.rules.issued", "12", "line.charges", "3.25", "line.licences", "").want(t, "save", http.StatusSeeOther)
	b.get("/report?office=xfb&year=2025").
		has(t, "the report", "已保存 2 个", `name="line.rules.issued" value="12"`, `name="line.charges" value="3.25"`)
	save("line.rules.issued", "", "line.charges", "3.25").want(t, "blank", http.StatusSeeOther)
	b.get("/report?office=xfb&year=2025").has(t, "the report", `name="line.rules.issued" value=""`)
	save("line.rules.issued", "很多", "line.penalties", "7").has(t, "no number", "不是数字", `value="很多"`, `value="7"`)
	save("line.new", "7").has(t, "a counted line", "不能填报")
	save("line.nonsense", "7").want(t, "a line that there is not", http.StatusUnprocessableEntity)
	a := s.as("shenji")
	a.get("/report?office=xfb&year=2025").lacks(t, "the auditor's report", `name="line.`)
	a.post("/report", append(report, "line.charges", "9")...).want(t, "the auditor's number", http.StatusForbidden)
}

// The report and what is behind a number can be downloaded, and the spreadsheet
// opens.
func TestDownloads(t *testing.T) {
	s := newSite(t)
	yearOf(s.as("jingban"))
	b := s.as("shenji")
	for _, path := range []string{
		"/report/export?office=xfb&year=2025&format=", "/applications/export?year=2025&format=",
		"/report/cell/export?office=xfb&year=2025&line=new&col=person&format=",
	} {
		for _, format := range []string{"xlsx", "csv"} {
			r := b.get(path + format)
			r.want(t, path+format, http.StatusOK)
			if d := r.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment; ") ||
				!strings.Contains(d, "filename*=UTF-8''") {
				t.Errorf("%s%s: Content-Disposition %q", path, format, d)
			}
			if format != "xlsx" {
				continue
			}
			f, err := excelize.OpenReader(strings.NewReader(r.body))
			if err != nil {
				t.Errorf("%s%s does not open: %v", path, format, err)
				continue
			}
			f.Close()
		}
		b.get(path+"pdf").want(t, path+"pdf", http.StatusUnprocessableEntity)
	}
	b.get("/report/export?office=xfb&year=2025&format=json").has(t, "JSON", `"form":`, `"new"`)
	b.get("/report/cell/export?office=xfb&year=2025&line=new&col=person&format=csv").has(t, "the cell", "赵*", "2025-00001")
}

// file sends a file with the form of the import.
func (b *browser) file(name, content string, more ...string) reply {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range [][2]string{{"csrf", b.token}, {"office", "xfb"}} {
		if err := w.WriteField(p[0], p[1]); err != nil {
			b.t.Fatal(err)
		}
	}
	for files := append([]string{name, content}, more...); len(files) > 0; files = files[2:] {
		part, err := w.CreateFormFile("file", files[0])
		if err != nil {
			b.t.Fatal(err)
		}
		if _, err := part.Write([]byte(files[1])); err != nil {
			b.t.Fatal(err)
		}
	}
	w.Close()
	return b.send("POST", "/import", w.FormDataContentType(), body.String())
}

const (
	goodRegister = "编号,收到日期,渠道,申请人类型,申请人,申请内容,办结日期,办理结果\n" +
		"甲1,2024-03-01,当面,自然人,赵甲,某方案,2024-03-20,予以公开\n" +
		"甲2,2024.3.4,传真,商业企业,示例公司,某批复,,\n"
	badRegister = "编号,收到日期,渠道,申请人类型,申请人,申请内容\n甲3,5月,当面,自然人,赵甲,某方案\n"
)

var importToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

// A register is tried first, which writes nothing; what was tried is taken in
// once, by the person who tried it; a second time changes nothing.
func TestImport(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.get("/import")
	r := b.file("台账.csv", goodRegister)
	r.want(t, "trial", http.StatusOK)
	r.has(t, "trial", "可以导入 2 件，尚未写入")
	b.get("/applications").has(t, "the register after the trial", "还没有申请")
	token := importToken.FindStringSubmatch(r.body)[1]
	other := s.as("shenhe")
	other.post("/import/confirm", "token", token).has(t, "somebody else's token", "已经过期")
	b.post("/import/confirm", "token", token).has(t, "import", "已导入 2 件")
	b.get("/applications").has(t, "the register", "甲1", "甲2")
	b.post("/import/confirm", "token", token).want(t, "the token again", http.StatusUnprocessableEntity)
	b.file("台账.csv", goodRegister).has(t, "the file again", "没有需要导入的新申请", "已有且未变 2")
	for _, tt := range []struct{ name, file, content, shows string }{
		{"a broken row", "台账.csv", badRegister, "收到日期"}, {"no file", "", "", "请选择文件"},
		{"an empty file", "台账.csv", "", "文件是空的"},
		{"a document", "信.pdf", "%PDF-1.7", "这是 PDF 文件"}, {"no head", "台账.csv", "编号,渠道\n1,当面\n", "缺少必填列"},
	} {
		r := b.file(tt.file, tt.content)
		r.want(t, tt.name, http.StatusUnprocessableEntity)
		r.has(t, tt.name, tt.shows)
		if importToken.MatchString(r.body) {
			t.Errorf("%s may be imported", tt.name)
		}
	}
}

// A file that waits too long has to be chosen again.
func TestImportWaits(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.get("/import")
	token := importToken.FindStringSubmatch(b.file("台账.csv", goodRegister).body)[1]
	s.pass(job.Try.Rule().Keeps)
	b = s.as("jingban")
	b.post("/import/confirm", "token", token).has(t, "a day later", "已经过期")
}

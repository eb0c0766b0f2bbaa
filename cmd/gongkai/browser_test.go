//go:build e2e

package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// journeyPassword is the password of everyone in the journey.
const journeyPassword = "plain-words-42"

// A new installation, from the one-time code to the auditor's workbook: the
// first administrator makes the users, a clerk logs an application of every
// channel, one of them is corrected, its extension and its answer drafted by the
// clerk and signed by the supervisor (the clerk, whose page is older than the
// signature, is told of it first); the auditor opens a number, follows it to the
// application and downloads the table, and LibreOffice shows the numbers that the
// page shows.
func TestBrowserJourney(t *testing.T) {
	s := serveProgram(t, "--data", t.TempDir())
	chrome := chromium(t)
	peopled(t, newTab(t, chrome, s.base), s)

	clerk := newTab(t, chrome, s.base)
	clerk.signIn("jingban", journeyPassword)
	var apps []string
	for _, channel := range workflow.Channels {
		apps = append(apps, clerk.logs(channel.Label))
	}
	clerk.corrects(apps[0])
	clerk.cannot(apps[0], "延长答复期限")
	clerk.steps(apps[0], workflow.DraftExtension, "拟延期", map[string]string{"延长工作日": "10", "理由": "需要查阅多年的档案"})
	clerk.steps(apps[0], workflow.Submit, "送审", nil)

	head := newTab(t, chrome, s.base)
	head.signIn("shenhe", journeyPassword)
	head.cannot(apps[0], "签发答复")
	head.steps(apps[0], workflow.Extend, "延长答复期限", nil)

	clerk.overtaken(workflow.DraftAnswer, "拟答复", map[string]string{"答复类型": "予以公开"}, "shenhe", "延长答复期限")
	drafts := map[string]string{"答复类型": "予以公开", "答复文号": "示公开〔1〕号"}
	clerk.submits(apps[0], drafts)
	head.steps(apps[0], workflow.Return, "退回", map[string]string{"理由": "附件没有编页码"})
	clerk.shows(apps[0], "附件没有编页码")
	clerk.submits(apps[0], drafts)
	clerk.cannot(apps[0], "签发答复")
	head.steps(apps[0], workflow.Answer, "签发答复", nil)
	head.shows(apps[0], "示公开〔1〕号")
	clerk.submits(apps[1], map[string]string{"答复类型": "部分公开", "信息不存在": "1"})
	head.steps(apps[1], workflow.Answer, "签发答复", map[string]string{"答复文号": "示公开〔2〕号"})
	clerk.steps(apps[1], workflow.Dispatch, "寄出（发送）", map[string]string{"送达方式": "邮寄"})

	auditor := newTab(t, chrome, s.base)
	auditor.signIn("tongji", journeyPassword)
	auditor.followsNumber(apps[0])
	auditor.comparesWorkbook()
}

// A refusal goes to review, the review has the office answer again, and the second
// answer is drafted and signed like the first; the yearly table counts the review
// as corrected and the application by its first answer.
func TestBrowserReview(t *testing.T) {
	s := serveProgram(t, "--data", t.TempDir())
	chrome := chromium(t)
	peopled(t, newTab(t, chrome, s.base), s)
	clerk, head := newTab(t, chrome, s.base), newTab(t, chrome, s.base)
	clerk.signIn("jingban", journeyPassword)
	head.signIn("shenhe", journeyPassword)

	app := clerk.logs("当面")
	clerk.submits(app, map[string]string{"答复类型": "属于三类内部事务信息"})
	head.steps(app, workflow.Answer, "签发答复", map[string]string{"答复文号": "示公开〔3〕号"})
	clerk.steps(app, workflow.Deliver, "签收（送达）", map[string]string{"送达方式": "当面"})
	clerk.steps(app, workflow.FileReview, "收到复议申请", nil)
	clerk.steps(app, workflow.AcceptReview, "行政复议受理", nil)
	if stage := clerk.text(".stage"); !strings.Contains(stage, "复议中") {
		t.Errorf("with a review accepted the application stands at %q, want 复议中 in it", stage)
	}
	clerk.steps(app, workflow.ReplyReview, "提交复议答复书", nil)
	clerk.steps(app, workflow.EndReview, "行政复议审结", map[string]string{"审理结果": "撤销并责令重新作出"})
	if stage := clerk.text(".stage"); !strings.Contains(stage, workflow.StateLabel(workflow.Remaking)) {
		t.Errorf("ordered to answer again the application stands at %q, want 重新答复中 in it", stage)
	}
	clerk.submits(app, map[string]string{"答复类型": "部分公开"})
	head.steps(app, workflow.Answer, "签发答复", map[string]string{"答复文号": "示公开〔4〕号"})
	head.shows(app, "属于三类内部事务信息", "示公开〔3〕号", "部分公开", "示公开〔4〕号")

	auditor := newTab(t, chrome, s.base)
	auditor.signIn("tongji", journeyPassword)
	auditor.leadsTo(`/line=refused\.internal\b/`, `/col=person\b/`, app)
	auditor.leadsTo(`/line=corrected\b/`, `/col=review\b/`, app)
}

// With the scripts of the pages turned off an application is put aside half written,
// taken up again, its due date worked out before saving, and logged; its answer is
// drafted and submitted, and signed by the other from the queue. It is found in the
// register, ticked and printed, and what the list shows is saved as a workbook.
func TestBrowserWithoutScripts(t *testing.T) {
	t.Parallel()
	s := serveProgram(t, "--data", t.TempDir())
	chrome := chromium(t)
	peopled(t, newTab(t, chrome, s.base), s)
	clerk := newTab(t, chrome, s.base)
	clerk.withoutScripts()
	clerk.signIn("jingban", journeyPassword)
	clerk.open("/applications/new")
	clerk.fill("main", "当面", "")
	clerk.fill("main", "申请内容", "申请公开水库图纸")
	clerk.press("main", "存为草稿", http.StatusOK)
	clerk.press("main", "继续上次登记", http.StatusOK)
	clerk.fill("main", "申请人姓名或者名称", "示例申请人")
	clerk.press("main", "计算期限、查相同申请", http.StatusOK)
	if echo := clerk.text("#due-echo"); !strings.Contains(echo, "到期") {
		t.Errorf("without scripts 计算期限 shows %q, want a due date", echo)
	}
	clerk.press("main", "保存并打开", http.StatusOK)
	app := clerk.path()
	clerk.shows(app, "申请公开水库图纸")
	clerk.submits(app, map[string]string{"答复类型": "予以公开", "答复文号": "示公开〔5〕号"})
	head := newTab(t, chrome, s.base)
	head.withoutScripts()
	head.signIn("shenhe", journeyPassword)
	head.open("/approvals")
	head.click("form[data-main] button.main", http.StatusOK)
	clerk.shows(app, "予以公开", "示公开〔5〕号")
	clerk.handlesTheRegister("水库", clerk.text("h1"))
}

// handlesTheRegister finds an application by a word of it, saves the list and prints
// what is ticked.
func (b *tab) handlesTheRegister(word, heading string) {
	b.t.Helper()
	b.logs("当面") // which is not to be found
	b.open("/applications")
	b.slips(mistake{form: "#find", fill: map[string]string{"content": word}})
	b.click("#find button", http.StatusOK)
	rows := evaluateRaw[[]string](b, `[...document.querySelectorAll("table.register tbody th")].map(e => e.innerText)`)
	if len(rows) != 1 || !strings.HasPrefix(heading, rows[0]) {
		b.t.Fatalf("%s is in %v, want %s", word, rows, heading)
	}
	if table := openedTable(b.t, b.download("main", "导出 XLSX")); !strings.Contains(table, rows[0]) ||
		!strings.Contains(table, "水库图纸") {
		b.t.Errorf("the workbook of the list has no %s:\n%s", rows[0], table)
	}
	b.do("tick", chromedp.Click(chromedp.CSS("table.register tbody [name=ids]"), chromedp.NodeVisible))
	b.click("#batch [value=print]", http.StatusOK)
	if said := b.text("main"); !strings.Contains(said, rows[0]) {
		b.t.Errorf("the paper of what was ticked has no %s:\n%s", rows[0], said)
	}
}

// peopled makes the first administrator with the printed code, and through it a
// clerk, a supervisor and an auditor.
func peopled(t *testing.T, admin *tab, s *served) {
	t.Helper()
	code := s.match(t, `一次性代码 (\S+)`)[1]
	admin.open("/setup")
	for label, value := range map[string]string{
		"一次性代码": code, "机关代码": "shili", "机关名称": "示例县人民政府办公室", "用户名": "guanli", "新密码": journeyPassword,
	} {
		admin.fill("main", label, value)
	}
	admin.press("main", "建立系统管理员", http.StatusOK)
	for name, role := range map[string]account.Role{"jingban": account.Clerk,
		"shenhe": account.Supervisor, "tongji": account.Auditor} {
		admin.open("/users")
		for label, value := range map[string]string{"用户名": name, "机关": "示例县", "角色": role.Powers().Label} {
			admin.fill("main", label, value)
		}
		admin.fillByID("password", journeyPassword)
		admin.press("main", "新建用户", http.StatusOK)
		if flash := admin.text(".flash"); !strings.Contains(flash, name) {
			t.Fatalf("after making the user %s the page says %q\n%s", name, flash, admin.text("main"))
		}
	}
}

func (b *tab) signIn(name, password string) {
	b.t.Helper()
	b.open("/sign-in")
	b.fill("main", "用户名", name)
	b.fill("main", "密码", password)
	b.press("main", "登录", http.StatusOK)
	if b.path() == "/sign-in" {
		b.t.Fatalf("%s cannot sign in: %s", name, b.text("main"))
	}
}

// logs writes down an application that came by a channel today, confirms it
// where the channel asks for that, and gives its address.
func (b *tab) logs(channel string) string {
	b.t.Helper()
	b.open("/applications/new")
	b.fill("main", channel, "")
	b.fill("main", "申请人姓名或者名称", "示例申请人")
	b.fill("main", "申请内容", "申请公开河曲镇示例村的征地公告")
	b.press("main", "保存并打开", http.StatusOK)
	path := b.path()
	if strings.Contains(b.text(".stage"), workflow.StateLabel(workflow.Arrived)) {
		b.steps(path, workflow.Confirm, "双方确认", nil)
	}
	if stage := b.text(".stage"); !strings.Contains(stage, workflow.StateLabel(workflow.Received)) {
		b.t.Errorf("logged by %s the application stands at %q, want 办理中", channel, stage)
	}
	return path
}

// corrects sends a correction notice and takes the correction in.
func (b *tab) corrects(app string) {
	b.t.Helper()
	b.steps(app, workflow.AskCorrection, "告知补正", map[string]string{"理由": "没有写明是哪一年的公告"})
	if stage := b.text(".stage"); !strings.Contains(stage, "补正") {
		b.t.Errorf("after the notice the application stands at %q, want it to wait for 补正", stage)
	}
	b.steps(app, workflow.Correct, "收到补正", nil)
}

// steps does one step on the page of an application and finds it in the
// journal.
func (b *tab) steps(app string, event workflow.Event, label string, fields map[string]string) {
	b.t.Helper()
	b.open(app) // others may have changed it
	form := "step-" + string(event)
	b.unfold(form)
	for name, value := range fields {
		b.fill(form, name, value)
	}
	b.press(form, label, http.StatusOK)
	if latest := b.text(".journal li"); !strings.Contains(latest, label) {
		b.t.Errorf("the journal of %s begins with %q, want %s", app, latest, label)
	}
}

// submits drafts an answer and submits it for signature.
func (b *tab) submits(app string, fields map[string]string) {
	b.t.Helper()
	b.steps(app, workflow.DraftAnswer, "拟答复", fields)
	b.steps(app, workflow.Submit, "送审", nil)
}

// shows opens an application and finds words on its page.
func (b *tab) shows(app string, words ...string) {
	b.t.Helper()
	b.open(app)
	page := b.text("main")
	for _, w := range words {
		if !strings.Contains(page, w) {
			b.t.Errorf("%s does not show %s:\n%s", app, w, page)
		}
	}
}

// cannot expects a step to be shut, with the reason in view.
func (b *tab) cannot(app, label string) {
	b.t.Helper()
	b.open(app)
	shut := evaluate[string](b, `(document.querySelector(".shut") || {textContent: ""}).textContent`)
	if !strings.Contains(shut, label) {
		b.t.Errorf("the steps that are shut are %q, want %s among them", shut, label)
	}
}

// overtaken tries a step on a page that has become old and is told who was
// first, and with what.
func (b *tab) overtaken(event workflow.Event, label string, fields map[string]string, by, did string) {
	b.t.Helper()
	form := "step-" + string(event)
	b.unfold(form)
	for name, value := range fields {
		b.fill(form, name, value)
	}
	b.press(form, label, http.StatusConflict)
	b.forgive() // the browser notes the status
	if said := b.text(".warning"); !strings.Contains(said, by) || !strings.Contains(said, did) {
		b.t.Errorf("who comes second reads %q, want %s and %s in it", said, by, did)
	}
}

// followsNumber opens the number of granted applications of natural persons and
// goes on to the application behind it.
func (b *tab) followsNumber(app string) {
	b.t.Helper()
	b.leadsTo(`/line=granted\b/`, `/col=person\b/`, app)
	if page := b.text("main"); !strings.Contains(page, "予以公开") {
		b.t.Errorf("the application behind the number does not show 予以公开:\n%s", page)
	}
}

// leadsTo opens the number of this year's table in a line and a column, each told
// by a pattern, and goes on to the one application behind it.
func (b *tab) leadsTo(line, column, app string) {
	b.t.Helper()
	b.openThisYear()
	cell := evaluateRaw[string](b, fmt.Sprintf(`[...document.querySelectorAll("td a")].map(a => a.getAttribute("href")).
		find(h => %s.test(h) && %s.test(h)) || ""`, line, column))
	if cell == "" {
		b.t.Fatalf("no number to open in line %s, column %s\n%s", line, column, b.text("main"))
	}
	b.open(cell)
	rows := evaluate[[]string](b,
		`[...document.querySelectorAll("table.register tbody th a")].map(a => a.getAttribute("href"))`)
	if want := []string{app}; !slices.Equal(rows, want) {
		b.t.Fatalf("behind the number 1 are %v, want %v", rows, want)
	}
	b.open(rows[0])
}

// openThisYear chooses the year that is running: the page begins with the last
// full one.
func (b *tab) openThisYear() {
	b.t.Helper()
	b.open("/report")
	b.fill("main", "年度", strconv.Itoa(calendar.DateOf(clock()).Year()))
	b.press("main", "查看", http.StatusOK)
}

// comparesWorkbook downloads the table and holds what LibreOffice reads in it
// against the page, number by number.
func (b *tab) comparesWorkbook() {
	b.t.Helper()
	b.openThisYear()
	onPage := evaluate[[][]string](b, `[...document.querySelectorAll("table.statistics")].flatMap(t =>
		[...t.querySelectorAll("tbody tr")].map(r => [...r.querySelectorAll("td.num")].map(c => c.innerText.trim())).
			filter(r => r.length === 7))`)
	if len(onPage) < 20 {
		b.t.Fatalf("the page shows %d lines of seven numbers, want the whole table", len(onPage))
	}
	var inFile [][]string
	reader := csv.NewReader(strings.NewReader(openedTable(b.t, b.download("main", "下载 XLSX"))))
	reader.FieldsPerRecord = -1
	records, err := reader.ReadAll()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, r := range records {
		if n := numbersAtEnd(r); len(n) == 7 {
			inFile = append(inFile, n)
		}
	}
	if got, want := printed(inFile), printed(onPage); got != want {
		b.t.Errorf("LibreOffice shows\n%s\nthe page shows\n%s", got, want)
	}
	if first := onPage[0]; first[6] != fmt.Sprint(len(workflow.Channels)) {
		b.t.Errorf("new applications in all: %s, want %d", first[6], len(workflow.Channels))
	}
}

// numbersAtEnd are the cells at the end of a row that are numbers.
func numbersAtEnd(row []string) []string {
	for len(row) > 0 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	i := len(row)
	for i > 0 && row[i-1] != "" && strings.Trim(row[i-1], "0123456789") == "" {
		i--
	}
	return row[i:]
}

func printed(rows [][]string) string {
	var out strings.Builder
	for _, r := range rows {
		fmt.Fprintln(&out, strings.Join(r, " "))
	}
	return out.String()
}

// fillByID puts a value in the field with this id.
func (b *tab) fillByID(id, value string) {
	b.t.Helper()
	quoted, _ := json.Marshal(value) // a string always can be
	if !evaluateRaw[bool](b, fmt.Sprintf(`(f => !!f && (f.value = %s, true))(document.getElementById(%q))`, quoted, id)) {
		b.t.Fatalf("no field %s on %s", id, b.path())
	}
}

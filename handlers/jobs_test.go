package handlers

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/handlers/jobs"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/job"
)

// gated is a store whose Each waits: it says that somebody reads, and goes on
// when the gate opens, unless the reader has left. A nil gate panics.
type gated struct {
	desks.Store
	reads chan struct{}
	gate  chan struct{}
}

func newGated(t *testing.T) *gated {
	return &gated{populated(t, people...), make(chan struct{}, 9), make(chan struct{})}
}

func (g *gated) Each(ctx context.Context, scope cond.Cond, visit func(*workflow.Application) error) error {
	if g.gate == nil {
		panic("示例")
	}
	g.reads <- struct{}{}
	select {
	case <-g.gate:
	case <-ctx.Done():
		return ctx.Err()
	}
	return g.Store.Each(ctx, scope, visit)
}

// jobSite is a site that takes everything for long work. Its jobs end before the
// test does.
func jobSite(t *testing.T, store desks.Store) *site {
	t.Helper()
	s := siteOn(t, store)
	s.s.Long = Long{Export: 1, Import: 1, Report: 1}
	t.Cleanup(func() { s.s.Rest(context.Background()) })
	return s
}

// ends waits until every job has ended.
func (s *site) ends() { s.s.runner.Wait() }

// begins asks for something that is done as a job and gives its page.
func (r reply) begins(t *testing.T, what string) string {
	t.Helper()
	if r.status != http.StatusSeeOther || !strings.HasPrefix(r.to, "/jobs/") {
		t.Fatalf("%s: status %d to %q, want the page of a job\n%.600s", what, r.status, r.to, r.body)
	}
	return r.to
}

const runsAnew = `<noscript><meta http-equiv="refresh" content="2"></noscript>`

// A long export is a job: it can be left and found again, the same is not begun
// twice, and what it made is what a short one sends at once.
func TestLongExport(t *testing.T) {
	g := newGated(t)
	s := jobSite(t, g)
	b := s.as("jingban")
	b.log()
	b.log("name", "钱乙")
	page := b.get("/applications/export?format=csv").begins(t, "the export")
	<-g.reads
	b.get(page).has(t, "the page of a job that runs", runsAnew, "导出台账", "CSV", "正在进行", "可离开本页", "取消任务", "<progress")
	b.get("/applications").has(t, "the frame of another page", "我的任务 <b>1</b>")
	b.get("/jobs").has(t, "the list", page, "正在进行")
	if again := b.get("/applications/export?format=csv").begins(t, "the same again"); again != page {
		t.Errorf("the same again: %s, want %s", again, page)
	}
	b.get(page+"/export").want(t, "the file before it is made", http.StatusNotFound)
	close(g.gate)
	s.ends()
	b.get("/help").has(t, "the frame when it is done", "我的任务 <b>1</b>")
	done := b.get(page)
	done.has(t, "the page of a job that is done", "已完成", "SHA-256", page+"/export")
	done.lacks(t, "the page of a job that is done", runsAnew, "取消任务")
	b.get("/help").lacks(t, "the frame when that was seen", "我的任务 <b>")
	s.s.Long = Long{}
	direct, file := b.get("/applications/export?format=csv"), b.get(page+"/export")
	if file.status != http.StatusOK || file.body != direct.body || !strings.Contains(file.body, "钱乙") {
		t.Errorf("the file: status %d\n%q\nat once:\n%q", file.status, file.body, direct.body)
	}
	for _, name := range []string{"Content-Type", "Content-Disposition"} {
		if file.header.Get(name) != direct.header.Get(name) {
			t.Errorf("%s: %q, at once %q", name, file.header.Get(name), direct.header.Get(name))
		}
	}
	s.pass(job.Export.Rule().Keeps)
	b = s.as("jingban")
	b.get(page+"/export").want(t, "the file a week later", http.StatusNotFound)
	b.get(page).has(t, "the page a week later", "文件已经删除")
}

// Who cancels a job, here or at another server, finds it cancelled, with nothing
// half-made; cancelling it again changes nothing.
func TestCancelJob(t *testing.T) {
	g := newGated(t)
	s := jobSite(t, g)
	b := s.as("jingban")
	b.log()
	b.log()
	for name, cancel := range map[string]func(page string){
		"here": func(page string) { b.post(page+"/cancel").want(t, "cancel", http.StatusSeeOther) },
		"at another server": func(page string) {
			if err := g.CancelJob(context.Background(), "jingban", job.ID(strings.TrimPrefix(page, "/jobs/"))); err != nil {
				t.Fatal(err)
			}
		},
	} {
		page := b.get("/applications/export?format=xlsx").begins(t, name)
		<-g.reads
		cancel(page)
		s.ends()
		b.get(page).has(t, name, "已取消")
		b.get(page).lacks(t, name, "/export\"", "取消任务")
		b.get(page+"/export").want(t, name, http.StatusNotFound)
		if r := b.post(page + "/cancel"); r.to != page {
			t.Errorf("%s, again: %d to %q, want the page", name, r.status, r.to)
		}
	}
}

// A job that panics fails with a number that the log has too; the server goes on.
func TestPanicInJob(t *testing.T) {
	g := newGated(t)
	s := jobSite(t, g)
	b := s.as("jingban")
	b.log()
	b.log()
	g.gate = nil
	page := b.get("/applications/export?format=csv").begins(t, "the export")
	s.ends()
	r := b.get(page)
	number := regexp.MustCompile(`请把编号 ([0-9A-F-]+) 告诉系统管理员`).FindStringSubmatch(r.body)
	if number == nil || !strings.Contains(r.body, "没有完成") {
		t.Fatalf("the page has no number:\n%s", r.body)
	}
	if log := s.log.String(); !strings.Contains(log, number[1]) || !strings.Contains(log, "panic: 示例") {
		t.Errorf("the log has not %s:\n%s", number[1], log)
	}
	b.get("/applications").want(t, "another page", http.StatusOK)
}

// Nobody finds another's job, not even a colleague or whoever the person has
// become: its page, its file, its list, its end.
func TestJobsAreOnesOwn(t *testing.T) {
	g := newGated(t)
	close(g.gate)
	s := jobSite(t, g)
	b := s.as("jingban")
	b.log()
	b.log()
	page := b.get("/applications/export?format=csv").begins(t, "the export")
	s.ends()
	sees := func(b *browser, name string) {
		t.Helper()
		b.get(page).want(t, name, http.StatusNotFound)
		b.get(page+"/export").want(t, name+", the file", http.StatusNotFound)
		b.post(page+"/cancel").want(t, name+", cancelling", http.StatusNotFound)
		b.get("/jobs").lacks(t, name+", the list", page)
	}
	for _, name := range []string{"shenhe", "minzheng", "guanli"} {
		sees(s.as(name), name)
	}
	u, err := g.User(context.Background(), "jingban")
	if err != nil {
		t.Fatal(err)
	}
	was := u
	for _, change := range []func(){func() { u.Role = account.Admin }, func() { u.Role, u.Office = was.Role, "mzj" }} {
		change()
		if err := g.SetUser(context.Background(), u); err != nil {
			t.Fatal(err)
		}
		sees(b, string(u.Role)+" of "+u.Office)
	}
	if err := g.SetUser(context.Background(), was); err != nil {
		t.Fatal(err)
	}
	b.get(page+"/export").want(t, "the file, for whose it is", http.StatusOK)
}

// A long register is tried as a job and taken in as a job, by whichever server,
// once; what was tried there is not lost when the first server is no more.
func TestLongImport(t *testing.T) {
	store := populated(t, people...)
	first := jobSite(t, store)
	b := first.as("jingban")
	b.get("/import")
	page := b.file("台账.csv", goodRegister).begins(t, "the trial")
	first.ends()
	b.get(page).has(t, "the page of the trial", "试运行导入台账", "已完成", "查看结果")
	first.s.Rest(context.Background())
	first.Close()

	second := jobSite(t, store)
	c := second.as("jingban")
	result := "/import?job=" + strings.TrimPrefix(page, "/jobs/")
	tried := c.get(result)
	tried.has(t, "what the trial found", "可以导入 2 件，尚未写入", "台账.csv")
	second.as("shenhe").get(result).want(t, "what the trial found, for another", http.StatusNotFound)
	token := importToken.FindStringSubmatch(tried.body)[1]
	if to := c.post("/import/confirm", "token", token).begins(t, "taking it in"); to != page {
		t.Errorf("taking it in leads to %s, want %s", to, page)
	}
	second.ends()
	c.get(page).has(t, "the page of the import", "导入台账", "已完成")
	c.get(result).has(t, "what was taken in", "已导入 2 件")
	c.get("/applications").has(t, "the register", "甲1", "甲2")
	c.post("/import/confirm", "token", token).has(t, "the token again", "已经导入")
	c.get(page+"/export").want(t, "the file of an import", http.StatusNotFound)

	c.get("/import")
	refused := c.file("台账.csv", badRegister+badRegister).begins(t, "a broken register")
	second.ends()
	c.get("/import?job="+strings.TrimPrefix(refused, "/jobs/")).has(t, "a broken register", "没有写入任何一行")
	unread := c.file("台账.csv", "编号,渠道\n1,当面\n2,当面\n").begins(t, "a register without its head")
	second.ends()
	c.get(unread).has(t, "a register without its head", "没有完成", "缺少必填列")
}

// A job whose server stops, or was killed, has failed: at once where its server
// is alone, else when it was silent for a minute.
func TestJobsOfStoppedServers(t *testing.T) {
	g := newGated(t)
	s := jobSite(t, g)
	b := s.as("jingban")
	b.log()
	b.log()
	page := b.get("/applications/export?format=csv").begins(t, "the export")
	<-g.reads
	s.s.Rest(context.Background())
	b.get(page).has(t, "a job whose server stopped", "没有完成", "服务停止")

	left := func(id job.ID) string {
		t.Helper()
		j := jobs.NewJob(job.Export, "", people[0], s.clock())
		j.ID = id
		if err := g.AddJob(context.Background(), j); err != nil {
			t.Fatal(err)
		}
		return "/jobs/" + string(id)
	}
	page = left("killed")
	other := jobSite(t, g)
	other.s.Recover(context.Background(), false)
	b.get(page).has(t, "a job of another server that may live", "排队等待")
	s.pass(job.Silence + time.Second)
	other.pass(job.Silence + time.Second)
	other.s.Recover(context.Background(), false)
	b.get(page).has(t, "a job of a server that is silent", "没有完成", "服务中断")
	page = left("alone")
	other.pass(time.Second)
	other.s.Recover(context.Background(), true)
	b.get(page).has(t, "a job that was left where there is one server", "没有完成", "服务中断")
}

// A person has so many jobs under way and no more; two run at once, the others
// wait their turn.
func TestJobsAreBounded(t *testing.T) {
	g := newGated(t)
	s := jobSite(t, g)
	b := s.as("jingban")
	b.log()
	b.log()
	var pages []string
	for _, q := range []string{"csv", "xlsx", "csv&year=2026"} {
		pages = append(pages, b.get("/applications/export?format="+q).begins(t, q))
	}
	r := b.get("/applications/export?format=xlsx&year=2026")
	r.want(t, "one too many", http.StatusUnprocessableEntity)
	r.has(t, "one too many", "3 个任务没有完成", "我的任务")
	<-g.reads
	<-g.reads
	running := 0
	for _, page := range pages {
		if strings.Contains(b.get(page).body, "正在进行") {
			running++
		}
	}
	if running != jobs.Workers || len(g.reads) != 0 {
		t.Errorf("%d jobs run and %d more read, want %d and 0", running, len(g.reads), jobs.Workers)
	}
	close(g.gate)
	s.ends()
	for _, page := range pages {
		b.get(page).has(t, page, "已完成")
	}
}

// A yearly workbook of many applications is a job; its other formats are not.
func TestLongWorkbook(t *testing.T) {
	s := jobSite(t, populated(t, people...))
	yearOf(s.as("jingban"))
	b := s.as("shenhe")
	page := b.get("/report/export?year=2025&format=xlsx").begins(t, "the workbook")
	s.ends()
	b.get(page).has(t, "the page", "导出统计表", "示例县人民政府办公室 2025 年度", "统计表-xfb-2025.xlsx")
	r := b.get(page + "/export")
	if !strings.HasPrefix(r.body, "PK\x03\x04") {
		t.Errorf("the file is no workbook: %.60q", r.body)
	}
	b.get("/report/export?year=2025&format=csv").want(t, "as csv", http.StatusOK)
}

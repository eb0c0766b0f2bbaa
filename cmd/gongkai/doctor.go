package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"

	"gongkai/models"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// grade says how much a finding of the doctor matters.
type grade string

// The grades. A fault must be mended before anybody goes on; a risk should be.
const (
	fine  grade = "ok"
	risky grade = "risk"
	wrong grade = "fault"
)

// gradeWords are the grades in Chinese.
var gradeWords = map[grade]string{fine: "正常", risky: "有风险", wrong: "有问题"}

// finding is one line of the doctor: what was looked at and found, and what to do.
type finding struct {
	Grade grade  `json:"grade"`
	What  string `json:"what"`
	Next  string `json:"next"` // "" for nothing
}

// Run looks at everything that the program depends on and says on one page what is
// wrong or risky, and what to do about it. It changes nothing, unless it is told to
// accept the database that lies there. The status is 1 if anything is wrong.
func (c *doctorCommand) Run(p *program) error {
	if c.Accept {
		if err := models.RenewPlace(p.ctx, p.dsn()); err != nil {
			return err
		}
	}
	found := p.examination()
	if c.JSON {
		if err := p.json(found); err != nil {
			return err
		}
	} else {
		for _, f := range found {
			p.say("%s  %s", gradeWords[f.Grade], f.What)
			if f.Next != "" {
				p.say("        → %s", f.Next)
			}
		}
	}
	if slices.ContainsFunc(found, func(f finding) bool { return f.Grade == wrong }) {
		return errFound
	}
	return nil
}

// examination is everything the doctor finds. A database that cannot be opened is the
// last of it.
func (p *program) examination() []finding {
	out := []finding{{fine, "程序 " + release() + "，数据库 " + withoutPassword(p.dsn()), ""}}
	path, isFile := strings.CutPrefix(p.dsn(), "sqlite:")
	if _, err := os.Stat(path); isFile && err != nil && !models.Used(p.dsn()) {
		return append(out, finding{risky, "还没有数据库", "第一次运行 gongkai serve 时建立；用过本系统的，请核对 --data 和 --db"})
	}
	store, err := models.Open(p.ctx, p.dsn(), models.Options{Examine: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return append(out, complaint(err))
	}
	defer store.Close() //nolint:errcheck // nothing was written
	out = append(out, p.server(isFile))
	for _, look := range []func(context.Context, *models.Store) ([]finding, error){
		p.soundness, p.disk, p.people, p.holidays,
	} {
		found, err := look(p.ctx, store)
		if err != nil {
			found = append(found, complaint(err))
		}
		out = append(out, found...)
	}
	return out
}

// complaint is an error as a finding.
func complaint(err error) finding { return finding{wrong, strings.TrimSuffix(plain(err), "。"), ""} }

// server says whether a server works on the SQLite file. Of PostgreSQL that is not
// known.
func (p *program) server(isFile bool) finding {
	release, err := models.Lock(p.dsn())
	switch {
	case fault.KindOf(err) == fault.Refused && err != nil:
		return finding{fine, "服务正在运行", ""}
	case err != nil:
		return complaint(err)
	}
	release()
	if !isFile {
		return finding{fine, "使用 PostgreSQL", ""}
	}
	return finding{fine, "服务没有运行", ""}
}

// soundness has the database checked whole.
func (p *program) soundness(ctx context.Context, store *models.Store) ([]finding, error) {
	if err := store.Check(ctx); err != nil {
		return []finding{{wrong, strings.TrimSuffix(plain(err), "。"), "停止服务，用 gongkai restore 恢复最近的备份；不要删除任何文件"}}, nil
	}
	out := []finding{{fine, "数据库结构完整，没有发现损坏", ""}}
	off, err := store.Undurable(ctx)
	for _, name := range off {
		out = append(out, finding{wrong, "PostgreSQL 的 " + name + " 是关闭的：断电会丢失已经保存的内容", "在 postgresql.conf 中打开 " + name})
	}
	return out, err
}

// longLog is the size from which a write-ahead log means that something keeps it from
// being worked off.
const longLog = 64 << 20

// disk looks at the room and at the clock.
func (p *program) disk(ctx context.Context, store *models.Store) ([]finding, error) {
	state, err := store.SystemState(ctx, p.now())
	if err != nil {
		return nil, err
	}
	out := []finding{{fine, fmt.Sprintf("%s，%d 件申请，%d MB", state.Database, state.Applications, state.Size>>20), ""}}
	h := store.Health()
	switch {
	case h.State == workflow.ReadOnly:
		out = append(out, finding{wrong, "数据库所在位置不能写入", "只能查看；要办理的，请核对磁盘是否只读、目录的权限"})
	case h.Tight:
		out = append(out, finding{risky, fmt.Sprintf("磁盘只剩 %d MB", state.Free>>20), "写满以后不能保存，请清理或者扩容"})
	}
	if state.Log > longLog {
		out = append(out, finding{risky, fmt.Sprintf("预写日志有 %d MB", state.Log>>20), "有程序长时间占着数据库；请重新启动服务"})
	}
	if apart := p.now().Sub(state.Clock).Abs(); store.Shared() && apart.Seconds() > 5 {
		out = append(out, finding{risky, fmt.Sprintf("程序和数据库的时间相差 %d 秒", int(apart.Seconds())), "请校准两边的时钟"})
	}
	return out, nil
}

// people looks whether there is somebody to run the installation.
func (p *program) people(ctx context.Context, store *models.Store) ([]finding, error) {
	users, err := store.Users(ctx)
	runs := func(u account.User) bool { return u.Role == account.Admin && !u.Disabled }
	if err != nil || slices.ContainsFunc(users, runs) {
		return nil, err
	}
	return []finding{{risky, "没有系统管理员", "启动服务，用它打印的一次性代码在首次设置页建立"}}, nil
}

// holidays looks whether next year's days off are known once they should be.
func (p *program) holidays(ctx context.Context, store *models.Store) ([]finding, error) {
	cal, err := store.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	today, years := calendar.DateOf(p.now()), cal.Years()
	last := years[len(years)-1]
	if last > today.Year() || last == today.Year() && today < calendar.Date(fmt.Sprintf("%d-11-01", last)) {
		return []finding{{fine, fmt.Sprintf("放假安排已公布到 %d 年", last), ""}}, nil
	}
	return []finding{{risky, fmt.Sprintf("放假安排只到 %d 年，此后的答复期限是暂定的", last),
		"国务院办公厅公布以后，用 gongkai calendar import 或者“日历”页导入"}}, nil
}

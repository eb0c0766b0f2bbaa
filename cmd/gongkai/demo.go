package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"gongkai/handlers/signin"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// demoPassword is the password of every user of the made-up county.
const demoPassword = "shili-2008"

// demoOffices are the offices of 示例县, a county that does not exist.
var demoOffices = []account.Office{
	{Code: "xzf", Name: "示例县人民政府办公室", Remedy: account.Bodies{
		Government: true, Review: "示例市人民政府", Before: "示例市人民政府", Court: "示例市中级人民法院",
	}},
	{Code: "zrzy", Name: "示例县自然资源局", Parent: "xzf", Remedy: account.Bodies{
		Review: "示例县人民政府", Before: "示例县人民政府", Superior: "示例市自然资源局", Court: "示例县人民法院",
	}},
	{Code: "hequ", Name: "示例县河曲镇人民政府", Parent: "xzf", Pair: true, Remedy: account.Bodies{
		Government: true, Review: "示例县人民政府", Before: "示例县人民政府", Court: "示例县人民法院",
	}},
}

// demoOffice is the office with a code; one that is none of ours has its code as name.
func demoOffice(code string) account.Office {
	for _, o := range demoOffices {
		if o.Code == code {
			return o
		}
	}
	return account.Office{Code: code, Name: code}
}

// demoUsers are its people: every role at least once.
var demoUsers = []struct {
	name, display, office string
	role                  account.Role
}{
	{"guanli", "县府办管理员", "xzf", account.Admin},
	{"shenhe", "县府办审核员", "xzf", account.Supervisor},
	{"jingban", "县府办经办员", "xzf", account.Clerk},
	{"xiaozhou", "县府办经办员小周", "xzf", account.Clerk},
	{"tongji", "县府办统计员", "xzf", account.Auditor},
	{"anquan", "县府办安全员", "xzf", account.Security},
	{"rizhi", "县府办日志员", "xzf", account.Inspector},
	{"zr-jb", "资源局经办员", "zrzy", account.Clerk},
	{"zr-sh", "资源局审核员", "zrzy", account.Supervisor},
	{"hq-jb", "河曲镇经办员", "hequ", account.Clerk},
	{"hq-sh", "河曲镇审核员", "hequ", account.Supervisor},
}

// demo makes the county: offices, users, three years of applications and the lines
// typed in by hand. The same day always makes the same county.
type demo struct {
	store desks.Store
	cal   *calendar.Calendar // set once the offices exist
	now   time.Time
	today calendar.Date           // nothing happens after it
	dice  *rand.Rand              // seeded, so that chance repeats itself
	apps  []*workflow.Application // saved at the end, in order of receipt, so that numbers follow it
}

// newDemo prepares a county as of now. Nothing is saved yet.
func newDemo(store desks.Store, now time.Time) *demo {
	today := calendar.DateOf(now)
	return &demo{store: store, now: now, today: today, dice: rand.New(rand.NewPCG(2008, 501))}
}

// make fills the store, which must be empty.
func (d *demo) make(ctx context.Context) error {
	for _, part := range []func(context.Context) error{d.makeOffices, d.makeUsers, d.makeApplications, d.makeLines} {
		if err := part(ctx); err != nil {
			return fmt.Errorf("make the demo: %w", err)
		}
	}
	return nil
}

func (d *demo) makeOffices(ctx context.Context) error {
	for _, o := range demoOffices {
		if err := d.store.AddOffice(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// makeUsers hashes the password once for all: hashing takes long on purpose.
func (d *demo) makeUsers(ctx context.Context) error {
	hash, err := signin.Hash("", demoPassword)
	if err != nil {
		return err
	}
	for _, u := range demoUsers {
		err := d.store.AddUser(ctx, account.User{
			Name: u.name, Display: u.display, Office: u.office, Role: u.role, Password: hash, Since: d.now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// by is who in an office does the nth piece of work of a role. Where nobody has the
// role, the operator does it.
func by(office string, role account.Role, n int) account.User {
	var all []account.User
	for _, u := range demoUsers {
		if u.office == office && u.role == role {
			all = append(all, account.User{Name: u.name, Display: u.display, Office: u.office, Role: u.role})
		}
	}
	if len(all) == 0 {
		return account.Operator
	}
	return all[n%len(all)]
}

// How many applications there are: spread over the years, and on the days
// around today, when things are still open.
const (
	demoSpread = 240
	demoRecent = 60
)

// makeApplications makes all applications in memory and saves them together.
func (d *demo) makeApplications(ctx context.Context) (err error) {
	if d.cal, err = d.store.Calendar(ctx); err != nil {
		return err
	}
	if err := d.tellAll(); err != nil {
		return err
	}
	slices.SortStableFunc(d.apps, func(a, b *workflow.Application) int {
		return cmp.Compare(cmp.Or(a.Received, a.Arrived), cmp.Or(b.Received, b.Arrived))
	})
	if err := d.store.Add(ctx, d.apps...); err != nil {
		return err
	}
	return d.divide(ctx)
}

// tellAll makes all applications and plays each up to today.
func (d *demo) tellAll() error {
	first := calendar.YearOf(d.today.Year() - 2).From
	days := 0
	for first.AddDays(days) < d.today {
		days++
	}
	for range demoSpread {
		if err := d.tell(first.AddDays(d.dice.IntN(days)), pick(d.dice, plots)); err != nil {
			return err
		}
	}
	for i := range demoRecent {
		if err := d.tell(d.ago(i/2), slow[i%len(slow)]); err != nil {
			return err
		}
	}
	return d.tellStories()
}

// ago is the day so many working days before today.
func (d *demo) ago(n int) calendar.Date {
	on := d.today
	for n > 0 {
		on = on.AddDays(-1)
		if d.cal.Working(on) {
			n--
		}
	}
	return on
}

// tell makes one application that came in on a day, at an office drawn by lot, and
// plays a plot as far as today.
func (d *demo) tell(on calendar.Date, p demoPlot) error {
	_, err := d.tellIn(pick(d.dice, demoOffices).Code, on, p)
	return err
}

// tellIn is tell for a given office. It returns the application, whose number is only
// given when all are saved.
func (d *demo) tellIn(office string, on calendar.Date, p demoPlot) (*workflow.Application, error) {
	t := &demoApplication{d: d, app: &workflow.Application{Office: office}, no: len(d.apps)}
	in := d.intake(on)
	if p.unconfirmed && d.today > on {
		in.Channel, in.Confirmed = workflow.Online, ""
	}
	cmd := workflow.Log(in, d.cal)
	cmd.Office = t.app.Office
	t.do(cmd)
	if p.play != nil {
		p.play(t)
	}
	d.apps = append(d.apps, t.app)
	return t.app, t.err
}

// intake makes up an application. Where receipt begins with confirmation, it is
// confirmed on the day it came.
func (d *demo) intake(on calendar.Date) workflow.Intake {
	kind := pick(d.dice, demoKinds)
	in := workflow.Intake{
		Channel: pick(d.dice, workflow.Channels).Code, Arrived: on, Submitted: on.AddDays(-d.dice.IntN(3)),
		Applicant: workflow.Applicant{Kind: kind.code, Name: pick(d.dice, kind.names)},
		Content:   fmt.Sprintf(pick(d.dice, demoAsks), pick(d.dice, demoPlaces)),
	}
	if workflow.BasisOn(in.Channel, on, d.cal) == workflow.OnConfirmation {
		in.Confirmed = on
	}
	in.Oral = in.Channel == workflow.InPerson && d.dice.IntN(10) == 0
	return in
}

// pick draws one of a list, which must not be empty.
func pick[T any](dice *rand.Rand, from []T) T { return from[dice.IntN(len(from))] }

// makeLines types in what cannot be counted, for the full years.
func (d *demo) makeLines(ctx context.Context) error {
	desk := desks.New(d.store).For(account.Operator)
	for i, year := range []int{d.today.Year() - 2, d.today.Year() - 1} {
		for _, o := range demoOffices {
			lines := map[string]*statistics.Amount{}
			for j, code := range report.EditionFor(year).HandLines() {
				n := statistics.Whole(demoHand[i][j%len(demoHand[i])])
				lines[code] = &n
			}
			if err := desk.Reports.SetHandLines(ctx, report.Options{Office: o.Code, Year: year}, lines, d.now); err != nil {
				return err
			}
		}
	}
	return nil
}

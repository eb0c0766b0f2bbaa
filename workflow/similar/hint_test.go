package similar_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/storetest"
)

// hintBook is a register with what earlier applicants asked of two offices.
type hintBook struct {
	t    *testing.T
	desk *desks.Set
	at   time.Time
}

func newHintBook(t *testing.T) *hintBook {
	t.Helper()
	s := storetest.NewMem()
	for _, code := range []string{"xfb", "mzj"} {
		if err := s.AddOffice(context.Background(), account.Office{Code: code, Name: code}); err != nil {
			t.Fatal(err)
		}
	}
	desk := desks.New(s)
	return &hintBook{t, desk.For(account.Operator), time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)}
}

// what is asked for, twice in other words, and something else.
const (
	plan      = "申请公开河曲镇柳林村2023年征地补偿安置方案"
	planAgain = "柳林村二〇二三年征收土地的补偿、安置方案，请公开"
	budget    = "县财政局2023年度部门预算中公务接待费的明细"
)

func (b *hintBook) do(id workflow.ID, cmd workflow.Command) workflow.ID {
	b.t.Helper()
	cmd.At = b.at
	app, err := b.desk.Do(context.Background(), id, cmd)
	if err != nil {
		b.t.Fatal(err)
	}
	return app.ID
}

func intakeOf(name, idNumber, content string, on calendar.Date) workflow.Intake {
	return workflow.Intake{Channel: workflow.InPerson,
		Applicant: workflow.Applicant{Kind: "person", Name: name, IDNumber: idNumber}, Content: content, Arrived: on}
}

// logs writes down an application of 2026-03-02 and does to it what follows.
func (b *hintBook) logs(office, name, idNumber, content string, then ...workflow.Command) {
	b.t.Helper()
	cmd := workflow.Log(intakeOf(name, idNumber, content, "2026-03-02"), calendar.Published())
	cmd.Office = office
	id := b.do(0, cmd)
	for _, next := range then {
		next.On, next.Reason = "2026-03-10", "补登"
		if next.Event == workflow.Answer {
			b.do(id, workflow.Command{Event: workflow.DraftAnswer, On: next.On, Outcome: next.Outcome})
			b.do(id, workflow.Command{Event: workflow.Submit, On: next.On})
		}
		b.by("签发人乙", office).do(id, next)
	}
}

// by is the same register at the desk of another head.
func (b *hintBook) by(name, office string) *hintBook {
	other := *b
	other.desk = b.desk.For(account.User{Name: name, Office: office, Role: account.Supervisor})
	return &other
}

var (
	answeredWith = workflow.Command{Event: workflow.Answer, Outcome: "granted", LetterNumber: "示公开〔2026〕3号"}
	withdrawn    = workflow.Command{Event: workflow.Withdraw, Outcome: "withdrawn"}
)

// told are the hints for an application to xfb, each with the count and the
// numbers and letters it names.
func (b *hintBook) told(in workflow.Intake) string {
	b.t.Helper()
	hints, err := b.desk.Similar.Hints(context.Background(), "xfb", in)
	if err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for _, h := range hints {
		line := fmt.Sprintf("%s %d:", h.Code, h.Count)
		for _, a := range h.Apps {
			line += " " + strings.TrimPrefix(a.Number, "2026-000") + a.LetterNumber
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

// Each case of earlier applications gives the hints that the law and the office
// have use for, and no others.
func TestHints(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(*hintBook)
		in     workflow.Intake
		want   string
	}{
		{"nothing before", func(*hintBook) {}, intakeOf("赵甲", "", planAgain, "2026-11-24"), ""},
		{"the same asked again", func(b *hintBook) { b.logs("xfb", "赵甲", "", plan, answeredWith) },
			intakeOf("赵甲", "", planAgain, "2026-11-24"), "repeat 1: 01示公开〔2026〕3号"},
		{"the same asked again before it was answered", func(b *hintBook) { b.logs("xfb", "赵甲", "", plan) },
			intakeOf("赵甲", "", planAgain, "2026-11-24"), "repeat 1: 01"},
		{"what was withdrawn may be asked again", func(b *hintBook) { b.logs("xfb", "赵甲", "", plan, withdrawn) },
			intakeOf("赵甲", "", planAgain, "2026-11-24"), "namesake 1: 01"},
		{"something else by the same applicant", func(b *hintBook) { b.logs("xfb", "赵甲", "", budget, answeredWith) },
			intakeOf("赵甲", "", planAgain, "2026-11-24"), "namesake 1: 01示公开〔2026〕3号"},
		{"another office was asked", func(b *hintBook) { b.logs("mzj", "赵甲", "", plan, answeredWith) },
			intakeOf("赵甲", "", planAgain, "2026-11-24"), ""},
		{"another person of the same name", func(b *hintBook) { b.logs("xfb", "赵甲", "X1", plan, answeredWith) },
			intakeOf("赵甲", "X2", planAgain, "2026-11-24"), "precedent 1: 01示公开〔2026〕3号; namesake 1: 01示公开〔2026〕3号"},
		{"the same person under another name", func(b *hintBook) { b.logs("xfb", "赵某", "X1", plan, answeredWith) },
			intakeOf("赵甲", "X1", planAgain, "2026-11-24"), "repeat 1: 01示公开〔2026〕3号"},
		{"others were answered", func(b *hintBook) { b.logs("xfb", "钱乙", "", plan, answeredWith) },
			intakeOf("赵甲", "", planAgain, "2026-11-24"), "precedent 1: 01示公开〔2026〕3号"},
		{"another has asked and waits", func(b *hintBook) { b.logs("xfb", "钱乙", "", plan) },
			intakeOf("赵甲", "", planAgain, "2026-11-24"), ""},
		{"three applicants", func(b *hintBook) {
			b.logs("xfb", "钱乙", "", plan)
			b.logs("xfb", "孙丙", "", planAgain)
		}, intakeOf("赵甲", "", planAgain, "2026-11-24"), "many 3: 02 01"},
		{"one applicant three times is not three", func(b *hintBook) {
			b.logs("xfb", "钱乙", "", plan)
			b.logs("xfb", "钱乙", "", plan)
		}, intakeOf("赵甲", "", plan, "2026-11-24"), ""},
		{"under the law of 2007 there are no repeats", func(b *hintBook) { b.logs("xfb", "赵甲", "", plan, answeredWith) },
			intakeOf("赵甲", "", planAgain, "2019-05-14"), ""},
		{"only the name so far", func(b *hintBook) { b.logs("xfb", "赵甲", "", plan) },
			intakeOf("赵甲", "", "", ""), "namesake 1: 01"},
		{"only the content so far", func(b *hintBook) { b.logs("xfb", "赵甲", "", plan, answeredWith) },
			intakeOf("", "", planAgain, ""), "precedent 1: 01示公开〔2026〕3号"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newHintBook(t)
			c.before(b)
			if got := b.told(c.in); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// Hints tell nothing of an office out of the person's scope.
func TestHintsKeepToScope(t *testing.T) {
	b := newHintBook(t)
	b.logs("mzj", "赵甲", "", plan, answeredWith)
	clerk := b.desk.For(account.User{Name: "jingban", Office: "xfb", Role: account.Clerk})
	hints, err := clerk.Similar.Hints(context.Background(), "mzj", intakeOf("赵甲", "", plan, "2026-11-24"))
	if len(hints) != 0 || fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v (%v), want nothing but NotFound", hints, err)
	}
}

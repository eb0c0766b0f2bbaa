package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// ailing is a store that tells how it stands, and writes only while it can.
type ailing struct {
	desks.Store
	health  workflow.Health
	answers error
}

func (a *ailing) Health() workflow.Health       { return a.health }
func (a *ailing) Answers(context.Context) error { return a.answers }

// refusal is what such a store says instead of writing; nil while it can.
func (a *ailing) refusal() error {
	switch {
	case a.health.State == workflow.NoSpace:
		return &fault.Error{Kind: fault.Full, What: "磁盘已满"}
	case !a.health.State.Writable():
		return &fault.Error{Kind: fault.Unavailable, What: "不能写入"}
	}
	return nil
}

func (a *ailing) Administer(ctx context.Context, decide func(account.Installation) (account.Decision, error)) error {
	if err := a.refusal(); err != nil {
		return err
	}
	return a.Store.Administer(ctx, decide)
}

func (a *ailing) Note(ctx context.Context, lines []account.Operation) error {
	if err := a.refusal(); err != nil {
		return err
	}
	return a.Store.Note(ctx, lines)
}

func (a *ailing) Update(
	ctx context.Context, scope cond.Cond, id workflow.ID, change func(*workflow.Application) error,
) (*workflow.Application, error) {
	if err := a.refusal(); err != nil {
		return nil, err
	}
	return a.Store.Update(ctx, scope, id, change)
}

// Both addresses for machines tell the truth in a word, and in the status whether
// people can work.
func TestHealthTellsTheTruth(t *testing.T) {
	store := &ailing{Store: populated(t, people...)}
	s := siteOn(t, store)
	for _, tt := range []struct {
		state   workflow.HealthState
		answers error
		health  string
		ready   string
		status  int
	}{
		{workflow.Checking, nil, "ok", "checking", 200},
		{workflow.Sound, nil, "ok", "sound", 200},
		{workflow.Damaged, nil, "damaged", "damaged", 503},
		{workflow.NoSpace, nil, "full", "full", 503},
		{workflow.ReadOnly, nil, "read_only", "read_only", 503},
		{workflow.Sound, errors.New("an older schema"), "unavailable", "unavailable", 503},
	} {
		store.health.State, store.answers = tt.state, tt.answers
		for path, want := range map[string]string{"/healthz": tt.health, "/readyz": tt.ready} {
			if r := s.browser().get(path); r.status != tt.status || r.body != want+"\n" {
				t.Errorf("%s while %s (%v): %d %q, want %d %q", path, tt.state, tt.answers, r.status, r.body, tt.status, want)
			}
		}
	}
}

// While nothing can be saved every page says why, people still sign in and out, they
// read, and a form that is sent keeps what was typed.
func TestReadingGoesOnWhenNothingCanBeSaved(t *testing.T) {
	for state, status := range map[workflow.HealthState]int{workflow.NoSpace: 507, workflow.ReadOnly: 503,
		workflow.Damaged: 503} {
		store := &ailing{Store: populated(t, people...), health: workflow.Health{State: workflow.Sound}}
		s := siteOn(t, store)
		page := s.as("jingban").log()
		store.health.State = state
		b := s.as("jingban")
		for _, path := range []string{page, "/applications", "/help"} {
			r := b.get(path)
			r.want(t, string(state)+" "+path, http.StatusOK)
			r.has(t, string(state)+" "+path, "现在只能查看，不能保存")
		}
		r := b.post(page+"/events", "event", "transfer", "on", "2026-11-24", "unit", "某科", "reason", "写了很久的理由")
		r.want(t, string(state)+": a step", status)
		r.has(t, string(state)+": a step", "没有保存", "写了很久的理由", `action="`+page+`/events"`)
		b.post("/sign-out").want(t, string(state)+": sign out", http.StatusSeeOther)
		if r := b.get(page); r.status != http.StatusSeeOther || !strings.HasPrefix(r.to, "/sign-in") {
			t.Errorf("%s: after signing out: %d %s", state, r.status, r.to)
		}
		wrong := s.browser()
		wrong.get("/sign-in")
		wrong.post("/sign-in", "name", "jingban", "password", "wrong").want(t, string(state)+": a wrong password", 422)
		store.health.State = workflow.Sound
		b = s.as("jingban")
		b.get(page).lacks(t, string(state)+" mended", "只能查看")
	}
}

// Who runs the installation is told that the disk will be full; others are not troubled.
func TestTightDiskIsTold(t *testing.T) {
	store := &ailing{Store: populated(t, people...), health: workflow.Health{State: workflow.Sound, Tight: true}}
	s := siteOn(t, store)
	s.as("guanli").get("/users").has(t, "administrator", "磁盘剩余空间")
	s.as("jingban").get("/applications").lacks(t, "clerk", "磁盘剩余空间")
}

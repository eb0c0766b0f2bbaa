//go:build e2e

package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/handlers"
	"gongkai/models"
	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
)

// slowStore is a store in which one application is read for each token in gate.
type slowStore struct {
	desks.Store
	gate chan struct{}
}

func (s *slowStore) Each(ctx context.Context, scope cond.Cond, visit func(*workflow.Application) error) error {
	return s.Store.Each(ctx, scope, func(app *workflow.Application) error {
		select {
		case <-s.gate:
			return visit(app)
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// slowSite serves the made-up county, whose register is long here.
func slowSite(t *testing.T) (base string, store *slowStore) {
	t.Helper()
	db, err := models.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "gongkai.db"), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := newDemo(db, clock()).make(t.Context()); err != nil {
		t.Fatal(err)
	}
	store = &slowStore{db, make(chan struct{})}
	site := &handlers.Server{
		Desk: desks.New(store), Sessions: db.Sessions(clock),
		Now: clock, Log: slog.New(slog.DiscardHandler),
		Long: handlers.Long{Export: 50},
	}
	server := httptest.NewServer(site.Handler())
	t.Cleanup(func() {
		server.Close()
		site.Rest(context.Background())
		_ = db.Close()
	})
	return server.URL, store
}

// A supervisor begins a long export, leaves its page and comes back to it,
// without scripts cancels it, and begins another, whose end the page tells of
// itself. None of these pages has a barrier, in either language.
func TestBrowserLongExport(t *testing.T) {
	axe := axeSource(t)
	base, store := slowSite(t)
	chrome := chromium(t)
	b := newTab(t, chrome, base)
	b.signInAs(account.Supervisor)
	b.open("/applications")
	b.press("main", "导出 CSV", http.StatusOK)
	page := b.path()
	if said := b.text("main"); !strings.HasPrefix(page, "/jobs/") || !strings.Contains(said, "可离开本页") {
		t.Fatalf("at %s, after beginning a long export:\n%s", page, said)
	}
	for range 20 {
		store.gate <- struct{}{}
	}
	b.open("/applications")
	if said := b.text("header"); !strings.Contains(said, "我的任务 1") {
		t.Errorf("the header of another page: %s", said)
	}
	for _, lang := range slices.Backward(views.Languages) {
		b.open("/help?lang=" + lang.Code)
		for _, path := range []string{"/jobs", page} {
			b.open(path)
			b.judge(axe)
		}
	}
	plain := newTab(t, chrome, base)
	plain.withoutScripts()
	plain.signInAs(account.Supervisor)
	plain.open(page)
	plain.press("main", "取消任务", http.StatusOK)
	b.awaits("已取消")

	b.open("/applications")
	b.press("main", "导出 CSV", http.StatusOK)
	close(store.gate)
	b.awaits("已完成")
	b.judge(axe)
	if said := b.text("#job-said"); !strings.Contains(said, "已完成") {
		t.Errorf("what is said aloud: %q, want that it is done", said)
	}
	if said := b.text("header"); strings.Contains(said, "我的任务 1") {
		t.Errorf("the header counts what was seen: %s", said)
	}
	if again := b.path(); again == page {
		t.Errorf("another export is at %s, where the first was", again)
	}
	b.blameless()
}

// awaits returns when the page of a job says this of itself.
func (b *tab) awaits(words string) {
	b.t.Helper()
	if !evaluate[bool](b, `(async (words) => {
		for (let i = 0; i < 200; i++) {
			if (document.getElementById("main").innerText.includes(words)) return true;
			await new Promise(then => setTimeout(then, 100));
		}
		return false;
	})(%s)`, words) {
		b.t.Fatalf("the page does not come to say %q:\n%s", words, b.text("main"))
	}
}

package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/ledger"
)

// exporter is who tries an export, and what of it is asked for.
var exporters = map[string]struct{ who, query string }{
	"/applications/export": {"shenhe", "?format=csv"},
	"/report/export":       {"shenhe", "?year=2026&format=csv"},
	"/report/cell/export":  {"shenhe", "?year=2026&line=new&col=person&format=csv"},
	"/journal/export":      {"shenji", "?format=csv"},
	"/sample/export":       {"shenji", "?year=2026&n=1&seed=a&format=csv"},
	"/operations/export":   {"guanli", ""},

	"/journal/checkpoint/export": {"shenji", "?size=1"},
}

// Whatever leaves the program as a file leaves a line in the log of
// administration: who took it, and what it was. No route is forgotten, and a file
// whose line cannot be written is not sent.
func TestEveryExportIsLogged(t *testing.T) {
	s := newSite(t)
	s.as("shenhe").log()
	note := ledger.Kept{Size: 1, At: s.clock(), By: "shenji", Note: "示例\n"}
	if err := s.store.KeepCheckpoint(t.Context(), note); err != nil {
		t.Fatal(err)
	}
	for _, r := range Routes() {
		if !strings.HasSuffix(r.Path, "/export") || strings.HasPrefix(r.Path, "/jobs/") {
			continue
		}
		e, known := exporters[r.Path]
		if !known {
			t.Errorf("%s: an export that nobody here tries", r.Path)
			continue
		}
		b := s.as(e.who)
		before := s.exported(e.who)
		got := b.get(r.Path + e.query)
		got.want(t, r.Path, http.StatusOK)
		if got.header.Get("Content-Disposition") == "" {
			t.Errorf("%s sends no file", r.Path)
		}
		if lines := s.exported(e.who); len(lines) != len(before)+1 {
			t.Errorf("%s: the log has %q of %s, want one more than %q", r.Path, lines, e.who, before)
		}
		refusing := siteOn(t, refuses{s.store})
		refused := refusing.as(e.who).get(r.Path + e.query)
		refused.want(t, r.Path+" where no line can be written", http.StatusInternalServerError)
		if refused.header.Get("Content-Disposition") != "" {
			t.Errorf("%s sends a file of which nothing is written", r.Path)
		}
	}
}

// The file of a job is an export, as often as it is fetched; so are ticked lines.
func TestExportsByOtherRoadsAreLogged(t *testing.T) {
	s := jobSite(t, populated(t, people...))
	b := s.as("jingban")
	b.log()
	b.log()
	b.post("/applications/batch", "do", "export", "ids", "1").want(t, "ticked", http.StatusOK)
	page := b.get("/applications/export?format=csv").begins(t, "the register")
	s.ends()
	before := s.exported("jingban")
	for range 2 {
		b.get(page+"/export").want(t, "the file", http.StatusOK)
	}
	lines := s.exported("jingban")
	if len(lines) != len(before)+2 || !strings.Contains(lines[0], "台账-20261124.csv") {
		t.Errorf("the log has %q, want the file twice after %q", lines, before)
	}
	if !slices.ContainsFunc(before, func(line string) bool { return strings.Contains(line, "勾选的 1 件") }) {
		t.Errorf("the log has nothing of the ticked lines: %q", before)
	}
	head := s.as("shenhe")
	head.get("/report/export?year=2026&format=xlsx").begins(t, "the workbook")
	if lines := s.exported("shenhe"); len(lines) != 1 || !strings.Contains(lines[0], "2026 年统计表，xlsx") {
		t.Errorf("the log has %q of the workbook, want one line", lines)
	}
}

// exported are the lines of the log about what a person has taken out.
func (s *site) exported(name string) []string {
	s.t.Helper()
	return s.logged(account.OperationQuery{By: name, Kind: account.Exported})
}

// refuses is a store that keeps no line about an export.
type refuses struct{ desks.Store }

func (r refuses) Note(ctx context.Context, lines []account.Operation) error {
	for _, o := range lines {
		if o.Kind == account.Exported {
			return errors.New("示例")
		}
	}
	return r.Store.Note(ctx, lines)
}

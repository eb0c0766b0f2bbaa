package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// A question about the lines of all journals has the answer that asking each line by
// itself has, in order, page by page. The total is counted up to the maximum and no
// further.
func entriesListed(t *testing.T, s desks.Store) {
	apps := journals(t, s)
	total := 0
	for _, app := range apps {
		total += len(app.Journal)
	}
	if total <= workflow.MostEntries {
		t.Fatalf("%d lines are too few to see where counting ends", total)
	}
	for i, q := range entryQueries(apps) {
		want := journalLines(apps, q)
		got, n, err := s.Entries(ctx, q)
		ok(t, err)
		if n != min(len(want), workflow.MostEntries+1) {
			t.Errorf("query %d: total %d, want %d", i, n, min(len(want), workflow.MostEntries+1))
		}
		want = want[min(q.Offset, len(want)):]
		if q.Limit > 0 {
			want = want[:min(q.Limit, len(want))]
		}
		if d := cmp.Diff(want, append([]workflow.JournalLine{}, got...)); d != "" {
			t.Errorf("query %d %+v (-want +got):\n%s", i, q, d)
		}
		if len(want) == 0 && q.Offset == 0 && q.Number != "nowhere" {
			t.Errorf("query %d %+v finds nothing, so it claims nothing", i, q)
		}
	}
}

// journals adds a sample whose lines were recorded on several days by several people,
// with and without an account, some of them voided.
func journals(t *testing.T, s desks.Store) []*workflow.Application {
	t.Helper()
	addOffices(t, s)
	apps := Sample(320, 1)
	for i, app := range apps {
		for k := range app.Journal {
			e := &app.Journal[k]
			e.At = e.At.Add(time.Duration((i+k)%9) * 8 * time.Hour)
			e.User = []string{"", "jia", "yi"}[(i+k)%3]
		}
	}
	ok(t, s.Add(ctx, apps...))
	return apps
}

// entryQueries are the questions, each of which finds something unless it asks for
// nowhere.
func entryQueries(apps []*workflow.Application) []workflow.EntryQuery {
	by := apps[0].Journal[0].By
	first := calendar.DateOf(Written)
	return []workflow.EntryQuery{
		{}, {Limit: 50}, {Limit: 50, Offset: 50}, {Limit: 7, Offset: 100_000}, {Offset: 1000},
		{Offices: []string{"police"}}, {Offices: []string{"police", "county"}, Limit: 20, Offset: 3},
		{From: first.AddDays(1)}, {To: first}, {From: first.AddDays(1), To: first.AddDays(2), Limit: 9},
		{By: by}, {By: by, User: "jia"}, {By: by, User: "jia", Offices: []string{"school"}},
		{Event: workflow.Answer}, {Event: workflow.Void, Limit: 3},
		{Number: apps[3].Number}, {Number: apps[3].Number, Offices: []string{apps[3].Office}}, {Number: "nowhere"},
		{Irregular: true}, {Irregular: true, Offices: []string{"county"}, Limit: 4, Offset: 2},
		{Voided: true}, {Voided: true, Limit: 2, Offset: 1}, {Voided: true, By: by, From: first.AddDays(1)},
	}
}

// journalLines answers a question by asking every line.
func journalLines(apps []*workflow.Application, q workflow.EntryQuery) []workflow.JournalLine {
	out := []workflow.JournalLine{}
	for _, app := range apps {
		voided := VoidedIn(app.Journal)
		for _, e := range app.Journal {
			l := workflow.JournalLine{
				App: app.ID, Number: app.Number, Office: app.Office, Entry: e, Voided: voided[e.Seq],
			}
			if q.Matches(l) {
				out = append(out, l)
			}
		}
	}
	slices.SortFunc(out, newestFirst)
	return out
}

// A text that looks like the mark of an irregular entry is not one.
func entriesQuoted(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := one(t, "county", "2026-01-05")
	cmd := workflow.Command{Event: workflow.Withdraw, On: "2026-01-06",
		At: Written, By: "甲", Role: account.Clerk, Reason: `,"irregular":"x"`}
	ok(t, app.Apply(cmd, calendar.Published()))
	ok(t, s.Add(ctx, app))
	lines, n, err := s.Entries(ctx, workflow.EntryQuery{Irregular: true})
	ok(t, err)
	if n != 0 || len(lines) != 0 {
		t.Errorf("got %d lines %v, want none", n, lines)
	}
}

// The desk shows the lines of its own offices and no others.
func entriesInScope(t *testing.T, s desks.Store) {
	apps := journals(t, s)
	for _, tt := range []struct {
		office string
		role   account.Role
		see    []string
	}{
		{"county", account.Auditor, nil}, {"police", account.Auditor, []string{"police"}},
		{"county", account.Clerk, []string{"county"}},
	} {
		desk := desks.New(s).For(account.User{Name: "x", Office: tt.office, Role: tt.role})
		got, _, err := desk.Entries(ctx, workflow.EntryQuery{Limit: 30})
		ok(t, err)
		if d := cmp.Diff(journalLines(apps, workflow.EntryQuery{Offices: tt.see})[:30], got); d != "" {
			t.Errorf("%s of %s (-want +got):\n%s", tt.role, tt.office, d)
		}
	}
	admin := desks.New(s).For(account.User{Name: "x", Office: "county", Role: account.Admin})
	if got, n, err := admin.Entries(ctx, workflow.EntryQuery{}); len(got) > 0 || n > 0 || err != nil {
		t.Errorf("the administrator sees %d lines (%v), want none", len(got), err)
	}
	police := desks.New(s).For(account.User{Name: "x", Office: "police", Role: account.Auditor})
	_, _, err := police.Entries(ctx, workflow.EntryQuery{Offices: []string{"school"}})
	wantKind(t, "an office out of scope", err, fault.NotFound)
}

// The journals and seals of some applications are theirs, and whole. An unknown
// application has none.
func sealed(t *testing.T, s desks.Store) {
	apps := filled(t, s, 20)
	ids := []workflow.ID{apps[2].ID, apps[7].ID, 999_999}
	journals := must(s.Journals(ctx, ids...))(t)
	seals := must(s.Seals(ctx, ids...))(t)
	if len(journals) != 2 || len(seals) != 2 {
		t.Errorf("%d journals and %d seals, want 2 of each", len(journals), len(seals))
	}
	for _, app := range []*workflow.Application{apps[2], apps[7]} {
		if d := cmp.Diff(app.Journal, journals[app.ID]); d != "" {
			t.Errorf("journal of %d (-want +got):\n%s", app.ID, d)
		}
		last := ""
		for _, e := range app.Journal {
			last = link(last, e)
		}
		if want := (workflow.Seal{Entries: len(app.Journal), Hash: last}); seals[app.ID] != want {
			t.Errorf("seal of %d: %+v, want %+v", app.ID, seals[app.ID], want)
		}
	}
}

// Behind every number of every edition, each application, dispute and payment names the
// entry that decides. It is in force, and it gave the day that the line looks at.
func decidedEntries(t *testing.T, s desks.Store) {
	addOffices(t, s)
	w := NewWorld(3, -1)
	for i, app := range w.Apps {
		app.Office, app.Number = "county", fmt.Sprintf("甲%d", i)
	}
	ok(t, s.Add(ctx, w.Apps...))
	ok(t, s.Add(ctx, Sample(60, 1)...))
	seen := 0
	for _, e := range report.Editions {
		for year := w.First; year < w.First+3; year++ {
			seen += decidedIn(t, s, report.Options{Office: "county", Year: year, Form: e.Name})
		}
	}
	if seen < 500 {
		t.Errorf("only %d decisions were seen", seen)
	}
}

// decidedIn checks every number of one report, and returns how many things it saw.
func decidedIn(t *testing.T, s desks.Store, o report.Options) (seen int) {
	t.Helper()
	desk := deskOf(s)
	r := must(desk.Reports.Report(ctx, o))(t)
	details := must(desk.Reports.Details(ctx, o, nil))(t)
	for i, f := range r.Edition.Forms {
		for _, l := range f.Lines {
			for _, c := range f.Cols {
				if n, _ := r.Tallies[i].Get(l.Code, c.Code); n == 0 || l.ByHand && l.Where == nil {
					continue
				}
				cell, briefs, _, err := desk.Reports.Behind(ctx, o, l.Code, c.Code, 0, 0)
				ok(t, err)
				sameList(t, o, cell, details.Behind(l.Code, c.Code), briefs)
				for _, b := range briefs {
					seen++
					rightlyDecided(t, s, cell, b)
				}
			}
		}
	}
	return seen
}

// sameList fails the test unless what the report lists behind a number, read together
// with all others, is what is listed when only that number is asked for.
func sameList(t *testing.T, o report.Options, cell report.Cell, together, alone []workflow.Brief) {
	t.Helper()
	shown := func(briefs []workflow.Brief) string {
		var out []string
		for _, b := range briefs {
			out = append(out, fmt.Sprint(b.ID, b.No, b.Number, b.Received, b.Closed, b.Outcome, b.Decides))
		}
		return strings.Join(out, "\n")
	}
	if got, want := shown(together), shown(alone); got != want {
		t.Errorf("%d %s/%s as of %q: together:\n%s\nalone:\n%s",
			o.Year, cell.Line.Code, cell.Col.Code, o.AsOf, got, want)
	}
}

// rightlyDecided looks for the day in the entry itself.
func rightlyDecided(t *testing.T, s desks.Store, cell report.Cell, b workflow.Brief) {
	t.Helper()
	app := must(s.Get(ctx, nil, b.ID))(t)
	d := b.Decides
	if d.Seq < 1 || d.Seq > len(app.Journal) || !app.InForce(d.Seq) {
		t.Errorf("%d %s/%s: application %d is decided by entry %d, which does not hold",
			cell.Query.Period.From.Year(), cell.Line.Code, cell.Col.Code, b.ID, d.Seq)
		return
	}
	e := app.Journal[d.Seq-1]
	day, want := e.On, app.Closed
	switch field := report.DecidingField(cell.Cond, app, cell.Query.Period); {
	case cell.Query.Of == cond.Payments:
		want = app.Journal[b.No-1].On
	case cell.Query.Of == cond.Disputes:
		want = disputeDay(app, b.No, e.Event)
	case field == cond.FieldEntered:
		day, want = e.Received, app.Received
	}
	if day != want || d.On != want || d.Event != e.Event {
		t.Errorf("%s/%s: application %d is decidedEntries by %+v, its entry says %s, the line looks at %s",
			cell.Line.Code, cell.Col.Code, b.ID, d, day, want)
	}
}

// disputeDay returns the day of a dispute that an entry of this kind gave.
func disputeDay(app *workflow.Application, no int, event workflow.Event) calendar.Date {
	i := slices.IndexFunc(app.Disputes, func(d workflow.Dispute) bool { return d.No == no })
	switch event {
	case workflow.AcceptReview, workflow.AcceptSuit, workflow.Retry:
		return app.Disputes[i].Accepted
	default:
		return app.Disputes[i].Closed
	}
}

package storetest

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// signers are the people at the foot of every report here.
var signers = report.Signers{Head: "甲某", Reviewer: "乙某", Filler: "丙某", Phone: "000-0000000", Date: "2024-01-15"}

// deskOf returns the desk of a supervisor of the county.
func deskOf(s desks.Store) *desks.Set {
	return desks.New(s).For(account.User{Name: "fzr",
		Display: "负责人", Office: "county", Role: account.Supervisor})
}

// county2023 is the report of the county for 2023.
var county2023 = report.Options{Office: "county", Year: 2023}

// arrives registers, at a moment, what came in on a day.
func arrives(t *testing.T, s desks.Store, on calendar.Date, at time.Time) *workflow.Application {
	t.Helper()
	app := &workflow.Application{Office: "county"}
	cmd := arrival(on, workflow.InPerson, "")
	cmd.At = at
	ok(t, app.Apply(cmd, calendar.Published()))
	ok(t, s.Add(ctx, app))
	return app
}

// step records, at a moment, what happened on a day, as an import would.
func step(t *testing.T, s desks.Store, app *workflow.Application, cmd workflow.Command, at time.Time) {
	t.Helper()
	cmd.At, cmd.By, cmd.Role, cmd.Recorded, cmd.Register = at, "经办人甲", account.Supervisor, true, true
	_, err := s.Update(ctx, nil, app.ID, func(a *workflow.Application) error { return a.Apply(cmd, calendar.Published()) })
	ok(t, err)
}

// A revision is kept once, for an office that exists, and comes back as it was, with
// its digest and without those of other offices.
func frozenKept(t *testing.T, s desks.Store) {
	addOffices(t, s)
	one := arrives(t, s, "2023-03-01", calendar.Date("2023-03-01").Noon())
	step(t, s, one, workflow.Command{Event: workflow.Answer, On: "2023-03-09", Outcome: "granted"},
		calendar.Date("2023-03-09").Noon())
	first := must(deskOf(s).Reports.Freeze(ctx, county2023, signers, "", Written))(t)
	again := must(deskOf(s).Reports.Freeze(ctx, county2023, signers, "更正填报人", Written.Add(time.Hour)))(t)
	rollup := county2023
	rollup.Rollup = true
	whole := must(deskOf(s).Reports.Freeze(ctx, rollup, signers, "", Written))(t)
	police := county2023
	police.Office = "police"
	other := must(deskOf(s).Reports.Freeze(ctx, police, signers, "", Written))(t)

	wantKind(t, "a revision that is there", s.Freeze(ctx, first), fault.Conflict)
	nowhere := first
	nowhere.Office = "nowhere"
	wantKind(t, "an office that is not there", s.Freeze(ctx, nowhere), fault.Invalid)
	for _, tt := range []struct {
		ask  report.FrozenQuery
		want []report.Frozen
	}{
		{report.FrozenQuery{}, []report.Frozen{first, again, whole, other}},
		{report.FrozenQuery{Offices: []string{"county"}, Year: 2023}, []report.Frozen{first, again, whole}},
		{report.FrozenQuery{Offices: []string{"police", "school"}}, []report.Frozen{other}},
		{report.FrozenQuery{Year: 2022}, nil},
	} {
		if d := cmp.Diff(opened(tt.want), must(s.Frozen(ctx, tt.ask))(t)); d != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.ask, d)
		}
	}
	if first.Revision != 1 || again.Revision != 2 || again.Prev != first.Digest || whole.Revision != 1 ||
		len(first.Digest) != 64 {
		t.Errorf("revisions %d, %d after %q, %d; digest %q", first.Revision,
			again.Revision, again.Prev, whole.Revision, first.Digest)
	}
	if kept := first.Behind("granted", "total"); len(kept) != 1 || kept[0].ID != one.ID || kept[0].Number != one.Number {
		t.Errorf("behind 予以公开 stands %+v, want %s", kept, one.Number)
	}
}

// The head of a revision is the revision without what is behind it. The latest is the
// last that existed at a moment, of each report by itself, of one year or of several.
func frozenHeads(t *testing.T, s desks.Store) {
	addOffices(t, s)
	step(t, s, arrives(t, s, "2023-03-01", calendar.Date("2023-03-01").Noon()),
		workflow.Command{Event: workflow.Answer, On: "2023-03-09", Outcome: "granted"},
		calendar.Date("2023-03-09").Noon())
	last := county2023
	last.Year--
	before := must(deskOf(s).Reports.Freeze(ctx, last, signers, "", Written))(t)
	first := must(deskOf(s).Reports.Freeze(ctx, county2023, signers, "", Written))(t)
	// The reason has what separates the head from the cells in it.
	again := must(deskOf(s).Reports.Freeze(ctx, county2023, signers, `更正：“,"tables":”，`, Written.Add(time.Hour)))(t)
	rollup := county2023
	rollup.Rollup = true
	whole := must(deskOf(s).Reports.Freeze(ctx, rollup, signers, "", Written))(t)
	county := []string{"county"}
	for _, tt := range []struct {
		ask  report.FrozenQuery
		want []report.Frozen
	}{
		{report.FrozenQuery{Offices: county, Year: 2023, Latest: true}, []report.Frozen{again, whole}},
		{report.FrozenQuery{Offices: county, Year: 2023, Since: 2022, Latest: true}, []report.Frozen{before, again, whole}},
		{report.FrozenQuery{Offices: county, Year: 2023, Latest: true, By: Written}, []report.Frozen{first, whole}},
		{report.FrozenQuery{Offices: county, Year: 2023, By: Written.Add(-time.Hour)}, nil},
		{report.FrozenQuery{Offices: county, Year: 2023, Revision: 2}, []report.Frozen{again}},
		{report.FrozenQuery{Year: 2023, Since: 2022}, []report.Frozen{before, first, again, whole}},
	} {
		if d := cmp.Diff(opened(tt.want), must(s.Frozen(ctx, tt.ask))(t)); d != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.ask, d)
		}
		heads := opened(tt.want)
		for i := range heads {
			heads[i].Tables, heads[i].Text, heads[i].Apps, heads[i].Findings, heads[i].Body = nil, nil, nil, nil, ""
		}
		tt.ask.Heads = true
		if d := cmp.Diff(heads, must(s.Frozen(ctx, tt.ask))(t)); d != "" {
			t.Errorf("the heads of %+v (-want +got):\n%s", tt.ask, d)
		}
	}
}

// opened returns frozen reports as they come out of a store.
func opened(all []report.Frozen) []report.Frozen {
	var out []report.Frozen
	for _, f := range all {
		out = append(out, report.OpenFrozen(f.Body, f.Digest))
	}
	return out
}

// The history also has what was replaced or taken out, with who typed it and when.
func handHistory(t *testing.T, s desks.Store) {
	addOffices(t, s)
	n := func(v statistics.Amount) *statistics.Amount { return &v }
	later := Written.Add(time.Minute)
	typed := func(office string, n *statistics.Amount, by string, at time.Time) {
		t.Helper()
		ok(t, s.SetHandLines(ctx, office, 2018, "2014", report.Written(map[string]*statistics.Amount{"6": n}), by, at))
	}
	typed("county", n(3), "甲", Written)
	typed("county", n(0), "乙", later)
	typed("county", nil, "丙", later)
	typed("police", n(9), "丁", later)
	want := []report.Typed{{Line: "6", N: n(3), By: "甲", At: Written},
		{Line: "6", N: n(0), By: "乙", At: later}, {Line: "6", By: "丙", At: later}}
	if d := cmp.Diff(want, must(s.HandHistory(ctx, "county", 2018, "2014"))(t)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := must(s.HandHistory(ctx, "county", 2019, "2014"))(t); len(got) != 0 {
		t.Errorf("another year has %v", got)
	}
}

// moved writes differences in short: line/column was→is, what entered and left, and by
// which events.
func moved(all []report.Difference) []string {
	var out []string
	for _, d := range all {
		s := fmt.Sprintf("%s/%s %v→%v", d.Line.Code, d.Col.Code, d.Was, d.Is)
		for i, shifts := range [][]report.Shift{d.In, d.Out} {
			for _, x := range shifts {
				s += " " + "+-"[i:i+1] + x.Number
				for _, e := range x.Because {
					s += ":" + string(e.Event)
				}
			}
		}
		for _, x := range d.Typed {
			s += " " + x.By
		}
		out = append(out, s)
	}
	return out
}

// A submitted report stands, whatever is dated later. What is recorded afterwards about
// the year itself makes a difference that is named: the cells, the applications, the
// entries. Next year's report then has something to explain (E4) until the correction
// is submitted.
func frozenStands(t *testing.T, s desks.Store) {
	addOffices(t, s)
	n := statistics.Whole(5)
	more := statistics.Whole(6)
	answered := arrives(t, s, "2023-03-01", calendar.Date("2023-03-01").Noon())
	step(t, s, answered, workflow.Command{Event: workflow.Answer, On: "2023-03-09", Outcome: "granted"},
		calendar.Date("2023-03-09").Noon())
	open := arrives(t, s, "2023-12-20", calendar.Date("2023-12-20").Noon())
	ok(t, deskOf(s).Reports.SetHandLines(ctx, county2023,
		map[string]*statistics.Amount{"licences": &n}, calendar.Date("2024-01-10").Noon()))
	frozenAt := calendar.Date("2024-01-15").Noon()
	must(deskOf(s).Reports.Freeze(ctx, county2023, signers, "", frozenAt))(t)

	differ := func(want ...string) {
		t.Helper()
		_, all, err := deskOf(s).Reports.Differences(ctx, county2023, 0, Written)
		ok(t, err)
		if got := moved(all); !slices.Equal(got, want) {
			t.Errorf("the differences are\n%q, want\n%q", got, want)
		}
	}
	differ()
	step(t, s, open, workflow.Command{Event: workflow.Answer, On: "2024-01-16", Outcome: "partial"},
		calendar.Date("2024-01-16").Noon())
	differ()
	late := arrives(t, s, "2023-12-28", calendar.Date("2024-02-01").Noon())
	step(t, s, answered, workflow.Command{Event: workflow.Void, On: "2024-02-02", Reason: "误登"},
		calendar.Date("2024-02-02").Noon())
	ok(t, deskOf(s).Reports.SetHandLines(ctx, county2023,
		map[string]*statistics.Amount{"licences": &more}, calendar.Date("2024-02-03").Noon()))
	differ(
		"licences/value 5→6 负责人",
		"new/person 2→3 +"+late.Number+":receive", "new/total 2→3 +"+late.Number+":receive",
		"granted/person 1→0 -"+answered.Number+":void", "granted/total 1→0 -"+answered.Number+":void",
		"done/person 1→0 -"+answered.Number+":void", "done/total 1→0 -"+answered.Number+":void",
		"carried/person 1→3 +"+answered.Number+":void +"+late.Number+":receive",
		"carried/total 1→3 +"+answered.Number+":void +"+late.Number+":receive",
	)

	next := county2023
	next.Year = 2024
	e4 := func() map[string]statistics.Finding {
		out := map[string]statistics.Finding{}
		for _, f := range must(deskOf(s).Reports.Report(ctx, next))(t).Check() {
			if f.ID == "E4" {
				out[f.Where] = f
			}
		}
		return out
	}
	broken := e4()["person"]
	if broken.Holds || broken.Left != statistics.Whole(3) || broken.Right != statistics.Whole(1) ||
		!slices.Equal(broken.OnlyLeft, []string{answered.Number, late.Number}) || len(broken.OnlyRight) != 0 ||
		!e4()["company"].Holds {
		t.Errorf("next year's E4 is %+v, want 3 against 1 and the two applications named", broken)
	}
	_, err := deskOf(s).Reports.Freeze(ctx, county2023, signers, "", Written)
	wantKind(t, "handing in again without a reason", err, fault.Refused)
	_, err = deskOf(s).Reports.Freeze(ctx, next,
		report.Signers{Head: "甲", Reviewer: "乙", Filler: "丙", Phone: "0", Date: "2025-01-10"}, "", Written)
	wantKind(t, "handing in what does not add up", err, fault.Refused)
	must(deskOf(s).Reports.Freeze(ctx, county2023, signers, "补登一件，撤销一件误登", Written))(t)
	differ()
	if now := e4()["person"]; !now.Holds {
		t.Errorf("after the correction E4 is %+v", now)
	}
	was := must(deskOf(s).Reports.Revision(ctx, county2023, 1))(t)
	if got := was.Report().Tallies[1]; got["carried"]["total"] != statistics.Whole(1) {
		t.Errorf("the first revision now says %v", got["carried"])
	}
	listedAlike(t, s, was)
}

// listedAlike fails the test unless what a submitted report, and the report as of the
// day it was submitted, list behind all numbers at once is what they list behind each.
func listedAlike(t *testing.T, s desks.Store, kept report.Frozen) {
	t.Helper()
	reports, then := deskOf(s).Reports, county2023
	then.AsOf = calendar.DateOf(kept.At)
	submitted := must(reports.DetailsKept(ctx, county2023, kept))(t)
	past := must(reports.Details(ctx, then, nil))(t)
	listed := 0
	for _, f := range kept.Report().Edition.Forms {
		for _, l := range f.Lines {
			for _, c := range f.Cols {
				cell, alone, _, err := reports.Behind(ctx, then, l.Code, c.Code, 0, 0)
				if err != nil {
					continue // typed in
				}
				listed += len(alone)
				sameList(t, then, cell, past.Behind(l.Code, c.Code), alone)
				alone = must(reports.BehindKept(ctx, county2023, kept, l.Code, c.Code))(t)
				sameList(t, county2023, cell, submitted.Behind(l.Code, c.Code), alone)
			}
		}
	}
	if listed == 0 {
		t.Error("nothing is behind any number, so nothing was proved")
	}
}

// The report as of a day is the one that was asked for on that day, cell by cell, and
// an application has the state and the term that it had.
func asOfThen(t *testing.T, s desks.Store) {
	addOffices(t, s)
	n, more := statistics.Whole(5), statistics.Whole(7)
	day := calendar.Date("2024-01-20")
	app := arrives(t, s, "2023-12-11", calendar.Date("2023-12-11").Noon())
	ok(t, deskOf(s).Reports.SetHandLines(ctx, county2023, map[string]*statistics.Amount{"licences": &n}, day.Noon()))
	then, wasDue := must(deskOf(s).Reports.Report(ctx, county2023))(t), app.Due

	step(t, s, app, workflow.Command{Event: workflow.Extend, On: "2023-12-25", Days: 10}, day.AddDays(1).Noon())
	step(t, s, app, workflow.Command{Event: workflow.Answer, On: "2023-12-29", Outcome: "granted"}, day.AddDays(1).Noon())
	arrives(t, s, "2023-05-04", day.AddDays(2).Noon())
	ok(t, deskOf(s).Reports.SetHandLines(ctx, county2023,
		map[string]*statistics.Amount{"licences": &more, "penalties": &n}, day.AddDays(1).Noon()))

	o := county2023
	o.AsOf = day
	got := must(deskOf(s).Reports.Report(ctx, o))(t)
	if d := cmp.Diff(then.Tallies, got.Tallies); d != "" {
		t.Errorf("asked later for %s (-then +later):\n%s", day, d)
	}
	if !maps.Equal(then.Typed, got.Typed) {
		t.Errorf("typed in then %v, later %v", then.Typed, got.Typed)
	}
	now := must(deskOf(s).Reports.Report(ctx, county2023))(t)
	if cmp.Equal(then.Tallies, now.Tallies) {
		t.Error("nothing changed, so nothing was proved")
	}
	seen := must(deskOf(s).ApplicationAsOf(ctx, app.ID, day))(t)
	if seen.State != workflow.Received || seen.Due != wasDue || len(seen.Journal) != 1 || seen.ID != app.ID ||
		seen.Office != "county" || seen.Number != app.Number {
		t.Errorf("on %s it was %s due %s with %d entries", day, seen.State, seen.Due, len(seen.Journal))
	}
	_, err := deskOf(s).ApplicationAsOf(ctx, app.ID, "2023-12-10")
	wantKind(t, "the day before it came", err, fault.NotFound)
	_, briefs, total, err := deskOf(s).Reports.Behind(ctx, o, "carried", "person", 10, 0)
	if err != nil || total != 1 || len(briefs) != 1 || briefs[0].State != workflow.Received {
		t.Errorf("behind 结转下年度 then stood %+v (%v)", briefs, err)
	}
}

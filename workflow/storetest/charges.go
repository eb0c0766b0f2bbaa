package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// charged is what an office collected in a year, to the fen: a ledger kept outside the
// store.
type charged struct {
	office string
	year   int
	yuan   statistics.Amount
}

// Whatever was collected, the line of the annual table is the sum to the fen, converted
// to 万元 at the end. It is the same in today's report, in that as of a past day and in
// that which was submitted, for one office and rolled up; and nothing has moved right
// after submission.
func chargesAdded(t *testing.T, s desks.Store) {
	addOffices(t, s)
	ledger := []charged{{"county", 2011, 125_000}, {"county", 2011, 125_000}} // 12.5 元 twice
	r := rand.New(rand.NewPCG(12, 5))
	for year := 2012; year <= 2016; year++ {
		for range 1 + r.IntN(12) {
			fen := 1 + r.Int64N(3000)
			ledger = append(ledger, charged{pick(r, Offices).Code, year, statistics.Amount(fen * 100)})
		}
	}
	for _, c := range ledger {
		collects(t, s, c)
	}
	for year := 2011; year <= 2016; year++ {
		for _, office := range Offices {
			chargesAgree(t, s, ledger, report.Options{Office: office.Code, Year: year, Form: "2014"})
		}
		chargesAgree(t, s, ledger, report.Options{Office: "county", Year: year, Form: "2014", Rollup: true})
	}
}

// collects charges the costs of an application on a day of the year.
func collects(t *testing.T, s desks.Store, c charged) {
	t.Helper()
	on := calendar.Date(fmt.Sprintf("%d-06-01", c.year))
	app := one(t, c.office, on)
	ok(t, s.Add(ctx, app))
	step(t, s, app, workflow.Command{Event: workflow.Charge, On: on, Amount: c.yuan}, Written)
}

// chargesAgree compares every way to a report with the ledger.
func chargesAgree(t *testing.T, s desks.Store, ledger []charged, o report.Options) {
	t.Helper()
	live := must(deskOf(s).Reports.Report(ctx, o))(t)
	want := statistics.Amount(0)
	for _, c := range ledger {
		if c.year == o.Year && slices.Contains(live.Offices, c.office) {
			want += c.yuan
		}
	}
	// Converted once, at the end, as the table does: less than 1 元 is cut off.
	want /= 10_000
	then := o
	then.AsOf = calendar.DateOf(Written)
	asOf := must(deskOf(s).Reports.Report(ctx, then))(t)
	frozen := must(deskOf(s).Reports.Freeze(ctx, o, signers, "示例", Written))(t)
	for _, way := range []struct {
		name string
		r    report.Report
	}{{"live", live}, {"as of the day", asOf}, {"handed in", frozen.Report()}} {
		if got, _ := way.r.Tallies[0].Get("7", "value"); got != want {
			t.Errorf("%+v, %s: collected %s 万元, want %s", o, way.name, got, want)
		}
	}
	_, all, err := deskOf(s).Reports.Differences(ctx, o, 0, Written)
	ok(t, err)
	if n := frozen.Moved(live); n != 0 || len(all) != 0 {
		t.Errorf("%+v, right after handing in: %d numbers moved, differences %q, want none", o, n, moved(all))
	}
}

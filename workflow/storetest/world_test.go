package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/register"
	"gongkai/workflow/report"
)

// A world that is written out as a register and read in elsewhere gives the same
// tables there, every cell of every edition.
func TestRegisterOfAWorld(t *testing.T) {
	for n := range 8 {
		here, there := NewMem(), NewMem()
		addOffices(t, here)
		addOffices(t, there)
		apps := slices.DeleteFunc(NewWorld(n, -1).Apps, func(a *workflow.Application) bool { return a.Received == "" })
		grid := [][]string{register.Head}
		for i, app := range apps {
			app.Number = fmt.Sprintf("甲-%d", i)
			ok(t, here.Add(ctx, app))
			grid = append(grid, register.Record(app))
		}
		desk := desks.New(there).For(account.Operator)
		rep := must(desk.Register.Import(ctx, Offices[0].Code, grid, worldEnd.Noon(), false))(t)
		if rep.Added != len(apps) {
			t.Fatalf("world %d: %d of %d rows were added; refused: %v", n,
				rep.Added, len(apps), rep.Refused[:min(3, len(rep.Refused))])
		}
		first := 2016 + n%8
		for _, e := range report.Editions {
			for _, f := range e.Forms {
				for year := first; year < first+4; year++ {
					want := must(here.Tally(ctx, f, []string{Offices[0].Code}, calendar.YearOf(year)))(t)
					got := must(there.Tally(ctx, f, []string{Offices[0].Code}, calendar.YearOf(year)))(t)
					if d := cmp.Diff(want, got); d != "" {
						t.Errorf("world %d, %d, %s of %s (-want +got):\n%s", n, year, f.Name, e.Name, d)
					}
				}
			}
		}
	}
}

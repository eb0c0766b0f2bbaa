package register_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow/register"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
	"gongkai/workflow/storetest"
)

// Rows of a register have nothing to do with one another: in whatever order they
// stand, in one file or in two, in whatever order the files come, the import says
// the same and the tables of every year have the same numbers.
func TestOrderOfImportDoesNotMatter(t *testing.T) {
	rows, first := rowsOfAWorld(t, 2)
	rapid.Check(t, func(r *rapid.T) {
		some := rows[:rapid.IntRange(2, len(rows)).Draw(r, "rows")]
		shuffled := rapid.Permutation(some).Draw(r, "order")
		cut := rapid.IntRange(1, len(some)-1).Draw(r, "cut")
		whole := imported(t, first, some)
		for name, files := range map[string][][][]string{
			"shuffled": {shuffled}, "two files": {some[:cut], some[cut:]}, "the later first": {shuffled[cut:], shuffled[:cut]},
		} {
			if diff := cmp.Diff(whole, imported(t, first, files...)); diff != "" {
				r.Fatalf("%s, cut at %d of %d (-whole +otherwise):\n%s", name, cut, len(some), diff)
			}
		}
	})
}

// outcome is all that an import may not change with the order of the rows.
type outcome struct {
	Added     int
	Irregular []string
	Due       map[string]string
	Tables    map[int][]statistics.Tally
}

func imported(t *testing.T, first int, files ...[][]string) outcome {
	t.Helper()
	desk, store := registry(t)
	out := outcome{Due: map[string]string{}, Tables: map[int][]statistics.Tally{}}
	for _, rows := range files {
		report := mustImport(t, desk, append([][]string{register.Head}, rows...))
		out.Added += report.Added
		for _, i := range report.Irregular {
			out.Irregular = append(out.Irregular, i.Article+i.What)
		}
	}
	slices.Sort(out.Irregular)
	for _, app := range all(t, store) {
		out.Due[app.Number] = fmt.Sprint(app.State, app.Due, app.Closed, app.Pace(), app.Disputes)
	}
	for year := first; year < first+4; year++ {
		report, err := desk.Reports.Report(context.Background(), report.Options{Office: "sx", Year: year})
		if err != nil {
			t.Fatal(err)
		}
		out.Tables[year] = report.Tallies
	}
	return out
}

// rowsOfAWorld writes a world as lines of a register and keeps those that can be
// read again one by one: what the layout has no columns for is lost in it.
func rowsOfAWorld(t *testing.T, n int) (rows [][]string, first int) {
	t.Helper()
	w := storetest.NewWorld(n, -1)
	desk, _ := registry(t)
	for i, app := range w.Apps {
		if app.Received == "" || len(rows) == 80 {
			continue
		}
		app.Number = fmt.Sprintf("示例-%03d", i)
		row := register.Record(app)
		report, err := desk.Register.Import(context.Background(), "sx", [][]string{register.Head, row}, importedAt, true)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Refused) == 0 {
			rows = append(rows, row)
		}
	}
	if len(rows) < 80 {
		t.Fatalf("%d rows can be read, want 80", len(rows))
	}
	return rows, w.First
}

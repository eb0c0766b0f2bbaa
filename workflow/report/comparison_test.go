package report

import (
	"slices"
	"strings"
	"testing"

	"gongkai/workflow/statistics"
)

// paired lists the cells of an edition that have a counterpart in another, as
// line/col=line/col.
func paired(t *testing.T, now, before string) (pairs []string, cells int) {
	t.Helper()
	report := func(name string) Report {
		e, err := EditionNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		return Report{Edition: e, Tallies: make([]statistics.Tally, len(e.Forms))}
	}
	c := CompareReports(report(now), report(before))
	for i, f := range c.Now.Edition.Forms {
		for _, l := range f.Lines {
			for _, col := range f.Cols {
				if l.Heading {
					continue
				}
				cells++
				if got := c.Cell(i, l.Code, col.Code); got.Found {
					pairs = append(pairs, l.Code+"/"+col.Code+"="+got.At.Line+"/"+got.At.Col)
				}
			}
		}
	}
	return pairs, cells
}

// Within one edition every cell is its own counterpart.
func TestComparisonWithinAnEdition(t *testing.T) {
	for _, e := range Editions {
		pairs, cells := paired(t, e.Name, e.Name)
		for _, p := range pairs {
			if now, before, _ := strings.Cut(p, "="); now != before {
				t.Errorf("%s: %s", e.Name, p)
			}
		}
		if len(pairs) != cells {
			t.Errorf("%s: %d of %d cells have a counterpart", e.Name, len(pairs), cells)
		}
	}
}

// Across editions lines are matched by what they count: what came in and what was
// done are the same in all; one line for all other ends of 2019 is none of the
// three of 2021; reviews by result are those of 2014, suits there are of both kinds
// together and have no counterpart.
func TestComparisonAcrossEditions(t *testing.T) {
	for _, tt := range []struct {
		now, before string
		has         []string
		lacks       []string
	}{
		{"2021", "2019", []string{"new/person=new/person", "refused.secret/total=refused.secret/total",
			"carried/total=carried/total", "upheld/review=upheld/review", "total/suit_direct=total/suit_direct"},
			[]string{"other.other/", "other.unpaid/", "other.uncorrected/"}},
		{"2019", "2014", []string{"new/total=3.1/value", "done/total=3.2/value",
			"upheld/review=4.1/value", "corrected/review=4.2/value"},
			[]string{"new/person", "carried/", "upheld/suit_direct", "rules.made/", "pending/"}},
		{"2014", "2021", []string{"3.1/value=new/total", "4.3/value=otherwise/review"},
			[]string{"3.1.1/", "5.1/", "7/", "1.1/"}},
	} {
		pairs, _ := paired(t, tt.now, tt.before)
		for _, want := range tt.has {
			if !slices.Contains(pairs, want) {
				t.Errorf("%s after %s: no %s in %v", tt.now, tt.before, want, pairs)
			}
		}
		for _, not := range tt.lacks {
			if i := slices.IndexFunc(pairs, func(p string) bool { return strings.HasPrefix(p, not) }); i >= 0 {
				t.Errorf("%s after %s: %s has a counterpart", tt.now, tt.before, pairs[i])
			}
		}
	}
}

// A change is the difference of two numbers; with a blank on either side there is
// none, for blank is not 0.
func TestChange(t *testing.T) {
	n := func(v statistics.Amount) *statistics.Amount { return &v }
	for _, tt := range []struct{ now, before, want *statistics.Amount }{
		{n(5), n(3), n(2)}, {n(3), n(5), n(-2)}, {n(0), n(0), n(0)}, {nil, n(3), nil}, {n(3), nil, nil},
	} {
		if got := (Compared{Now: tt.now, Before: tt.before}).Change(); !equal(got, tt.want) {
			t.Errorf("change from %v to %v: got %v, want %v", tt.before, tt.now, got, tt.want)
		}
	}
}

// A report is compared with that of the year before in the edition then in force,
// unless it is asked for in an edition that is not its own.
func TestYearBefore(t *testing.T) {
	for _, tt := range []struct {
		year     int
		form     string
		wantForm string
	}{{2021, "", ""}, {2021, "2021", ""}, {2020, "2021", "2021"}, {2026, "2014", "2014"}} {
		got := Options{Office: "xfb", Year: tt.year, Form: tt.form}.YearBefore()
		if got.Year != tt.year-1 || got.Form != tt.wantForm || got.Office != "xfb" {
			t.Errorf("%d %q: got %+v, want the form %q", tt.year, tt.form, got, tt.wantForm)
		}
	}
}

package storetest

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// modelWorld is what the independent model says of a world.
type modelWorld struct {
	World int `json:"w"`
	First int `json:"f"`
	// Tried is the hash over what was admitted, and Years are the cells of three years.
	Tried string  `json:"h"`
	Years [][]int `json:"y"`
}

// cells returns the cells of a year in the order in which the model writes them: 表三 in
// the layouts of 2019 and 2021 line by line, 表四 block by block, and the derived lines
// of the 2014 form.
func cells(t *testing.T, s desks.Store, office string, year int) (names []string, values []int) {
	t.Helper()
	tally := func(f statistics.Form) statistics.Tally {
		got, err := s.Tally(context.Background(), f, []string{office}, calendar.YearOf(year))
		if err != nil {
			t.Fatal(err)
		}
		f.Fill(got, nil)
		return got
	}
	add := func(f string, t statistics.Tally, line, col string) {
		n, _ := t.Get(line, col)
		names, values = append(names, f+" "+line+" "+col), append(values, int(n/statistics.Whole(1)))
	}
	for name, f := range []statistics.Form{report.Applications2019, report.Applications2021} {
		got := tally(f)
		for _, l := range f.Lines {
			for _, c := range f.Cols {
				if !l.Heading {
					add([]string{"2019", "2021"}[name], got, l.Code, c.Code)
				}
			}
		}
	}
	disputes := tally(report.DisputesForm)
	for _, c := range report.DisputesForm.Cols {
		for _, l := range report.DisputesForm.Lines {
			add("disputes", disputes, l.Code, c.Code)
		}
	}
	old := tally(report.Form2014)
	for _, l := range report.Form2014.Lines {
		if l.Of != "" && l.Of != cond.Payments || len(l.Sum) > 0 {
			add("2014", old, l.Code, "value")
		}
	}
	return names, values
}

// WorldsAgree makes the worlds that the independent model made, keeps each in an office
// of its own, and compares what was admitted and every cell of every edition's tables
// in three years. every is the step from one world to the next: 1 takes all. What open
// returns may be the same store each time.
func WorldsAgree(t *testing.T, open func() desks.Store, every int) {
	worlds, compared := 0, 0
	for line := range modelLines(t, "worlds.jsonl.gz") {
		var want modelWorld
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		if want.World%every != 0 {
			continue
		}
		worlds++
		compared += want.compare(t, open())
		if t.Failed() {
			return
		}
	}
	t.Logf("%d worlds, %d cells compared", worlds, compared)
	if worlds < 1000/every {
		t.Errorf("only %d worlds", worlds)
	}
}

// compare checks one world, and returns how many cells it compared.
func (want modelWorld) compare(t *testing.T, s desks.Store) int {
	t.Helper()
	w := NewWorld(want.World, -1)
	if got := fmt.Sprintf("%016x", w.Tried.Sum64()); got != want.Tried || w.First != want.First {
		t.Errorf("world %d: admitted are %s, the model says %s", want.World, got, want.Tried)
	}
	office := fmt.Sprintf("w%d", want.World)
	err := s.AddOffice(context.Background(), account.Office{Code: office, Name: office})
	for i, app := range w.Apps {
		app.Office, app.Number = office, fmt.Sprintf("甲%d", i)
	}
	if err == nil {
		err = s.Add(context.Background(), w.Apps...)
	}
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i, year := range want.Years {
		names, values := cells(t, s, office, want.First+i)
		if len(values) != len(year) {
			t.Fatalf("%d cells, the model has %d", len(values), len(year))
		}
		for k, v := range values {
			n++
			if v != year[k] {
				t.Errorf("world %d, %d, %s: %d, the model says %d", want.World, want.First+i, names[k], v, year[k])
			}
		}
	}
	return n
}

// modelLines returns the lines of a file of the model.
func modelLines(t *testing.T, name string) func(func([]byte) bool) {
	_, here, _, _ := runtime.Caller(0)
	return func(yield func([]byte) bool) {
		f, err := os.Open(filepath.Join(filepath.Dir(here), "testdata", "model", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close() //nolint:errcheck // only read
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReaderSize(z, 1<<20)
		for {
			line, err := lines.ReadBytes('\n')
			if len(line) > 0 && !yield(line) || err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

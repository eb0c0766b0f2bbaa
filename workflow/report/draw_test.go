package report

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/fault"
)

func population(n int) []workflow.Brief {
	var out []workflow.Brief
	for i := range n {
		out = append(out, workflow.Brief{ID: workflow.ID(i + 1), Office: []string{"xzf", "zrzy"}[i%2],
			Number: fmt.Sprintf("2025-%05d", i/2+1)})
	}
	return out
}

// The same seed draws the same applications, in the same order, however the list
// was ordered and whatever IDs they have; another seed draws others; and nobody is
// drawn twice.
func TestDrawIsReproducible(t *testing.T) {
	all := population(500)
	d := Draw{Year: 2025, N: 20, Seed: "20260124"}
	want := numbers(d.From(all))
	other := slices.Clone(all)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
	for i := range other {
		other[i].ID = workflow.ID(10_000 + i)
	}
	if got := numbers(d.From(other)); !slices.Equal(got, want) {
		t.Errorf("from the same list in another order: got %v, want %v", got, want)
	}
	if got := numbers((Draw{N: 20, Seed: "20260125"}).From(all)); slices.Equal(got, want) {
		t.Errorf("another seed draws the same: %v", got)
	}
	if unique := slices.Compact(slices.Sorted(slices.Values(want))); len(unique) != 20 {
		t.Errorf("%d of 20 are different", len(unique))
	}
	if got := d.From(all[:7]); len(got) != 7 {
		t.Errorf("from 7: got %d, want all", len(got))
	}
}

func numbers(briefs []workflow.Brief) []string {
	var out []string
	for _, b := range briefs {
		out = append(out, b.Office+"|"+b.Number)
	}
	return out
}

// The lot is the SHA-256 of seed|office|number, as printf '…' | sha256sum has it.
func TestLot(t *testing.T) {
	const want = "1583b2ba80accc2ede05c41454e9e582624a7ec10cb019900c8e69bb143809e9"
	if got := (Draw{Seed: "20260124"}).Lot("xzf", "2025-00001"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A longer sample begins with the shorter one of the same seed: adding some more
// does not begin anew.
func TestDrawGrows(t *testing.T) {
	all := population(100)
	short, long := numbers(Draw{N: 5, Seed: "a"}.From(all)), numbers(Draw{N: 30, Seed: "a"}.From(all))
	if !slices.Equal(short, long[:5]) {
		t.Errorf("5 are %v, the first of 30 are %v", short, long[:5])
	}
}

// Every application has about the same chance: over many seeds each is drawn about
// as often.
func TestDrawIsFair(t *testing.T) {
	all, times := population(40), map[string]int{}
	const seeds = 4000
	for i := range seeds {
		for _, b := range (Draw{N: 4, Seed: fmt.Sprint(i)}).From(all) {
			times[b.Office+b.Number]++
		}
	}
	for name, n := range times {
		if n < seeds/10-100 || n > seeds/10+100 { // five standard deviations
			t.Errorf("%s was drawn %d times, want about %d", name, n, seeds/10)
		}
	}
	if len(times) != len(all) {
		t.Errorf("%d were ever drawn, want %d", len(times), len(all))
	}
}

// What cannot be drawn is refused.
func TestDrawRefuses(t *testing.T) {
	for _, d := range []Draw{{2025, "", 0, "a"}, {2025, "", 101, "a"},
		{2025, "", 5, ""}, {2025, "", 5, "a|b"}, {2025, "", 5, "甲"}, {1949, "", 5, "a"}} {
		if err := d.Validate(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: got %v, want Invalid", d, err)
		}
	}
	if err := (Draw{2025, "", 100, "20260124-7f3a"}).Validate(); err != nil {
		t.Errorf("a good draw: %v", err)
	}
}

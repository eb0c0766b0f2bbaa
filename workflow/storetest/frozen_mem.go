package storetest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// kept is what [Mem] keeps of reports: those that were submitted, in their order, and
// every number ever typed in.
type kept struct {
	frozen []report.Frozen
	typed  []typedLine
}

// typedLine is a number that was typed in, with its place.
type typedLine struct {
	handLine
	report.Typed
}

// typedIn adds a number to the history.
func (k *kept) typedIn(at handLine, n *statistics.Amount, by string, when time.Time) {
	k.typed = append(k.typed, typedLine{at, report.Typed{Line: at.line, N: n, By: by, At: when.Round(0).UTC()}})
}

// Freeze implements [report.Store].
func (m *Mem) Freeze(_ context.Context, f report.Frozen) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.offices[f.Office]; !ok {
		return fault.InputOffice.Wrong("没有代码为“%s”的机关", f.Office)
	}
	at, there := slices.BinarySearchFunc(m.frozen, f, frozenOrder)
	if there {
		return fault.Errorf(fault.Conflict, "%d 年度第 %d 稿已经有了", f.Year, f.Revision)
	}
	m.frozen = slices.Insert(m.frozen, at, f)
	return nil
}

// frozenOrder is the order that [report.Store] promises: a roll-up comes after the
// office alone.
func frozenOrder(a, b report.Frozen) int {
	rollup := func(f report.Frozen) int {
		if f.Rollup {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Office, b.Office), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Form, b.Form),
		cmp.Compare(rollup(a), rollup(b)), cmp.Compare(a.Revision, b.Revision))
}

// Frozen implements [report.Store].
func (m *Mem) Frozen(_ context.Context, q report.FrozenQuery) ([]report.Frozen, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []report.Frozen
	for _, f := range m.frozen {
		if !q.Matches(f) {
			continue
		}
		if n := len(out); q.Latest && n > 0 && sameReport(out[n-1], f) {
			out = out[:n-1]
		}
		out = append(out, readAs(q, f))
	}
	return out, nil
}

// readAs returns a report as the query wants it, read from its body like any other.
func readAs(q report.FrozenQuery, f report.Frozen) report.Frozen {
	if !q.Heads {
		return report.OpenFrozen(f.Body, f.Digest)
	}
	head, _, _ := strings.Cut(f.Body, report.BeforeCells)
	return report.OpenHead(head, f.Digest)
}

// sameReport reports whether two are revisions of one report.
func sameReport(a, b report.Frozen) bool {
	a.Revision, b.Revision = 0, 0
	return frozenOrder(a, b) == 0
}

// HandHistory implements [report.Store].
func (m *Mem) HandHistory(_ context.Context, office string, year int, form string) ([]report.Typed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []report.Typed
	for _, t := range m.typed {
		if t.handLine == (handLine{office, year, form, t.line}) {
			one := t.Typed
			if one.N != nil {
				n := *one.N
				one.N = &n
			}
			out = append(out, one)
		}
	}
	return out, nil
}

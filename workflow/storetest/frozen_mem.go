package storetest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gongkai/workflow"
)

// kept is what a store in memory has besides: the reports that were handed in,
// and every number that was ever typed in.
type kept struct {
	frozen []workflow.Frozen
	typed  []typedLine
}

type typedLine struct {
	handLine
	workflow.Typed
}

func (k *kept) typedIn(at handLine, n *workflow.Amount, by string, when time.Time) {
	k.typed = append(k.typed, typedLine{at, workflow.Typed{Line: at.line, N: n, By: by, At: when.Round(0).UTC()}})
}

// Freeze implements [workflow.Store].
func (m *Mem) Freeze(_ context.Context, f workflow.Frozen) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.offices[f.Office]; !ok {
		return workflow.InputOffice.Wrong("没有代码为“%s”的机关", f.Office)
	}
	at, there := slices.BinarySearchFunc(m.kept.frozen, f, frozenOrder)
	if there {
		return workflow.Errorf(workflow.Conflict, "%d 年度第 %d 稿已经有了", f.Year, f.Revision)
	}
	m.kept.frozen = slices.Insert(m.kept.frozen, at, f)
	return nil
}

func frozenOrder(a, b workflow.Frozen) int {
	rollup := func(f workflow.Frozen) int {
		if f.Rollup {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Office, b.Office), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Form, b.Form),
		cmp.Compare(rollup(a), rollup(b)), cmp.Compare(a.Revision, b.Revision))
}

// Frozen implements [workflow.Store].
func (m *Mem) Frozen(_ context.Context, q workflow.FrozenQuery) ([]workflow.Frozen, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []workflow.Frozen
	for _, f := range m.kept.frozen {
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

func readAs(q workflow.FrozenQuery, f workflow.Frozen) workflow.Frozen {
	if !q.Heads {
		return workflow.OpenFrozen(f.Body, f.Digest)
	}
	head, _, _ := strings.Cut(f.Body, workflow.BeforeCells)
	return workflow.OpenHead(head, f.Digest)
}

// sameReport says whether two are revisions of one report.
func sameReport(a, b workflow.Frozen) bool {
	a.Revision, b.Revision = 0, 0
	return frozenOrder(a, b) == 0
}

// HandHistory implements [workflow.Store].
func (m *Mem) HandHistory(_ context.Context, office string, year int, form string) ([]workflow.Typed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []workflow.Typed
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

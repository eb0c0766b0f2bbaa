package storetest

import (
	"cmp"
	"context"
	"slices"

	"gongkai/workflow"
)

// Entries implements [workflow.JournalStore].
func (m *Mem) Entries(_ context.Context, q workflow.EntryQuery) ([]workflow.JournalLine, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var hits []workflow.JournalLine
	for _, app := range m.apps {
		voided := VoidedIn(app.Journal)
		for _, e := range clone(app).Journal {
			l := workflow.JournalLine{App: app.ID, Number: app.Number, Office: app.Office, Entry: e, Voided: voided[e.Seq]}
			if q.Matches(l) {
				hits = append(hits, l)
			}
		}
	}
	slices.SortFunc(hits, newestFirst)
	total := min(len(hits), workflow.MostEntries+1)
	hits = hits[min(q.Offset, len(hits)):]
	if q.Limit > 0 {
		hits = hits[:min(q.Limit, len(hits))]
	}
	return hits, total, nil
}

// newestFirst orders lines by the moment they were recorded, then by application and
// entry, the last first.
func newestFirst(l, o workflow.JournalLine) int {
	return cmp.Or(o.Entry.At.Compare(l.Entry.At), cmp.Compare(o.App, l.App), cmp.Compare(o.Entry.Seq, l.Entry.Seq))
}

// VoidedIn returns the numbers of the entries of a journal that were voided.
func VoidedIn(journal []workflow.Entry) map[int]bool {
	out := map[int]bool{}
	for _, e := range journal {
		if e.Event == workflow.Void {
			out[e.Ref] = true
		}
	}
	return out
}

// Journals implements [workflow.JournalStore].
func (m *Mem) Journals(_ context.Context, ids ...workflow.ID) (map[workflow.ID][]workflow.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[workflow.ID][]workflow.Entry{}
	for _, app := range m.apps {
		if slices.Contains(ids, app.ID) {
			out[app.ID] = clone(app).Journal
		}
	}
	return out, nil
}

// Seals implements [workflow.JournalStore]. What is kept in memory is never broken.
func (m *Mem) Seals(_ context.Context, ids ...workflow.ID) (map[workflow.ID]workflow.Seal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[workflow.ID]workflow.Seal{}
	for _, app := range m.apps {
		if !slices.Contains(ids, app.ID) {
			continue
		}
		last := ""
		for _, e := range app.Journal {
			last = link(last, e)
		}
		out[app.ID] = workflow.Seal{Entries: len(app.Journal), Hash: last}
	}
	return out, nil
}

package storetest

import (
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
		voided := workflow.VoidedIn(app.Journal)
		for _, e := range clone(app).Journal {
			l := workflow.JournalLine{App: app.ID, Number: app.Number, Office: app.Office, Entry: e, Voided: voided[e.Seq]}
			if q.Matches(l) {
				hits = append(hits, l)
			}
		}
	}
	slices.SortFunc(hits, workflow.NewestFirst)
	total := min(len(hits), workflow.MostEntries+1)
	hits = hits[min(q.Offset, len(hits)):]
	if q.Limit > 0 {
		hits = hits[:min(q.Limit, len(hits))]
	}
	return hits, total, nil
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

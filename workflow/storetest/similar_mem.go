package storetest

import (
	"context"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/similar"
)

// Alike implements [similar.Store] by looking at every application.
func (m *Mem) Alike(_ context.Context, scope cond.Cond, text string, limit int) ([]similar.Alike, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []workflow.Brief
	for _, app := range m.apps {
		if holds(scope, app, calendar.Period{}) {
			all = append(all, app.Brief())
		}
	}
	return similar.MostAlike(similar.GistOf(text), all, limit), nil
}

package storetest

import (
	"context"

	"gongkai/workflow"
)

// Alike implements [workflow.Store] by looking at every application.
func (m *Mem) Alike(_ context.Context, scope workflow.Cond, text string, limit int) ([]workflow.Alike, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []workflow.Brief
	for _, app := range m.apps {
		if holds(scope, app, workflow.Period{}) {
			all = append(all, app.Brief())
		}
	}
	return workflow.MostAlike(workflow.GistOf(text), all, limit), nil
}

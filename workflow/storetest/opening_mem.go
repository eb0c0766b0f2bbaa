package storetest

import (
	"context"

	"gongkai/workflow"
)

// Opening implements [workflow.OpeningStore].
func (m *Mem) Opening(ctx context.Context, name string) (workflow.Opening, error) {
	u, err := m.User(ctx, name)
	if err != nil {
		return workflow.Opening{}, err
	}
	settings, err := m.Settings(ctx)
	if err != nil {
		return workflow.Opening{}, err
	}
	cal, err := m.Calendar(ctx)
	return workflow.Opening{User: u, Settings: settings, Calendar: cal}, err
}

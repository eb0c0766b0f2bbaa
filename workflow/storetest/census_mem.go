package storetest

import (
	"context"

	"gongkai/workflow"
)

// Census implements [workflow.Store].
func (m *Mem) Census(_ context.Context, q workflow.Census) ([]workflow.CensusRow, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return q.Counted(m.apps), nil
}

package storetest

import (
	"context"

	"gongkai/workflow/board"
)

// Census implements [board.Store]. It is the definition itself.
func (m *Mem) Census(_ context.Context, q board.Census) ([]board.CensusRow, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return q.Counted(m.apps), nil
}

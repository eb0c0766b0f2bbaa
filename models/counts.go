package models

import (
	"context"
	"strconv"
	"strings"

	"gongkai/workflow/cond"
)

// Counts implements [workflow.CountStore]. Each count is a query of its own within one
// statement, so that each uses the index that suits it. A single pass adding all of
// them up would read every row.
func (s *Store) Counts(ctx context.Context, scope cond.Cond, conds []cond.Cond) ([]int, error) {
	if len(conds) == 0 {
		return nil, nil
	}
	within, held := conditionSQL{of: cond.Applications}.where(scope)
	var parts []string
	var args []any
	for i, c := range conds {
		sql, more := conditionSQL{of: cond.Applications}.where(c)
		parts = append(parts, "SELECT "+strconv.Itoa(i)+" AS no, COUNT(*) AS n FROM applications WHERE "+within+" AND "+sql)
		args = append(append(args, held...), more...)
	}
	var rows []struct{ No, N int }
	if err := s.read.WithContext(ctx).Raw(strings.Join(parts, " UNION ALL ")+" ORDER BY no", args...).
		Scan(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	out := make([]int, len(rows))
	for i, r := range rows {
		out[i] = r.N
	}
	return out, nil
}

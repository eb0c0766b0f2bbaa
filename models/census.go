package models

import (
	"context"
	"database/sql"
	"strings"

	"gongkai/workflow/board"
	"gongkai/workflow/cond"
)

// Census implements [board.Store]. All conditions are counted in one pass over the
// applications in scope.
func (s *Store) Census(ctx context.Context, q board.Census) ([]board.CensusRow, error) {
	query, args := censusQuery(q)
	rows, err := s.read.WithContext(ctx).Raw(query, args...).Rows()
	if err != nil {
		return nil, wrap(err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	var out []board.CensusRow
	for rows.Next() {
		r, err := censusRow(rows, q)
		if err != nil {
			return nil, wrap(err)
		}
		out = append(out, r)
	}
	return out, wrap(rows.Err())
}

// censusQuery groups by the columns themselves. An absent field is a constant, which
// PostgreSQL refuses to group by; if nothing is left to group by, HAVING keeps SQL
// from counting a group of nothing.
func censusQuery(q board.Census) (string, []any) {
	var list, places []string
	var args []any
	of := conditionSQL{of: cond.Applications}
	for _, f := range q.By {
		if column := columnOf(of.of, f); column != absent {
			places = append(places, column)
		}
		list = append(list, columnOf(of.of, f))
	}
	for _, c := range q.Count {
		part, more := of.where(c)
		list, args = append(list, "COALESCE(SUM(CASE WHEN "+part+" THEN 1 ELSE 0 END), 0)"), append(args, more...)
	}
	where, more := of.where(cond.All{q.Scope, q.Where})
	query := "SELECT " + strings.Join(append(list, "COUNT(*)"), ", ") + " FROM applications WHERE " + where
	if len(places) > 0 {
		query += " GROUP BY " + strings.Join(places, ", ") + " ORDER BY " + strings.Join(places, ", ")
	} else if len(q.By) > 0 {
		query += " HAVING COUNT(*) > 0"
	}
	return query, append(args, more...)
}

// censusRow reads the key, the counts, and the count of all, which is not needed.
func censusRow(rows *sql.Rows, q board.Census) (board.CensusRow, error) {
	r, all := board.CensusRow{Key: make([]string, len(q.By)), N: make([]int, len(q.Count))}, 0
	into := make([]any, 0, len(r.Key)+len(r.N)+1)
	for i := range r.Key {
		into = append(into, &r.Key[i])
	}
	for i := range r.N {
		into = append(into, &r.N[i])
	}
	return r, rows.Scan(append(into, &all)...)
}

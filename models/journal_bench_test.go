package models

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
)

// journaled adds to a bulk of applications four entries each, by SQL alone, and
// spreads them over a hundred offices: one has half of them, the others the rest.
// Every 500th entry is irregular, every 1000th application has a voided step.
func journaled(b testing.TB, s *Store, n int) {
	b.Helper()
	bulk(b, s, n)
	run := func(query string, args ...any) {
		b.Helper()
		if err := s.write.Exec(query, args...).Error; err != nil {
			b.Fatal(err)
		}
	}
	for i := range 100 {
		if err := s.AddOffice(ctx,
			account.Office{Code: fmt.Sprintf("o%d", i), Name: "示例县某局", Parent: "county"}); err != nil {
			b.Fatal(err)
		}
	}
	run("UPDATE applications SET office = 'o' || (id % 100) WHERE id % 2 = 0")
	for seq, event := range []workflow.Event{workflow.Receive, workflow.DraftAnswer, workflow.Answer, workflow.Void} {
		if event == workflow.Void {
			event = "' || CASE id % 1000 WHEN 0 THEN 'void' ELSE 'dispatch' END || '"
		}
		run(strings.NewReplacer("SEQ", strconv.Itoa(seq+1), "EVENT", string(event)).
			Replace(`INSERT INTO entries (application_id, seq, event, on_date, at, by_user, body, prev, hash)
SELECT id, SEQ, 'EVENT', received, received || 'T0SEQ:00:00.000000000Z', '经办' || (id % 40),
'{"seq":SEQ,"event":"EVENT","on":"' || received || '","at":"' || received || 'T01:00:00Z",' ||
'"by":"经办","user":"u","role":"clerk","ref":2,"reason":"来信要求公开有关的文件材料"' ||
CASE WHEN id % 125 = 0 AND SEQ = 3 THEN ',"irregular":"超过答复期限"' ELSE '' END || '}', '', ''
FROM applications`))
	}
	if s.postgres {
		run("VACUUM ANALYZE applications")
		run("VACUUM ANALYZE entries")
	}
}

// BenchmarkEntries turns to a page of the journal, first and last, by every filter.
func BenchmarkEntries(b *testing.B) {
	for _, p := range databases {
		for _, n := range sizes()[:min(1, len(sizes()))] {
			b.Run(fmt.Sprintf("%s/%d", p.name, n), func(b *testing.B) {
				s := p.opened(b)
				journaled(b, s, n)
				for name, q := range benchQueries() {
					q.Limit = 50
					b.Run(name, func(b *testing.B) {
						for b.Loop() {
							if lines, _, err := s.Entries(ctx, q); err != nil || len(lines) == 0 {
								b.Fatal(len(lines), err)
							}
						}
					})
				}
			})
		}
	}
}

func benchQueries() map[string]workflow.EntryQuery {
	var half []string
	for i := range 50 {
		half = append(half, fmt.Sprintf("o%d", i))
	}
	return map[string]workflow.EntryQuery{
		"all": {}, "last": {Offset: 950}, "small office": {Offices: []string{"o8"}},
		"large office": {Offices: []string{"county"}}, "offices": {Offices: half},
		"person":        {By: "经办7", User: "u"},
		"person of few": {By: "经办8", User: "u", Offices: []string{"o8"}}, "event": {Event: workflow.Answer},
		"irregular": {Irregular: true}, "irregular of some": {Irregular: true, Offices: half},
		"voided": {Voided: true}, "voided of some": {Voided: true, Offices: half},
		"days":         {From: "2020-03-01", To: "2020-03-05"},
		"days of some": {From: "2020-03-01", To: "2020-03-05", Offices: half}, "number": {Number: "N777"},
	}
}

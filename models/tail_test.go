package models

import (
	"bytes"
	"strings"
	"testing"

	"gorm.io/gorm"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/ledger"
	"gongkai/workflow/storetest"
)

// rewrite changes the journal of an application and chains it again, and brings the
// application up to what it then says, as somebody would who knows the program.
func (i *intruder) rewrite(s *Store, id int64, change func([]workflow.Entry) []workflow.Entry) {
	i.t.Helper()
	app, err := s.Get(ctx, nil, workflow.ID(id))
	if err != nil {
		i.t.Fatal(err)
	}
	cal, err := s.Calendar(ctx)
	if err != nil {
		i.t.Fatal(err)
	}
	after := workflow.Replay(change(app.Journal), cal.For(app.Office))
	after.ID, after.Office, after.Token = app.ID, app.Office, app.Token
	entries, err := s.entryRows(after, "", 0)
	if err != nil {
		i.t.Fatal(err)
	}
	i.forget(id, false)
	r := row(after)
	err = s.write.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Select("*").Where("id = ?", id).Updates(&r).Error; err != nil {
			return err
		}
		if err := create(tx, entries); err != nil {
			return err
		}
		if err := create(tx, paymentRows(after)); err != nil {
			return err
		}
		return create(tx, disputeRows(after))
	})
	if err != nil {
		i.t.Fatal(err)
	}
}

// forget deletes what belongs to an application, and with all the application itself.
func (i *intruder) forget(id int64, all bool) {
	i.t.Helper()
	tables := []string{"entries", "payments", "disputes"}
	if all {
		tables = append(tables, "shingles")
		if i.p.name == "postgres" {
			tables = append(tables, "application_words")
		}
	}
	for _, table := range tables {
		i.do("DELETE FROM "+table+" WHERE application_id = $1", id)
	}
	if all {
		i.do("DELETE FROM applications WHERE id = $1", id)
	}
}

// cover makes the ledger anew, as if nothing had ever been otherwise.
func (i *intruder) cover(s *Store) {
	i.t.Helper()
	i.do("DELETE FROM ledger")
	i.do("DELETE FROM checkpoints")
	if i.p.name == "postgres" {
		i.do("UPDATE ledger_head SET last = 0")
	}
	if _, err := adopt(s.write.WithContext(ctx), s.algorithm); err != nil {
		i.t.Fatal(err)
	}
}

// tails are attacks on the end of the record, or on all of it: what a hash chain alone
// does not show.
var tails = []struct {
	name string
	do   func(*intruder, *Store)
}{
	{"the newest application deleted with its journal", func(i *intruder, s *Store) {
		i.forget(i.number("SELECT MAX(id) FROM applications"), true)
	}},
	{"an earlier one deleted and the later ones renumbered", func(i *intruder, s *Store) {
		last, before := i.number("SELECT MAX(id) FROM applications"), i.number("SELECT MAX(id) - 1 FROM applications")
		number := i.texts("SELECT number FROM applications WHERE id = $1", before)[0]
		i.forget(before, true)
		i.rewrite(s, last, func(journal []workflow.Entry) []workflow.Entry {
			journal[0].Number = number
			return journal
		})
	}},
	{"the last entry removed", func(i *intruder, s *Store) {
		i.rewrite(s, int64(longJournal(i.t, s).ID), func(journal []workflow.Entry) []workflow.Entry {
			return journal[:len(journal)-1]
		})
	}},
	{"an outcome rewritten and chained again", func(i *intruder, s *Store) {
		id := i.number("SELECT MIN(id) FROM applications WHERE outcome = 'granted'")
		i.rewrite(s, id, func(journal []workflow.Entry) []workflow.Entry {
			for j := range journal {
				if journal[j].Outcome == "granted" {
					journal[j].Outcome = "not_held"
				}
			}
			return journal
		})
	}},
	{"a frozen report deleted", func(i *intruder, _ *Store) { i.do("DELETE FROM frozen_reports") }},
	{"a frozen report changed", func(i *intruder, _ *Store) {
		i.do("UPDATE frozen_reports SET body = '{\"a\":1}', digest = 'e'")
	}},
	{"the log of administration emptied", func(i *intruder, _ *Store) { i.do("DELETE FROM operations") }},
	{"a clerk made supervisor", func(i *intruder, _ *Store) {
		i.do("UPDATE users SET role = $1 WHERE name = 'jia'", string(account.Supervisor))
	}},
	{"a gap in the numbers", func(i *intruder, _ *Store) {
		i.forget(i.number("SELECT MIN(id) FROM applications"), true)
	}},
	{"the counter of numbers put back", func(i *intruder, _ *Store) { i.do("UPDATE counters SET last = last - 1") }},
	{"the calendar of an office", func(i *intruder, _ *Store) { i.do("DELETE FROM local_days") }},
}

func (i *intruder) number(query string) int64 {
	i.t.Helper()
	var n int64
	if err := i.conn.QueryRowContext(ctx, query).Scan(&n); err != nil {
		i.t.Fatal(query, err)
	}
	return n
}

// offline verifies what the store exports, without the store.
func offline(t testing.TB, s *Store, notes ...string) ledger.Offline {
	t.Helper()
	var opened []ledger.Checkpoint
	for _, n := range notes {
		c, err := ledger.OpenNote(n, "")
		if err != nil {
			t.Fatal(err)
		}
		opened = append(opened, c)
	}
	var out bytes.Buffer
	err := ledger.Export(ctx, s, &out, opened[0].At, func(ledger.Row) {}, func() []string { return nil })
	if err != nil {
		t.Fatal(err)
	}
	found, err := ledger.VerifyExport(&out, opened...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Each attack is found by verify as long as the ledger stands. Where the attacker makes
// the ledger anew, verify is content, and only the note kept elsewhere shows it.
func TestTailAttacks(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		for _, a := range tails {
			s := inUse(t, p, 20)
			kept, err := s.Checkpoints(ctx, 1)
			if err != nil {
				t.Fatal(err)
			}
			if found := offline(t, s, kept[0].Note); len(found.Faults) > 0 {
				t.Fatalf("%s: before it: %q", a.name, found.Faults)
			}
			i := intrude(t, p, s)
			a.do(i, s)
			if c, err := s.Verify(ctx, ledger.Witness{}); err != nil || len(c.Faults) == 0 {
				t.Errorf("%s: verify finds %q (%v), want a fault", a.name, c.Faults, err)
			}
			i.cover(s)
			if c, err := s.Verify(ctx, ledger.Witness{}); err != nil || len(c.Faults) > 0 {
				t.Errorf("%s, covered: verify finds %q (%v): the control fails", a.name, c.Faults, err)
			}
			if found := offline(t, s, kept[0].Note); len(found.Faults) == 0 {
				t.Errorf("%s, covered: the offline verifier with the note finds nothing", a.name)
			}
		}
	})
}

// What is exported for others names nobody.
func TestExportNamesNobody(t *testing.T) {
	s := inUse(t, databases[0], 20)
	var out bytes.Buffer
	err := ledger.Export(ctx, s, &out, storetest.Written, func(ledger.Row) {}, func() []string { return nil })
	if err != nil {
		t.Fatal(err)
	}
	err = s.Each(ctx, nil, func(app *workflow.Application) error {
		for _, v := range []string{app.Applicant.Name, app.Applicant.Phone, app.Content, app.Token} {
			if len(v) > 3 && strings.Contains(out.String(), v) {
				t.Errorf("%q stands in the export", v)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

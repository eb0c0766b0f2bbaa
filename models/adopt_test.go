package models

import (
	"strings"
	"testing"

	"gongkai/workflow/account"
	"gongkai/workflow/ledger"
	"gongkai/workflow/storetest"
)

// A database of an older program comes into the ledger when it is migrated: every row of
// it, once, and the log of administration says so.
func TestOldRowsComeIntoTheLedger(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		asOf(t, p, dsn, 3)
		s, err := Open(ctx, dsn, Options{Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		lines, _, err := s.Operations(ctx, account.OperationQuery{Kind: account.LedgerBegun})
		if err != nil || len(lines) != 1 || lines[0].At.IsZero() ||
			!strings.Contains(lines[0].Says, "applications 1、offices 1") {
			t.Errorf("the log says %+v (%v)", lines, err)
		}
		left, err := adopt(s.write, ledger.SHA256)
		if err != nil || len(left) > 0 {
			t.Errorf("still outside the ledger: %v (%v)", left, err)
		}
		if err := s.Migrate(ctx); err != nil {
			t.Error("once more:", err)
		}
	})
}

// A new database has nothing to bring in, and says nothing.
func TestNewLedgerIsEmpty(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		c, err := p.opened(t).Verify(ctx, ledger.Witness{})
		if err != nil || c.Lines != 0 || len(c.Faults) > 0 {
			t.Errorf("got %d lines, %q (%v), want none", c.Lines, c.Faults, err)
		}
	})
}

// An installation that changes over to SM3 keeps what it has, and goes on in the same
// journals: entries of both kinds follow one another.
func TestChangingOverToSM3(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		s := reopened(t, dsn)
		for _, o := range storetest.Offices {
			if err := s.AddOffice(ctx, o); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Add(ctx, storetest.Sample(10, 1)...); err != nil {
			t.Fatal(err)
		}
		before := noted(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		sm3, err := Open(ctx, dsn, Options{Hash: ledger.SM3})
		if err != nil {
			t.Fatal(err)
		}
		defer sm3.Close()
		storetest.OneMore(t, sm3)
		after := noted(t, sm3)
		if !strings.Contains(after, "hash sm3") || !strings.Contains(before, "hash sha256") {
			t.Errorf("the notes name other algorithms:\n%s\n%s", before, after)
		}
		c, err := sm3.Verify(ctx, ledger.Witness{})
		if err != nil || len(c.Faults) > 0 {
			t.Errorf("got %q (%v), want no fault", c.Faults, err)
		}
		if found := offline(t, sm3, before, after); len(found.Faults) > 0 {
			t.Errorf("offline: %q", found.Faults)
		}
		var kinds []string
		err = sm3.read.Raw(`SELECT DISTINCT substr(hash, 1, 4) FROM entries WHERE application_id IN
(SELECT application_id FROM entries WHERE hash LIKE 'sm3:%') AND (hash LIKE 'sm3:%' OR seq = 1)`).Scan(&kinds).Error
		if err != nil || len(kinds) < 2 {
			t.Errorf("entries of one journal have hashes that begin %q (%v), want both kinds", kinds, err)
		}
	})
}

package models

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/ledger"
	"gongkai/workflow/storetest"
)

// BenchmarkAppend registers one application after another, each in a transaction of its
// own, with the ledger and without it.
func BenchmarkAppend(b *testing.B) {
	for _, p := range databases {
		for _, ledgered := range []bool{true, false} {
			b.Run(p.name+map[bool]string{true: "/ledger", false: "/without"}[ledgered], func(b *testing.B) {
				s := p.opened(b)
				for _, o := range storetest.Offices {
					if err := s.AddOffice(ctx, o); err != nil {
						b.Fatal(err)
					}
				}
				app := storetest.Sample(1, 1)[0]
				for b.Loop() {
					one := unsavedCopy(app)
					one.Number, one.Token = "", ""
					add := func(tx *gorm.DB) error {
						_, err := s.add(tx, []*workflow.Application{one})
						return err
					}
					err := s.atomically(ctx, func(tx *gorm.DB) error {
						if ledgered {
							return s.attesting(tx, add)
						}
						p := &pending{at: map[[2]string]int{}} // of which nothing is written
						return add(tx.WithContext(context.WithValue(ctx, pendingKey{}, p)))
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkVerify checks everything in a store of 5,000 applications, and gives how many
// entries of journals that is in a second.
func BenchmarkVerify(b *testing.B) {
	for _, p := range databases {
		b.Run(p.name, func(b *testing.B) {
			s := p.opened(b)
			for _, o := range storetest.Offices {
				if err := s.AddOffice(ctx, o); err != nil {
					b.Fatal(err)
				}
			}
			if err := s.AddUser(ctx, account.User{Name: "jia", Office: "county", Role: account.Clerk,
				Password: "x", Since: storetest.Written}); err != nil {
				b.Fatal(err)
			}
			if err := s.Add(ctx, storetest.Sample(5_000, 1)...); err != nil {
				b.Fatal(err)
			}
			entries := 0
			for b.Loop() {
				c, err := s.Verify(ctx, ledger.Witness{})
				if err != nil || len(c.Faults) > 0 {
					b.Fatal(c.Faults, err)
				}
				entries += c.Entries
			}
			b.ReportMetric(float64(entries)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

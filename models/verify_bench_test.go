package models

import (
	"testing"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/ledger"
	"gongkai/workflow/storetest"
)

// BenchmarkVerify checks everything in a store of 20,000 applications, and gives how many
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
			if err := s.Add(ctx, storetest.Sample(20_000, 1)...); err != nil {
				b.Fatal(err)
			}
			entries := 0
			began := time.Now()
			for b.Loop() {
				c, err := s.Verify(ctx, ledger.Witness{})
				if err != nil || len(c.Faults) > 0 {
					b.Fatal(c.Faults, err)
				}
				entries += c.Entries
			}
			b.ReportMetric(float64(entries)/time.Since(began).Seconds(), "entries/s")
		})
	}
}

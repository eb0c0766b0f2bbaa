package main

import (
	"io"
	"path/filepath"
	"runtime"
	"testing"

	"gongkai/models"
	"gongkai/views/export"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/storetest"
)

// BenchmarkExport writes a register of a hundred thousand applications, read from
// SQLite. peak_MB is the most that its heap held at any thousandth of them, above
// what there was before.
func BenchmarkExport(b *testing.B) {
	store, err := models.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "gongkai.db"), models.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	for _, o := range storetest.Offices {
		if err := store.AddOffice(b.Context(), o); err != nil {
			b.Fatal(err)
		}
	}
	for n := 0; n < benchRows(); n += 10_000 {
		if err := store.Add(b.Context(), storetest.Sample(min(10_000, benchRows()-n), uint64(n+1))...); err != nil {
			b.Fatal(err)
		}
	}
	for _, format := range []string{"csv", "xlsx"} {
		b.Run(format, func(b *testing.B) { exportAll(b, desks.New(store).For(account.Operator), format) })
	}
}

func exportAll(b *testing.B, desk *desks.Set, format string) {
	var peak uint64
	for b.Loop() {
		runtime.GC()
		n, before := 0, heap()
		err := export.WriteRegister(io.Discard, format, func(visit func(*workflow.Application) error) error {
			return desk.Each(b.Context(), nil, func(app *workflow.Application) error {
				if n++; n%1000 == 0 {
					peak = max(peak, heap()-min(before, heap()))
				}
				return visit(app)
			})
		})
		if err != nil {
			b.Fatal(err)
		}
		peak = max(peak, heap()-min(before, heap()))
	}
	b.ReportMetric(float64(peak)/1e6, "peak_MB")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

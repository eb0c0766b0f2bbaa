package main

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"runtime"
	"slices"

	"gongkai/handlers"
	"gongkai/handlers/metrics"
	"gongkai/models"
	"gongkai/workflow/account"
)

// logger writes the log in the format asked for.
func (l listening) logger(to io.Writer) *slog.Logger {
	if l.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, nil))
	}
	return slog.New(slog.NewTextHandler(to, nil))
}

// measure serves the metrics on an address of their own, if there is one, until stop.
// Whoever can reach it reads them without signing in: they are numbers only.
func (l listening) measure(p *program, store *models.Store, site *handlers.Server) (stop func(), err error) {
	if l.MetricsAddr == "" {
		return func() {}, nil
	}
	listener, err := listen(l.MetricsAddr)
	if err != nil {
		return nil, err
	}
	requests, pages := &metrics.Requests{}, http.NewServeMux()
	site.Observe = requests.Observe
	pages.Handle("GET /metrics", metrics.Handler(requests, func(r *http.Request) ([]metrics.Measure, error) {
		return p.measures(r.Context(), store, site)
	}, func(err error) { site.Log.Error("not measured", "err", err) }))
	server := newServer(pages, site.Log)
	go func() { _ = server.Serve(listener) }() // it ends when the program does
	p.say("在 http://%s/metrics 提供指标", listener.Addr())
	return func() { _ = server.Close() }, nil
}

// measures are what can be told of the program and its database now, without the content
// of anything. With an error they are those that need no database.
func (p *program) measures(ctx context.Context, store *models.Store, site *handlers.Server) ([]metrics.Measure, error) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	out := []metrics.Measure{
		{Name: "build_info", Help: "Version of the program.", Labels: `version="` + release() + `"`, Value: 1},
		{Name: "memory_bytes", Help: "Memory taken from the system.", Value: float64(memory.Sys)},
		{Name: "goroutines", Help: "Goroutines.", Value: float64(runtime.NumGoroutine())},
		{Name: "jobs_running", Help: "Jobs of this server under way or waiting.", Value: float64(site.Running())},
	}
	out = append(out, pools(store)...)
	state, err := store.SystemState(ctx, p.now())
	if err != nil {
		return out, err
	}
	for _, m := range []metrics.Measure{
		{Name: "database_bytes", Help: "Size of the database.", Value: float64(state.Size)},
		{Name: "wal_bytes", Help: "Size of the write-ahead log of SQLite.", Value: float64(state.Log)},
		{Name: "disk_free_bytes", Help: "Free space on the disk of the database.", Value: float64(state.Free)},
		{Name: "applications", Help: "Applications.", Value: float64(state.Applications)},
		{Name: "entries", Help: "Entries in all journals: each is a step saved.", Value: float64(state.Entries)},
		{Name: "sessions", Help: "People signed in.", Value: float64(state.Sessions)},
		{Name: "clock_offset_seconds", Help: "How far this clock is ahead of the database's.",
			Value: p.now().Sub(state.Clock).Seconds()},
	} {
		if m.Value >= 0 || m.Name == "clock_offset_seconds" { // -1 is what cannot be told
			out = append(out, m)
		}
	}
	found, _, err := store.Operations(ctx, account.OperationQuery{Kind: account.JournalChecked, Limit: 1})
	if len(found) > 0 {
		out = append(out, metrics.Measure{Name: "last_verify_timestamp_seconds", Help: "When the journals were last checked.",
			Value: float64(found[0].At.Unix())})
	}
	if err != nil {
		return out, err
	}
	made, kept, err := store.LastGoodBackup(ctx)
	if kept {
		out = append(out, metrics.Measure{Name: "last_backup_timestamp_seconds", Help: "When the last good backup began.",
			Value: float64(made.At.Unix())})
	}
	return out, err
}

// pools are the measures of the pools of connections.
func pools(store *models.Store) []metrics.Measure {
	var open, used, waits []metrics.Measure
	all := store.Pools()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		st, label := all[name], `pool="`+name+`"`
		open = append(open, metrics.Measure{Name: "pool_open", Help: "Connections to the database.", Labels: label,
			Value: float64(st.OpenConnections)})
		used = append(used, metrics.Measure{Name: "pool_used", Help: "Connections in use.", Labels: label,
			Value: float64(st.InUse)})
		waits = append(waits, metrics.Measure{Name: "pool_waits_total", Help: "Times something waited for a connection.",
			Labels: label, Value: float64(st.WaitCount), Counter: true})
	}
	return slices.Concat(open, used, waits)
}

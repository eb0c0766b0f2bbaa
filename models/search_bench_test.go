package models

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/models/words"
	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/storetest"
)

// sought are the words that the benchmark looks for, each with how many texts of
// the pool have it. The last is in one application only, the one before in none.
var sought = []struct {
	word string
	of   int // one text in so many
}{
	{"预算", 3}, {"征地补偿", 20}, {"学区", 100}, {"拆迁款", 300}, {"水库", 1000},
	{"滩涂养殖", 10_000}, {"2021", 50}, {"县", 2}, {"鑫", 2000}, {"无此词", 0}, {"独一件", 0},
}

// pool is made-up texts of words as common as those of a language are: the
// second half as often as the first, and so on.
func pool(n int) [][2]string {
	r := rand.New(rand.NewPCG(1, 22))
	zipf, names := rand.NewZipf(r, 1.2, 20, 7999), rand.NewZipf(r, 1.1, 4, 299)
	words := make([]string, 8000)
	for i := range words {
		for range 2 + i%3 {
			words[i] += string(rune(0x5200 + r.IntN(2500)))
		}
	}
	out := make([][2]string, n)
	for i := range out {
		var text strings.Builder
		for range 15 + r.IntN(45) {
			text.WriteString(words[zipf.Uint64()])
			for _, w := range sought {
				if w.of > 0 && r.IntN(w.of*40) == 0 {
					text.WriteString(w.word)
				}
			}
		}
		name := string(rune(0x5200+names.Uint64())) + string(rune(0x5200+names.Uint64()))
		out[i] = [2]string{name, text.String()}
	}
	return out
}

// described gives the applications of bulk texts of the pool, and an index.
func described(b *testing.B, s *Store) {
	b.Helper()
	run := func(query string, args ...any) {
		b.Helper()
		if err := s.write.Exec(query, args...).Error; err != nil {
			b.Fatal(err)
		}
	}
	run("CREATE TABLE bench_texts (n INTEGER PRIMARY KEY, name TEXT, content TEXT)")
	texts := pool(20_011)
	for part := 0; part < len(texts); part += batch {
		var args []any
		for i, t := range texts[part:min(part+batch, len(texts))] {
			args = append(args, part+i, t[0], t[1])
		}
		run("INSERT INTO bench_texts VALUES (?, ?, ?)"+strings.Repeat(", (?, ?, ?)", len(args)/3-1), args...)
	}
	run(`UPDATE applications SET name = t.name, content = t.content || '第' || applications.id || '件',
letter = '示例告知〔2021〕' || applications.id || '号'
FROM bench_texts t WHERE t.n = applications.id * 7919 % 20011`)
	run("UPDATE applications SET content = content || '独一件' WHERE id = (SELECT MAX(id) / 2 FROM applications)")
	run("DROP TABLE bench_texts")
	start := b.Elapsed()
	if err := s.fillWords(ctx); err != nil {
		b.Fatal(err)
	}
	b.Logf("the index was made in %.1f s", (b.Elapsed() - start).Seconds())
	if s.postgres {
		run("VACUUM ANALYZE applications")
		run("VACUUM ANALYZE application_words")
	}
}

// searched is the newest page of what has a word, with the total up to a thousand.
func newestWith(word string) workflow.Query {
	return workflow.Query{Scope: cond.InOffices("county"),
		Where: cond.Contains{Fields: words.Fields, Text: word}, Limit: 50, Cap: 1000}
}

// BenchmarkSearch finds the newest 50 that have a word, and counts up to a
// thousand, beside the same question without the index.
func BenchmarkSearch(b *testing.B) {
	for _, p := range databases {
		for _, n := range sizes() {
			b.Run(fmt.Sprintf("%s/%d", p.name, n), func(b *testing.B) {
				s := p.opened(b)
				bulk(b, s, n)
				described(b, s)
				scan := &Store{read: s.read, write: s.write, conns: s.conns, postgres: s.postgres}
				for _, w := range sought {
					b.Run(w.word, func(b *testing.B) { besideScan(b, s, scan, newestWith(w.word)) })
				}
			})
		}
	}
}

// besideScan asks both in turn, who must agree, and reports how long the middle
// one of our answers took, and that with 19 of 20 before it.
func besideScan(b *testing.B, s, scan *Store, q workflow.Query) {
	b.Helper()
	var ours, scans []time.Duration
	for b.Loop() {
		start := b.Elapsed()
		got, total, err := s.List(ctx, q)
		ours, start = append(ours, b.Elapsed()-start), b.Elapsed()
		want, all, errScan := scan.List(ctx, q)
		scans = append(scans, b.Elapsed()-start)
		if err != nil || errScan != nil || total != all || len(got) != len(want) ||
			len(got) > 0 && got[len(got)-1].ID != want[len(want)-1].ID {
			b.Fatalf("got %d of %d (%v), the scan %d of %d (%v)", len(got), total, err, len(want), all, errScan)
		}
	}
	slices.Sort(ours)
	slices.Sort(scans)
	for name, at := range map[string]time.Duration{
		"p50_us": ours[len(ours)/2], "p95_us": ours[len(ours)*19/20], "scan_p50_us": scans[len(scans)/2],
	} {
		b.ReportMetric(float64(at.Microseconds()), name)
	}
}

// BenchmarkWords saves one new application, durably, with the index and without.
func BenchmarkWords(b *testing.B) {
	for _, p := range databases {
		b.Run(p.name, func(b *testing.B) {
			s := withSample(b, p, 2000)
			scan := &Store{read: s.read, write: s.write, conns: s.conns, postgres: s.postgres}
			apps, at := storetest.Sample(200, 6), [2]int{}
			texts := pool(200)
			for i, app := range apps {
				app.Applicant.Name, app.Content = texts[i][0], texts[i][1]
			}
			save := func(which int, s *Store) func() {
				return func() {
					copied := *apps[at[which]%len(apps)]
					at[which]++
					if err := s.Add(context.Background(), &copied); err != nil {
						b.Fatal(err)
					}
				}
			}
			besideRaw(b, save(0, s), save(1, scan))
		})
	}
}

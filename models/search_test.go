package models

import (
	"errors"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/storetest"
)

// finds says how many applications have the text in their name or content.
func finds(t *testing.T, s *Store, text string) int {
	t.Helper()
	_, n, err := s.List(ctx, workflow.Query{Where: cond.Contains{Fields: searched, Text: text}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sampled fills a store with a few applications.
func sampled(t *testing.T, s *Store) {
	t.Helper()
	for _, o := range storetest.Offices {
		if err := s.AddOffice(ctx, o); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Add(ctx, storetest.Sample(60, 1)...); err != nil {
		t.Fatal(err)
	}
}

// What was logged before there was an index is found once the schema is brought
// up to date.
func TestIndexOfWhatWasThere(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		asOf(t, p, dsn, 3)
		s, err := Open(ctx, dsn, Options{Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := finds(t, s, "张三"); got != 1 {
			t.Errorf("found %d with the name, want 1", got)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// A search asks the index: what is taken out of it is not found. An index that is
// not whole, or of other words, is made anew when the database is opened.
func TestIndexIsAskedAndMended(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		s := reopened(t, dsn)
		if !s.searches {
			t.Skip("this SQLite has no FTS5")
		}
		sampled(t, s)
		want := finds(t, s, "预算")
		for _, version := range []int{0, wordsVersion + 1} {
			err := errors.Join(s.write.Exec("DELETE FROM application_words").Error, s.setSearchVersion(ctx, version))
			if err != nil {
				t.Fatal(err)
			}
			if got := finds(t, s, "预算"); got != 0 || want == 0 {
				t.Errorf("found %d with the index and %d without, want some and none: it is not asked", want, got)
			}
			s = reopened(t, dsn)
			if got := finds(t, s, "预算"); got != want {
				t.Errorf("found %d after opening again, want %d", got, want)
			}
		}
	})
}

// A program that cannot search writes past the index, and says so to the next.
func TestIndexPassedBy(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		s := reopened(t, dsn)
		sampled(t, s)
		want, version := finds(t, s, "预算"), 0
		if err := s.unindexed(ctx); err != nil {
			t.Fatal(err)
		}
		if err := s.write.Raw("SELECT version FROM search_index").Scan(&version).Error; err != nil || version != 0 {
			t.Errorf("the index is said to be of version %d (%v), want 0", version, err)
		}
		if got := finds(t, s, "预算"); got != want || want == 0 {
			t.Errorf("without the index: found %d, want the %d found with it", got, want)
		}
	})
}

// No word can be read as the end of another, or as part of a question.
func TestMarks(t *testing.T) {
	for r := rune(1); r < 0x3000; r++ {
		m := mark(r)
		if m < 0x80 && !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", m) {
			t.Errorf("%q is marked %q", r, m)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"", ""}, {"算", "算"}, {"预算", "预算"}, {"预算A1", "预算 算a a1"},
		{"a b", "a\ue020 \ue020b"}, {"ab", "ab"}, {"Abc", "abc"}, {"2021", "202 021"},
		{"第2021号", "第2 202 021 1号"}, {"a-12-345", "a\ue02d \ue02d1 12 2\ue02d \ue02d3 345"},
	} {
		if got := strings.Join(wordsFor(c.text), " "); got != c.want {
			t.Errorf("words for %q: got %q, want %q", c.text, got, c.want)
		}
	}
	if got, want := (texts{Office: "a-1", Name: "预算", Letter: "Á12b"}).words(),
		"\uf8ffa\ue02d1 预 算 预算 Á 1 Á1 2 12 b 2b 12b"; got != want {
		t.Errorf("words: got %q, want %q", got, want)
	}
}

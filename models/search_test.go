package models

import (
	"errors"
	"testing"

	"gongkai/models/words"
	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/storetest"
)

// finds says how many applications have the text in their name or content.
func finds(t *testing.T, s *Store, text string) int {
	t.Helper()
	_, n, err := s.List(ctx, workflow.Query{Where: cond.Contains{Fields: words.Fields, Text: text}, Limit: 1})
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
		for _, version := range []int{0, words.Version + 1} {
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

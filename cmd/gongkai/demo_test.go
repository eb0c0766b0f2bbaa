package main

import (
	"testing"
	"time"

	"gongkai/workflow/calendar"
	"gongkai/workflow/proof"
)

// The county can be made on any day: no story runs past a term because a holiday
// lies in its way. A holiday is felt for a week and more, so that every fifth day
// tells of it; the ordinary run takes every 25th.
func TestDemoOnAnyDay(t *testing.T) {
	first := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for day := 0; day < 2*365; day += proof.Of(5, 25, 25) {
		d := newDemo(nil, first.AddDate(0, 0, day))
		d.cal = calendar.Published()
		if err := d.tellAll(); err != nil {
			t.Errorf("on %s the county cannot be made: %v", d.today, err)
		}
	}
}

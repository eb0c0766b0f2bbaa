package main

import (
	"testing"
	"time"

	"gongkai/workflow"
)

// The county can be made on any day: no story runs past a term because a holiday
// lies in its way. A holiday is felt for a week and more, so that every fifth day
// tells of it.
func TestDemoOnAnyDay(t *testing.T) {
	first := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for i := range 2 * 365 / 5 {
		d := newDemo(nil, first.AddDate(0, 0, 5*i))
		d.cal = workflow.Published()
		if err := d.tellAll(); err != nil {
			t.Errorf("on %s the county cannot be made: %v", d.today, err)
		}
	}
}

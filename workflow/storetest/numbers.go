package storetest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// arrival returns the command that registers a plain application; number "" lets the
// store give one.
func arrival(on calendar.Date, by workflow.Channel, number string) workflow.Command {
	cmd := workflow.Log(workflow.Intake{
		Channel: by, Applicant: workflow.Applicant{Kind: "person", Name: "甲某"}, Content: "预算", Arrived: on,
	}, calendar.Published())
	cmd.At, cmd.By, cmd.Role, cmd.Number = Written, "经办人甲", account.Clerk, number
	return cmd
}

// numbered returns an application with a number that the office gave itself.
func numbered(t *testing.T, office string, on calendar.Date, number string) *workflow.Application {
	t.Helper()
	app := &workflow.Application{Office: office}
	ok(t, app.Apply(arrival(on, workflow.InPerson, number), calendar.Published()))
	return app
}

// The first number of an office and a year is 00001, the next 00002. Other offices and
// other years count for themselves.
func numbers(t *testing.T, s desks.Store) {
	addOffices(t, s)
	for _, c := range []struct {
		office string
		on     calendar.Date
		want   string
	}{
		{"county", "2023-03-01", "2023-00001"},
		{"county", "2023-12-31", "2023-00002"}, {"county", "2024-01-01", "2024-00001"},
		{"police", "2023-03-01", "2023-00001"}, {"county", "2023-03-01", "2023-00003"},
	} {
		app := one(t, c.office, c.on)
		ok(t, s.Add(ctx, app))
		if app.Number != c.want || app.Journal[0].Number != c.want || app.ID == 0 {
			t.Errorf("%s on %s: got ID %d, number %q, in the journal %q, want %q",
				c.office, c.on, app.ID, app.Number, app.Journal[0].Number, c.want)
		}
	}
}

// All are added or none: the good application before a bad one is not saved, keeps no
// number, and takes none from the next.
func failedAdd(t *testing.T, s desks.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, numbered(t, "county", "2023-03-01", "甲-1")))
	good, bad := one(t, "county", "2023-03-01"), numbered(t, "county", "2023-03-01", "甲-1")
	before := clone(good)
	wantKind(t, "adding a number that is taken", s.Add(ctx, good, bad), fault.Conflict)
	if d := cmp.Diff(before, good); d != "" {
		t.Errorf("a failed Add changed the application (-before +after):\n%s", d)
	}
	ok(t, s.Add(ctx, good))
	_, total, err := s.List(ctx, workflow.Query{Limit: 1})
	if err != nil || total != 2 || good.Number != "2023-00001" {
		t.Errorf("got %d applications, number %q (%v), want 2, 2023-00001", total, good.Number, err)
	}
}

// Numbers of our pattern that an office gave itself move the counter of the year they
// name, within one call and from call to call. Others do not.
func ownNumbers(t *testing.T, s desks.Store) {
	addOffices(t, s)
	first := one(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, first, numbered(t, "county", "2023-03-02", "2023-00041"),
		numbered(t, "county", "2023-03-02", "2023-7"),
		numbered(t, "county", "2023-03-02", "示公〔2023〕90号"), numbered(t, "police", "2023-03-02", "2023-00099")))
	second := one(t, "county", "2023-03-03")
	ok(t, s.Add(ctx, second))
	ok(t, s.Add(ctx, numbered(t, "county", "2023-03-02", "2023-00012")))
	third := one(t, "county", "2023-03-03")
	ok(t, s.Add(ctx, third))
	got := []string{first.Number, second.Number, third.Number}
	if want := []string{"2023-00042", "2023-00043", "2023-00044"}; !slices.Equal(got, want) {
		t.Errorf("numbers after the office's own: got %q, want %q", got, want)
	}
}

// A number used twice in an office is a Conflict that names the number, also within one
// call. Two offices may use the same.
func numberTaken(t *testing.T, s desks.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, numbered(t, "county", "2023-03-01", "甲-1"), numbered(t, "police", "2023-03-01", "甲-1")))
	for _, apps := range [][]*workflow.Application{
		{numbered(t, "county", "2023-03-01", "甲-1")},
		{numbered(t, "county", "2023-03-01", "甲-2"), numbered(t, "county", "2023-03-01", "甲-2")},
	} {
		err := s.Add(ctx, apps...)
		wantKind(t, "adding "+apps[0].Number+" again", err, fault.Conflict)
		if err != nil && !strings.Contains(err.Error(), apps[0].Number) {
			t.Errorf("got %q, want it to name %s", err, apps[0].Number)
		}
	}
}

// Twenty calls at a time, some of which fail, give the numbers 1 to n.
func crowd(t *testing.T, s desks.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, numbered(t, "county", "2023-03-01", "甲-1")))
	var all sync.WaitGroup
	for i := range 20 {
		apps := []*workflow.Application{one(t, "county", "2023-03-01"), one(t, "county", "2023-03-02")}
		if i%4 == 0 {
			apps = append(apps, numbered(t, "county", "2023-03-01", "甲-1"))
		}
		all.Go(func() {
			if err := s.Add(ctx, apps...); (err != nil) != (i%4 == 0) {
				t.Errorf("Add %d: got %v", i, err)
			}
		})
	}
	all.Wait()
	var got, want []string
	briefs, _, err := s.List(ctx, workflow.Query{Sort: cond.FieldNumber,
		Where: cond.Not{Cond: cond.Is{Field: cond.FieldNumber, Any: []string{"甲-1"}}}})
	ok(t, err)
	for i, b := range briefs {
		got, want = append(got, b.Number), append(want, fmt.Sprintf("2023-%05d", i+1))
	}
	if len(got) != 30 || !slices.Equal(got, want) {
		t.Errorf("got %d numbers %q, want 2023-00001 to 2023-00030", len(got), got)
	}
}

// The year of a fax that waits for confirmation is that of its arrival, and stays so.
func unconfirmed(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := &workflow.Application{Office: "county"}
	ok(t, app.Apply(arrival("2023-12-29", workflow.Fax, ""), calendar.Published()))
	ok(t, s.Add(ctx, app))
	got := must(s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
		return a.Apply(workflow.Command{Event: workflow.Confirm, On: "2024-01-02",
			At: Written, By: "经办人甲", Role: account.Clerk}, calendar.Published())
	}))(t)
	if got.Number != "2023-00001" || got.Received != "2024-01-02" {
		t.Errorf("got number %s, received %s, want 2023-00001, 2024-01-02", got.Number, got.Received)
	}
}

package account_test

import (
	"context"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/storetest"
)

// The desk of a request reads once, forgets what it changed itself, and does not
// see what others change meanwhile; a desk that is kept sees it at once.
func TestDeskOfARequestRemembers(t *testing.T) {
	ctx, s := context.Background(), keepers(t, false)
	once, err := desks.New(s).Open(ctx, "admin")
	if err != nil {
		t.Fatal(err)
	}
	kept := desks.New(s).For(once.User())
	sees := func(when string, d *desks.Set, offices int, separated bool) {
		t.Helper()
		all, err := d.AllOffices(ctx)
		settings, settingsErr := d.Settings(ctx)
		if err != nil || settingsErr != nil || len(all) != offices || settings.Separated != separated {
			t.Errorf("%s: %d offices, separated %t (%v, %v); want %d, %t",
				when, len(all), settings.Separated, err, settingsErr, offices, separated)
		}
	}
	sees("at first", once, 2, false)
	other := account.Decision{
		AddOffices: []account.Office{{Code: "other", Name: "示例乡"}}, Settings: &account.Settings{Separated: true},
	}
	if err := s.Administer(ctx, func(account.Installation) (account.Decision, error) { return other, nil }); err != nil {
		t.Fatal(err)
	}
	sees("after another's change", once, 2, false)
	sees("after another's change, kept", kept, 3, true)
	if err := once.AddOffice(ctx, account.Office{Code: "own", Name: "示例村"}, "", storetest.Written); err != nil {
		t.Fatal(err)
	}
	sees("after its own change", once, 4, true)
}

// What a list gives may be changed by who has it: the desk still knows what it
// read.
func TestDeskGivesCopies(t *testing.T) {
	ctx := context.Background()
	once := desks.New(keepers(t, false)).Once(account.Operator)
	all, _ := once.AllUsers(ctx)
	all[0].Name = "changed"
	people, _ := once.People(ctx)
	again, err := once.AllUsers(ctx)
	if err != nil || again[0].Name == "changed" || again[0].Password == "" || len(people) != len(again) {
		t.Errorf("after changes to the lists the desk has %+v (%v)", again, err)
	}
}

// A step judged by a calendar that changed since the desk read it is settled by
// the one in force: nothing slips past a change because a desk remembers.
func TestRememberedCalendarIsCaughtUp(t *testing.T) {
	ctx, s := context.Background(), keepers(t, false)
	once := desks.New(s).Once(account.User{Name: "clerk", Office: "sx", Role: account.Clerk})
	cal, err := once.Calendar(ctx)
	if err != nil {
		t.Fatal(err)
	}
	year, err := calendar.ReadNotice(2027, "一、元旦：1月1日放假。二、示例：1月11日至15日放假。")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetCalendar(ctx, calendar.Change{
		Year: &year, By: "管理丁", At: storetest.Written,
	}, func([]workflow.Moved) error { return nil }); err != nil {
		t.Fatal(err)
	}
	in := workflow.Intake{Channel: workflow.InPerson, Arrived: "2027-01-04",
		Applicant: workflow.Applicant{Kind: "person", Name: "赵甲"}, Content: "示例"}
	cmd := workflow.Log(in, cal)
	cmd.Office, cmd.At = "sx", calendar.Date("2027-01-04").Noon()
	app, err := once.Do(ctx, 0, cmd)
	if err != nil {
		t.Fatal(err)
	}
	now, err := s.Calendar(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if want := now.Add("2027-01-04", 20); app.Due != want || app.Provisional {
		t.Errorf("due %s, provisional %t; want %s by the calendar in force", app.Due, app.Provisional, want)
	}
	if again, _ := once.Calendar(ctx); again != now {
		t.Error("after the step the desk still has the old calendar")
	}
}

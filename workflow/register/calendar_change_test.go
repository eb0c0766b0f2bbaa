package register_test

import (
	"context"
	"maps"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// extension is the year 2020 before and after the notice of 2020-01-27.
func extension() (before, after calendar.Change) {
	extended, _ := calendar.Published().Year(2020)
	announced := calendar.Year{Year: 2020, Notices: extended.Notices[:1],
		Off: maps.Clone(extended.Off), Work: maps.Clone(extended.Work)}
	for _, d := range []calendar.Date{"2020-01-31", "2020-02-01", "2020-02-02"} {
		delete(announced.Off, d)
	}
	announced.Work["2020-02-01"] = "春节"
	before = calendar.Change{Year: &announced, At: importedAt}
	return before, calendar.Change{Year: &extended, At: importedAt}
}

func mustPropose(t *testing.T, desk *desks.Set, c calendar.Change) workflow.Proposal {
	t.Helper()
	p, err := desk.ProposeCalendar(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustChange(t *testing.T, desk *desks.Set, c calendar.Change) []workflow.Moved {
	t.Helper()
	moved, err := desk.ChangeCalendar(context.Background(), c, mustPropose(t, desk, c).Digest)
	if err != nil {
		t.Fatal(err)
	}
	return moved
}

// The register of January 2020, taken in by the calendar of that day, and the
// notice of 01-27: what moves is told before, is what moves, and does so once.
// The same register can still be taken in again.
func TestExtensionOf2020(t *testing.T) {
	ctx := context.Background()
	desk, store := registry(t)
	before, after := extension()
	mustChange(t, desk, before)
	rows := []string{"编号=1 收到日期=2019-12-20", "编号=2 收到日期=2020-01-06",
		"编号=3 收到日期=2020-01-20", "编号=4 收到日期=2020-01-20 办结日期=2020-02-21 办理结果=予以公开"}
	mustImport(t, desk, grid(rows...))
	told := mustPropose(t, desk, after)
	want := "2 2020-02-06 2020-02-10, 3 2020-02-21 2020-02-25"
	if got := words(told.Moved); got != want {
		t.Errorf("told before: %s, want %s", got, want)
	}
	for _, app := range all(t, store) {
		if last := app.Journal[len(app.Journal)-1]; last.Event == workflow.Recalculate {
			t.Errorf("number %s was moved by asking", app.Number)
		}
	}
	if got := words(mustChange(t, desk, after)); got != want {
		t.Errorf("moved: %s, want %s", got, want)
	}
	if again := mustChange(t, desk, after); len(again) > 0 {
		t.Errorf("the second time it moves %v", again)
	}
	cal, _ := store.Calendar(ctx)
	for _, app := range all(t, store) {
		if due := workflow.Replay(app.Journal, cal).Due; due != app.Due {
			t.Errorf("number %s is due %s, by its journal %s", app.Number, app.Due, due)
		}
	}
	third := all(t, store)[2]
	consult := workflow.Command{Event: workflow.Consult, On: "2020-02-03", Party: workflow.ThirdParty, At: importedAt}
	if _, err := desk.Do(ctx, third.ID, consult); err != nil {
		t.Fatal(err)
	}
	rows[2] += " 征求意见发出日期=2020-02-03 征求对象=第三方"
	report := mustImport(t, desk, grid(rows...))
	if report.Unchanged != 4 || len(report.Refused) > 0 {
		t.Errorf("the register again: %d unchanged, refused %v; want 4 and none", report.Unchanged, report.Refused)
	}
}

func words(moved []workflow.Moved) string {
	var out []string
	for _, m := range moved {
		out = append(out, m.Number+" "+string(m.From)+" "+string(m.To))
	}
	return strings.Join(out, ", ")
}

// Only who runs the installation, and the operator at the machine, change the
// calendar; and only as it was seen.
func TestWhoChangesTheCalendar(t *testing.T) {
	ctx := context.Background()
	desk, store := registry(t)
	before, after := extension()
	mustChange(t, desk, before)
	mustImport(t, desk, grid("编号=3 收到日期=2020-01-20"))
	digest := mustPropose(t, desk, after).Digest
	for _, role := range account.Roles {
		u := desk.For(account.User{Name: "jia", Office: "sx", Role: role.Code})
		if _, err := u.ProposeCalendar(ctx, after); (err == nil) != role.Runs ||
			err != nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s asks what would move: %v", role.Label, err)
		}
		_, err := u.ChangeCalendar(ctx, after, "another")
		want := map[bool]fault.Kind{true: fault.Conflict, false: fault.Forbidden}[role.Runs]
		if fault.KindOf(err) != want || err == nil {
			t.Errorf("%s confirms what nobody saw: %v, want kind %d", role.Label, err, want)
		}
	}
	gone := desk.For(account.User{Name: "yi", Office: "sx", Role: account.Admin, Disabled: true})
	if _, err := gone.ChangeCalendar(ctx, after, digest); fault.KindOf(err) != fault.Forbidden || err == nil {
		t.Errorf("one who was disabled: %v", err)
	}
	mustChange(t, desk, before) // the same year again: another state to start from, but the same to see
	admin := desk.For(account.User{Name: "bing", Office: "sx", Role: account.Admin})
	moved, err := admin.ChangeCalendar(ctx, after, digest)
	if err != nil || len(moved) != 1 {
		t.Fatalf("who runs it confirms what was seen: %v, %v", moved, err)
	}
	if e := all(t, store)[0].Journal[1]; e.By != "bing" || e.User != "bing" || e.Role != account.Admin {
		t.Errorf("the entry is by %s, %s, %s", e.By, e.User, e.Role)
	}
}

// A change is refused whole for what is wrong with any of it.
func TestImpossibleChanges(t *testing.T) {
	desk, store := registry(t)
	day := func(office string, d calendar.Date, document string, off bool) calendar.LocalDay {
		return calendar.LocalDay{Office: office, Date: d, Document: document, Off: off}
	}
	good := day("sx", "2026-07-10", "示办发〔2026〕3号", true)
	for name, c := range map[string]calendar.Change{
		"one of an office that is not there": {Days: []calendar.LocalDay{good, day("zz", "2026-07-10", "x", true)}},
		"one without a document":             {Days: []calendar.LocalDay{good, day("sx", "2026-07-11", "", true)}},
		"one twice":                          {Days: []calendar.LocalDay{good, good}},
		"one of another century":             {Days: []calendar.LocalDay{good, day("sx", "1999-07-10", "x", true)}},
		"one without an office":              {Days: []calendar.LocalDay{good, day("", "2026-07-10", "x", true)}},
		"one taken back that was not there":  {Days: []calendar.LocalDay{good, day("sx", "2026-07-12", "x", false)}},
		"a long document": {Days: []calendar.LocalDay{good,
			day("sx", "2026-07-11", strings.Repeat("长", 201), true)}},
		"a long name": {Days: []calendar.LocalDay{{Office: "sx",
			Date: "2026-07-11", Document: "x", Name: strings.Repeat("长", 41), Off: true}}},
		"a switch without a ground": {Switch: &calendar.LocalSwitch{Office: "sx", Excluded: true}},
		"a switch of no office":     {Switch: &calendar.LocalSwitch{Office: "zz", Excluded: true, Document: "x"}},
		"a year without a day off":  {Year: &calendar.Year{Year: 2028}},
		"a year before all":         {Year: &calendar.Year{Year: 2006, Off: map[calendar.Date]string{"2006-01-01": ""}}},
	} {
		if _, err := desk.ProposeCalendar(context.Background(), c); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
	if kept, _ := store.CalendarChanges(context.Background()); len(kept) > 0 {
		t.Errorf("kept %v", kept)
	}
}

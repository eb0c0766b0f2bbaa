package report

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// An item reads back as it was written, and nothing else reads as one.
func FuzzItem(f *testing.F) {
	for _, s := range []string{"12", "12/7", "", "/", "0", "012",
		"12/", "12/0", "-1", "1/-1", "1/2/3", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var i Item
		err := i.UnmarshalText([]byte(s))
		again, _ := i.MarshalText()
		if err == nil && (string(again) != s || i.App < 1) {
			t.Errorf("%q was read as %+v, which is written %q", s, i, again)
		}
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", s, err)
		}
	})
}

// A frozen report opens as it was sealed; any other text is told apart from it,
// and none brings the program down.
func FuzzOpenFrozen(f *testing.F) {
	n := statistics.Whole(3)
	sealed, err := Frozen{Office: "xfb", Year: 2023, Revision: 1, Signers: Signers{Head: "<甲>"}, Tables: []FrozenTable{{
		Name: "表", Cols: []FrozenCol{{Code: "value"}},
		Lines: []FrozenLine{{Code: "new", Cells: []FrozenCell{{&n, []Item{{1, 0}, {1, 7}}}}}}}},
		Apps: []FrozenApp{{1, "2023-00001", "xfb", 3}}}.seal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed.Body)
	f.Add("")
	f.Add(`{"tables":[{"lines":[{"code":"new","cells":[{"n":1},{"n":2}]}]}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		got := OpenFrozen(body, sealed.Digest)
		if (got.Broken == "") != (body == sealed.Body) {
			t.Errorf("%q: broken %q", body, got.Broken)
		}
		got.Report()
		got.Behind("new", "value")
		got.Short()
	})
}

// The same report always seals to the same bytes, whatever order a map has.
func TestSealIsCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.Map(rapid.Int64Range(0, 1e9), func(n int64) statistics.Amount { return statistics.Amount(n) })
		text := rapid.MapOf(rapid.StringN(0, 5, 20), amounts).Draw(t, "text")
		a, errA := Frozen{Text: text}.seal()
		b, errB := Frozen{Text: text}.seal()
		if errA != nil || errB != nil || a.Body != b.Body || a.Digest != b.Digest || len(a.Digest) != 64 {
			t.Fatalf("%v %v: %q, %q", errA, errB, a.Body, b.Body)
		}
		again, err := json.Marshal(OpenFrozen(a.Body, a.Digest))
		if err != nil {
			t.Fatal(err)
		}
		if c, _ := OpenFrozen(string(again), "").seal(); c.Digest != a.Digest {
			t.Fatalf("opened and sealed again it is %q, was %q", c.Body, a.Body)
		}
	})
}

// Who answers for a report has to be said whole, and on a day that can be.
func TestSigners(t *testing.T) {
	at := calendar.Date("2024-01-15").Noon()
	whole := Signers{"甲", "乙", "丙", "000", "2024-01-15"}
	for name, tt := range map[string]struct {
		change func(*Signers)
		says   string
	}{
		"whole":         {func(*Signers) {}, ""},
		"no head":       {func(s *Signers) { s.Head = "" }, "单位负责人"},
		"no reviewer":   {func(s *Signers) { s.Reviewer = "" }, "审核人"},
		"no filler":     {func(s *Signers) { s.Filler = "" }, "填报人"},
		"no phone":      {func(s *Signers) { s.Phone = "" }, "联系电话"},
		"no day":        {func(s *Signers) { s.Date = "" }, "填报日期"},
		"a long name":   {func(s *Signers) { s.Head = strings.Repeat("甲", 201) }, "不超过 200 字"},
		"tomorrow":      {func(s *Signers) { s.Date = "2024-01-16" }, "晚于今天"},
		"in the year":   {func(s *Signers) { s.Date = "2023-12-31" }, "早于 2023 年度结束"},
		"the first day": {func(s *Signers) { s.Date = "2024-01-01" }, ""},
	} {
		s := whole
		tt.change(&s)
		err := s.validate(2023, at)
		if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: got %v, want %q", name, err, tt.says)
		}
	}
}

// The end of a day is the last moment that is still that day in China.
func TestEndOf(t *testing.T) {
	end := calendar.EndOf("2024-01-20")
	if calendar.DateOf(end) != "2024-01-20" || calendar.DateOf(end.Add(time.Nanosecond)) != "2024-01-21" {
		t.Errorf("the end of 2024-01-20 is %s", end)
	}
}

// What was known of a due date is what was told then: a notice about days off
// that came later has moved it, and until it came the date was not sure.
func TestAsOfKeepsTheDueDateOfThen(t *testing.T) {
	app, on := &workflow.Application{Office: "sl", Number: "2026-00001"}, calendar.Date("2026-12-21")
	cmd := workflow.Log(workflow.Intake{
		Channel: workflow.InPerson, Arrived: on, Content: "2023 年预算执行情况",
		Applicant: workflow.Applicant{Kind: "person", Name: "申请人甲"},
	}, calendar.Published())
	cmd.At, cmd.By, cmd.Role = on.Noon(), "甲", account.Clerk
	if err := app.Apply(cmd, calendar.Published()); err != nil {
		t.Fatal(err)
	}
	told := app.Due
	year, err := calendar.ParseYear(2027, "off 2027-01-04 元旦\noff 2027-01-05 元旦\n")
	if err != nil {
		t.Fatal(err)
	}
	later := calendar.New(year)
	if !app.Resettle(later) {
		t.Fatal("the notice moved nothing")
	}
	then := app.AsOf(calendar.EndOf("2026-12-31"), later)
	if then.Due != told || !then.Provisional || app.Due == told {
		t.Errorf("told %s, now %s; as of then %s (provisional %v)", told, app.Due, then.Due, then.Provisional)
	}
	if app.AsOf(calendar.EndOf("2026-12-20"), later) != nil {
		t.Error("it was known before it came")
	}
}

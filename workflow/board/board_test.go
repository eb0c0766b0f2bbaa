package board_test

import (
	"context"
	"slices"
	"testing"

	"gongkai/workflow/account"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/storetest"
)

// today is a Tuesday.
const today = calendar.Date("2026-11-24")

// counts answers each census in turn with rows that are at hand.
type counts struct{ answers [][]board.CensusRow }

func (c *counts) Census(context.Context, board.Census) ([]board.CensusRow, error) {
	next := c.answers[0]
	c.answers = c.answers[1:]
	return next, nil
}

// counting is the board of a clerk to whom the store answers so.
func counting(t *testing.T, answers ...[]board.CensusRow) board.Board {
	t.Helper()
	store := storetest.NewMem()
	if err := store.AddOffice(t.Context(), account.Office{Code: "xfb", Name: "示例县人民政府办公室"}); err != nil {
		t.Fatal(err)
	}
	b := desks.New(store).For(account.User{Name: "jingban", Office: "xfb", Role: account.Clerk}).Board
	b.Store = &counts{answers}
	return b
}

// A week begins on Monday and ends on Sunday.
func TestWeek(t *testing.T) {
	for day, want := range map[calendar.Date][2]calendar.Date{
		today: {"2026-11-23", "2026-11-29"}, "2026-11-23": {"2026-11-23", "2026-11-29"},
		"2026-11-29": {"2026-11-23", "2026-11-29"}, "2027-01-01": {"2026-12-28", "2027-01-03"},
	} {
		if got := [2]calendar.Date{board.Monday(day), board.Sunday(day)}; got != want {
			t.Errorf("the week of %s is %v, want %v", day, got, want)
		}
	}
}

// Every standing has a condition; one that there is not has none.
func TestStandings(t *testing.T) {
	for _, s := range []board.Standing{
		board.Overdue, board.DueToday, board.ThisWeek, board.NextWeek, board.Stopped, board.InOpinion,
		board.Arrived, board.Unsigned, board.Unposted, board.Unserved, board.Open, board.Disputed,
	} {
		if s.On(today) == nil {
			t.Errorf("%s has no condition", s)
		}
	}
	if got := board.Standing("late").On(today); got != nil {
		t.Errorf("a standing that there is not means %v", got)
	}
}

// An overview adds up rows and total: what is open by each condition, what ended,
// and the working days between the days of arrival and of the end.
func TestOverview(t *testing.T) {
	b := counting(t,
		[]board.CensusRow{{Key: []string{"甲"}, N: []int{3, 1}}, {Key: []string{"乙"}, N: []int{2, 0}}},
		[]board.CensusRow{{Key: []string{"甲", "2026-11-20", "late"}, N: []int{2, 2}}},
		[]board.CensusRow{{Key: []string{"甲", "2026-11-16"}, N: []int{2}}},
	)
	by := board.By{Open: cond.FieldHandler, Closed: cond.FieldHandler}
	o, err := b.Overview(t.Context(), by, today, calendar.Published(), []cond.Cond{nil, nil})
	if err != nil {
		t.Fatal(err)
	}
	row, total := o.Rows["甲"], o.Total
	if row.Closed != 2 || row.Late != 2 || row.Extended != 0 || row.Elapsed != 8 || !slices.Equal(row.Open, []int{3, 1}) {
		t.Errorf("the row is %+v, want 2 ended late after 4 working days each", row)
	}
	if total.Closed != 2 || total.Elapsed != 8 || !slices.Equal(total.Open, []int{5, 1}) {
		t.Errorf("the total is %+v", total)
	}
}

// By week there is a row for every week shown, and a day counts in its week.
func TestOverviewByWeek(t *testing.T) {
	b := counting(t, []board.CensusRow{{Key: []string{"2026-11-26"}, N: []int{1}}}, nil, nil)
	by := board.By{Open: cond.FieldDue, Closed: cond.FieldClosed, Weekly: true}
	o, err := b.Overview(t.Context(), by, today, calendar.Published(), []cond.Cond{nil})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Rows) != 12 || o.Rows["2026-11-23"] == nil || o.Rows["2026-11-23"].Open[0] != 1 {
		t.Errorf("%d rows, want 12 with one in the week of 2026-11-23", len(o.Rows))
	}
	if got := board.Weeks(today); got.From != "2026-09-28" || got.To != "2026-12-20" {
		t.Errorf("the weeks shown are %v", got)
	}
}

// The months are 24, the present one last, with what came, ended and was late.
func TestMonths(t *testing.T) {
	b := counting(t,
		[]board.CensusRow{{Key: []string{"2026-11-02"}, N: []int{2}}, {Key: []string{"2026-11-03"}, N: []int{1}}},
		[]board.CensusRow{{Key: []string{"2024-12-31"}, N: []int{4, 1}}},
	)
	months, err := b.Months(t.Context(), today)
	if err != nil || len(months) != 24 {
		t.Fatalf("%d months (%v), want 24", len(months), err)
	}
	if want := (board.Month{First: "2026-11-01", Received: 3}); months[23] != want {
		t.Errorf("the last is %+v, want %+v", months[23], want)
	}
	if want := (board.Month{First: "2024-12-01", Closed: 4, Late: 1}); months[0] != want {
		t.Errorf("the first is %+v, want %+v", months[0], want)
	}
}

// What took as long as a term allows is of the class that ends there.
func TestSpread(t *testing.T) {
	b := counting(t, []board.CensusRow{
		{Key: []string{"2026-11-20", "2026-11-20"}, N: []int{1}}, {Key: []string{"2026-11-20", "2026-11-13"}, N: []int{2}},
		{Key: []string{"2026-11-23", "2026-11-13"}, N: []int{4}}, {Key: []string{"2026-11-20", "2026-06-01"}, N: []int{8}},
	})
	got, err := b.Spread(t.Context(), today, calendar.Published())
	want := []board.Took{{0, 5, 3}, {6, 10, 4}, {11, 15, 0}, {16, 20, 0}, {21, 30, 0}, {31, 40, 0}, {41, 0, 8}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v (%v), want %v", got, err, want)
	}
}

package workflow_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
	"gongkai/workflow/storetest"
)

// bureau is an office at work: a clerk, a head, and the store behind both.
type bureau struct {
	t           *testing.T
	store       desks.Store
	clerk, head *desks.Set
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	store := storetest.NewMem()
	for _, code := range []string{"sx", "sl"} {
		if err := store.AddOffice(context.Background(), account.Office{Code: code, Name: "示例县" + code}); err != nil {
			t.Fatal(err)
		}
	}
	desk := desks.New(store)
	return &bureau{t, store,
		desk.For(account.User{Name: "jb", Office: "sx", Role: account.Clerk}),
		desk.For(account.User{Name: "fzr", Office: "sx", Role: account.Supervisor})}
}

// came logs an application that was handed in.
func (b *bureau) came(on calendar.Date, by string) *workflow.Application {
	b.t.Helper()
	in := &workflow.Intake{Channel: workflow.InPerson, Content: "两项信息",
		Arrived: on, Applicant: workflow.Applicant{Kind: "person", Name: by}}
	return b.done(b.clerk, 0, workflow.Command{Event: workflow.Receive, On: on, Office: "sx", Intake: in})
}

func (b *bureau) do(desk *desks.Set, id workflow.ID, cmd workflow.Command) (*workflow.Application, error) {
	cmd.At = importedAt
	return desk.Do(context.Background(), id, cmd)
}

func (b *bureau) done(desk *desks.Set, id workflow.ID, cmd workflow.Command) *workflow.Application {
	b.t.Helper()
	app, err := b.do(desk, id, cmd)
	if err != nil {
		b.t.Fatalf("%s on %s: %v", cmd.Event, cmd.On, err)
	}
	return app
}

// answered drafts as the clerk and signs as the head.
func (b *bureau) answered(id workflow.ID, on calendar.Date, as workflow.OutcomeCode) {
	b.t.Helper()
	b.done(b.clerk, id, workflow.Command{Event: workflow.DraftAnswer, On: on, Outcome: as})
	b.done(b.clerk, id, workflow.Command{Event: workflow.Submit, On: on})
	b.done(b.head, id, workflow.Command{Event: workflow.Answer, On: on})
}

func (b *bureau) split(app *workflow.Application, on calendar.Date, parts ...string) []*workflow.Application {
	b.t.Helper()
	b.done(b.head, app.ID, workflow.Command{Event: workflow.Split, On: on, Parts: parts, Reason: "一事一申请"})
	return slices.DeleteFunc(all(b.t, b.store), func(a *workflow.Application) bool {
		e, is := a.Last(workflow.SplitOff)
		return !is || e.Other != app.Number
	})
}

// counts are the lines of the form of a year that hold anything, with how much.
func (b *bureau) counts(year int) string {
	b.t.Helper()
	r, err := b.head.Reports.Report(context.Background(), report.Options{Office: "sx", Year: year})
	if err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for i, f := range r.Edition.Forms {
		for _, l := range f.Lines {
			if n, ok := r.Tallies[i].Get(l.Code, f.Cols[len(f.Cols)-1].Code); ok && n != 0 && l.Where != nil {
				out = append(out, l.Code+"="+n.String())
			}
		}
	}
	return strings.Join(out, " ")
}

// The parts go on where the whole stood: same day of receipt, what was excluded,
// the same last day. Each has its own number and its own answer, and they are
// counted while the whole is not.
func TestPartsGoOnWhereTheWholeStood(t *testing.T) {
	b := newBureau(t)
	whole := b.came("2024-03-01", "申请人甲")
	b.done(b.clerk, whole.ID, workflow.Command{Event: workflow.Consult, On: "2024-03-06", Party: workflow.ThirdParty})
	b.done(b.clerk, whole.ID, workflow.Command{Event: workflow.Consulted, On: "2024-03-20", Opinion: "agrees"})
	parts := b.split(whole, "2024-03-21", "决算", "采购合同")
	if len(parts) != 2 || parts[0].Content != "决算" || parts[1].Content != "采购合同" {
		t.Fatalf("the parts are %+v, want 决算 and 采购合同", parts)
	}
	numbers := map[string]bool{whole.Number: true}
	for _, p := range parts {
		numbers[p.Number] = true
		if p.Received != "2024-03-01" || p.Due != "2024-04-15" || p.State != workflow.Received {
			t.Errorf("%s: received %s, due %s, %s; want 2024-03-01, 2024-04-15, received", p.Number, p.Received, p.Due, p.State)
		}
	}
	if len(numbers) != 3 || numbers[""] {
		t.Errorf("the numbers are %v, want three", numbers)
	}
	b.answered(parts[0].ID, "2024-04-15", "granted")
	b.answered(parts[1].ID, "2024-04-16", "secret")
	if got, want := b.counts(2024), "new=2 granted=1 refused.secret=1 done=2"; got != want {
		t.Errorf("counted %s, want %s", got, want)
	}
	second, err := b.store.Get(context.Background(), nil, parts[1].ID)
	if err != nil || second.Pace() != workflow.Late {
		t.Errorf("the second part is %s (%v), want late", second.Pace(), err)
	}
}

// What was done once for the whole is done for the parts: the extension and the
// correction cannot be had again, and what was paid is counted once.
func TestPartsKeepWhatWasSpent(t *testing.T) {
	b := newBureau(t)
	for range 10 { // that are free
		b.came("2024-03-01", "申请人甲")
	}
	whole := b.came("2024-03-01", "申请人甲")
	b.done(b.clerk, whole.ID, workflow.Command{Event: workflow.AskFee,
		On: "2024-03-04", Tariff: workflow.ByItem, Amount: statistics.Whole(100)})
	b.done(b.clerk, whole.ID, workflow.Command{Event: workflow.Pay, On: "2024-03-05"})
	b.done(b.clerk, whole.ID, workflow.Command{Event: workflow.DraftExtension, On: "2024-03-06", Days: 10})
	b.done(b.clerk, whole.ID, workflow.Command{Event: workflow.Submit, On: "2024-03-06"})
	b.done(b.head, whole.ID, workflow.Command{Event: workflow.Extend, On: "2024-03-06"})
	paid := statistics.Amount(0)
	for _, p := range b.split(whole, "2024-03-07", "决算", "采购合同", "会议纪要") {
		if p.Due != "2024-04-17" || p.State != workflow.Extended { // 30 working days after 2024-03-05
			t.Errorf("%s: %s due %s, want extended 2024-04-17", p.Number, p.State, p.Due)
		}
		longer := workflow.Command{Event: workflow.DraftExtension, On: "2024-03-08", Days: 1}
		if _, err := b.do(b.clerk, p.ID, longer); fault.KindOf(err) != fault.Refused {
			t.Errorf("%s: extended again: %v, want Refused", p.Number, err)
		}
		void := workflow.Command{Event: workflow.Void, On: "2024-03-08", Reason: "误登"}
		if _, err := b.do(b.head, p.ID, void); fault.KindOf(err) != fault.Refused {
			t.Errorf("%s: its splitting was voided: %v, want Refused", p.Number, err)
		}
	}
	for _, app := range all(t, b.store) {
		for _, p := range app.Payments() {
			paid += p.Yuan
		}
	}
	if paid != statistics.Whole(100) {
		t.Errorf("%s yuan were paid, want 100", paid)
	}
}

// The places in the month that a fee by items goes by are those of the parts, not
// of the whole: the tenth and, from then on, those that are charged.
func TestPartsHaveTheirPlacesInTheMonth(t *testing.T) {
	b := newBureau(t)
	for range 9 {
		b.came("2024-03-01", "申请人甲")
	}
	b.came("2024-03-04", "申请人乙")
	parts := b.split(b.came("2024-03-04", "申请人甲"), "2024-03-05", "决算", "采购合同", "会议纪要")
	for i, p := range parts {
		if n, err := b.clerk.Ordinal(context.Background(), p); err != nil || n != 10+i {
			t.Errorf("part %d is number %d of the month (%v), want %d", i, n, err, 10+i)
		}
	}
	fee := workflow.Command{
		Event: workflow.AskFee, On: "2024-03-06", Tariff: workflow.ByItem, Amount: statistics.Whole(100),
	}
	if _, err := b.do(b.clerk, parts[0].ID, fee); fault.KindOf(err) != fault.Refused {
		t.Errorf("a fee for the tenth: %v, want Refused", err)
	}
	b.done(b.clerk, parts[1].ID, fee)
	if n, err := b.clerk.Ordinal(context.Background(), b.came("2024-04-01", "申请人甲")); err != nil || n != 1 {
		t.Errorf("the first of April is number %d (%v), want 1", n, err)
	}
}

// One application is merged into another of the same applicant and office, whose
// clock and count stay as they are.
func TestMergedAwayIsNotCounted(t *testing.T) {
	b := newBureau(t)
	stays, goes, others := b.came("2024-03-01", "申请人甲"), b.came("2024-03-05", "申请人甲"), b.came("2024-03-06", "申请人乙")
	merge := func(desk *desks.Set, id workflow.ID, into string) error {
		_, err := b.do(desk, id, workflow.Command{Event: workflow.Merge, On: "2024-03-08", Other: into, Reason: "重复登记"})
		return err
	}
	for _, tt := range []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"by a clerk", merge(b.clerk, goes.ID, stays.Number), fault.Forbidden},
		{"into itself", merge(b.head, goes.ID, goes.Number), fault.Invalid},
		{"into nothing", merge(b.head, goes.ID, "2024-99999"), fault.Invalid},
		{"into that of another applicant", merge(b.head, goes.ID, others.Number), fault.Refused},
		{"as it should be", merge(b.head, goes.ID, stays.Number), fault.Internal},
		{"once more", merge(b.head, goes.ID, stays.Number), fault.Refused},
		{"the other into what is gone", merge(b.head, stays.ID, goes.Number), fault.Refused},
	} {
		if got := fault.KindOf(tt.err); got != tt.want || (tt.err == nil) != (tt.want == fault.Internal) {
			t.Errorf("%s: %v, want kind %d", tt.name, tt.err, tt.want)
		}
	}
	kept, err := b.store.Get(context.Background(), nil, stays.ID)
	if err != nil || kept.Due != "2024-03-29" || kept.State != workflow.Received {
		t.Errorf("the other is %s due %s (%v), want received 2024-03-29", kept.State, kept.Due, err)
	}
	if e, ok := kept.Last(workflow.Absorb); !ok || e.Other != goes.Number {
		t.Errorf("the other says of it %+v", e)
	}
	b.answered(stays.ID, "2024-03-11", "granted")
	if got, want := b.counts(2024), "new=2 granted=1 done=1 carried=1"; got != want {
		t.Errorf("counted %s, want %s", got, want)
	}
}

package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// Several applications come in the order asked for, each as if read alone; and none of
// them if one does not exist or is out of scope.
func many(t *testing.T, s desks.Store) {
	apps := filled(t, s, 700)
	ids := []workflow.ID{apps[650].ID, apps[3].ID, apps[3].ID}
	for _, app := range apps {
		ids = append(ids, app.ID)
	}
	got := must(s.Many(ctx, nil, ids))(t)
	for i, id := range ids {
		if d := cmp.Diff(must(s.Get(ctx, nil, id))(t), got[i]); d != "" {
			t.Fatalf("application %d (-alone +with others):\n%s", id, d)
		}
	}
	if none := must(s.Many(ctx, nil, nil))(t); len(none) > 0 {
		t.Errorf("nothing asked for: %d applications", len(none))
	}
	_, err := s.Many(ctx, nil, []workflow.ID{apps[0].ID, 1 << 40})
	wantKind(t, "one that is not there", err, fault.NotFound)
	_, err = s.Many(ctx, cond.InOffices(apps[0].Office), ids)
	wantKind(t, "one out of scope", err, fault.NotFound)
	own := must(s.Many(ctx, cond.InOffices(apps[0].Office), []workflow.ID{apps[0].ID}))(t)
	if len(own) != 1 || own[0].ID != apps[0].ID {
		t.Errorf("one in scope: %+v", own)
	}
}

// One application is divided and another merged, each in one transaction, and the forms
// count the parts and not the whole. If anything fails, everything stays as it was.
func together(t *testing.T, s desks.Store) {
	addOffices(t, s)
	whole, other := one(t, "county", "2023-03-01"), one(t, "county", "2023-03-02")
	elsewhere := one(t, "police", "2023-03-03")
	ok(t, s.Add(ctx, whole, other, elsewhere))
	head := desks.New(s).For(account.User{Name: "fzr", Office: "county", Role: account.Supervisor})
	do := func(app *workflow.Application, cmd workflow.Command) (*workflow.Application, error) {
		cmd.On, cmd.At, cmd.Reason = "2023-03-06", Written, "示例理由"
		return head.Do(ctx, app.ID, cmd)
	}
	split := must(do(whole, workflow.Command{Event: workflow.Split, Parts: []string{"甲项信息", "乙项信息"}}))(t)
	var parts []string
	ok(t, s.Each(ctx, nil, func(app *workflow.Application) error {
		if e, is := app.Last(workflow.SplitOff); is && e.Other == whole.Number {
			parts = append(parts, app.Content)
		}
		return nil
	}))
	if split.State != workflow.Superseded || !slices.Equal(parts, []string{"甲项信息", "乙项信息"}) {
		t.Errorf("split it is %s, its parts are %v", split.State, parts)
	}
	wantReceived(t, s, 3) // two parts and the other
	nowhere := workflow.Command{Event: workflow.Merge, Other: elsewhere.Number + "x"}
	if _, err := do(other, nowhere); fault.KindOf(err) != fault.Invalid {
		t.Errorf("merged into what is not there: %v", err)
	}
	merged := must(do(other, workflow.Command{Event: workflow.Merge, Other: "2023-00003"}))(t)
	goesOn := must(s.Get(ctx, nil, elsewhere.ID+1))(t)
	if e, is := goesOn.Last(workflow.Absorb); merged.State != workflow.Superseded || !is || e.Other != other.Number {
		t.Errorf("merged it is %s, and the other has %+v", merged.State, e)
	}
	wantReceived(t, s, 2)
	failsTogether(t, s, []workflow.ID{goesOn.ID, elsewhere.ID})
}

// failsTogether changes several, adds one, and fails: by itself, by a number that is
// taken, or out of scope. Nothing stays.
func failsTogether(t *testing.T, s desks.Store, ids []workflow.ID) {
	before := must(s.Chain(ctx))(t)
	no := errors.New("no")
	_, err := s.Together(ctx, nil, ids, func(apps []*workflow.Application) ([]*workflow.Application, error) {
		for _, app := range apps {
			ok(t, app.Apply(workflow.Command{Event: workflow.Withdraw, On: "2023-03-08",
				At: Written, By: "甲", Role: account.Clerk, Reason: "撤回"}, calendar.Published()))
		}
		return nil, no
	})
	if !errors.Is(err, no) {
		t.Errorf("got %v, want the error of change itself", err)
	}
	_, err = s.Together(ctx, nil, ids, func([]*workflow.Application) ([]*workflow.Application, error) {
		return []*workflow.Application{numbered(t, "county", "2023-05-01", "2023-00001")}, nil
	})
	wantKind(t, "a number that is taken", err, fault.Conflict)
	nothing := func([]*workflow.Application) ([]*workflow.Application, error) { return nil, nil }
	_, err = s.Together(ctx, cond.InOffices("school"), ids, nothing)
	wantKind(t, "out of scope", err, fault.NotFound)
	if d := cmp.Diff(before, must(s.Chain(ctx))(t)); d != "" {
		t.Errorf("what failed left something (-before +after):\n%s", d)
	}
}

// wantReceived checks how many applications the county received in 2023.
func wantReceived(t *testing.T, s desks.Store, want int) {
	t.Helper()
	got := must(s.Tally(ctx, report.Applications2021, []string{"county"}, calendar.YearOf(2023)))(t)
	if n, _ := got.Get("new", "total"); n != statistics.Whole(want) {
		t.Errorf("%s were received, want %d", n, want)
	}
}

// What a voided step had left behind is gone from every list and form: the suit, the
// money, the closing day.
func voided(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := submitted(t, "2023-03-01")
	ok(t, s.Add(ctx, app))
	do := func(cmd workflow.Command) *workflow.Application {
		cmd.On, cmd.At, cmd.By, cmd.Role = "2023-03-20", Written, "负责人", account.Supervisor
		return must(s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
			return a.Apply(cmd, calendar.Published())
		}))(t)
	}
	do(workflow.Command{Event: workflow.Answer})
	do(workflow.Command{Event: workflow.AcceptSuit, Block: workflow.SuitDirect})
	if _, n, err := s.List(ctx, workflow.Query{Of: cond.Disputes}); err != nil || n != 1 {
		t.Errorf("%d suits (%v), want 1", n, err)
	}
	do(workflow.Command{Event: workflow.Void, Reason: "另一件的案件"})
	got := do(workflow.Command{Event: workflow.Void, Reason: "误登"})
	if _, n, err := s.List(ctx, workflow.Query{Of: cond.Disputes}); err != nil || n != 0 {
		t.Errorf("%d suits (%v) after it was voided, want none", n, err)
	}
	kept := must(s.Get(ctx, nil, app.ID))(t)
	if d := cmp.Diff(got, kept); d != "" || kept.State != workflow.Received || kept.Closed != "" ||
		len(kept.Journal) != 7 || kept.Due != "2023-03-29" {
		t.Errorf("after both were voided: %s closed %q due %s, %d entries (-returned +kept):\n%s",
			kept.State, kept.Closed, kept.Due, len(kept.Journal), d)
	}
	if chain := must(s.Chain(ctx))(t); len(chain.Broken) > 0 || chain.Entries != 7 {
		t.Errorf("the chain: %+v", chain)
	}
}

// An office keeps what it is set to, if it exists.
func officeChanges(t *testing.T, s desks.Store) {
	addOffices(t, s)
	want := Offices[1]
	want.Pair, want.Name = true, "示例县公安局（本级）"
	want.Remedy = account.Bodies{Government: true, Review: "示例县人民政府", Before: "示例市公安局",
		Superior: "示例市公安局", Court: "示例县人民法院", Online: "https://example.invalid"}
	ok(t, s.SetOffice(ctx, want))
	got := must(s.Offices(ctx))(t)
	if d := cmp.Diff([]account.Office{Offices[0], want, Offices[2]}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	wantKind(t, "an office that is not there",
		s.SetOffice(ctx, account.Office{Code: "none", Name: "无"}), fault.NotFound)
	want.Parent = "nowhere"
	wantKind(t, "a parent that is not there", s.SetOffice(ctx, want), fault.Invalid)
	want.Name = ""
	wantKind(t, "an office without a name", s.SetOffice(ctx, want), fault.Invalid)
}

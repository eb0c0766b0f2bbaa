package storetest

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
)

// What a step is said to lead to is what it leads to, and saying so changes nothing.
// Over applications of chance, each tried with steps of chance by people of both roles,
// Try returns the application that Do then returns, or its refusal.
func tried(t *testing.T, s desks.Store) {
	filled(t, s, 60)
	r := rand.New(rand.NewPCG(9, 2026))
	desk := desks.New(s)
	done, refused := 0, 0
	for id := range workflow.ID(60) {
		for range 8 {
			u := account.User{Name: "试办" + string(rune('甲'+r.IntN(3))),
				Role: pick(r, []account.Role{account.Clerk, account.Supervisor})}
			before := must(s.Get(ctx, nil, id+1))(t)
			u.Office = before.Office
			cmd := chance(r, before)
			would, wouldErr := desk.For(u).Try(ctx, id+1, cmd)
			if now := must(s.Get(ctx, nil, id+1))(t); !cmp.Equal(now, before) {
				t.Fatalf("%s: trying %s changed it:\n%s", before.Number, cmd.Event, cmp.Diff(before, now))
			}
			did, didErr := desk.For(u).Do(ctx, id+1, cmd)
			switch {
			case (wouldErr == nil) != (didErr == nil), didErr != nil && didErr.Error() != wouldErr.Error():
				t.Fatalf("%s: %s would be %v, and was %v", before.Number, cmd.Event, wouldErr, didErr)
			case didErr != nil:
				refused++
			case !cmp.Equal(would.Before, before) || !cmp.Equal(would.After, did):
				t.Fatalf("%s: %s would lead elsewhere than it does:\n%s", before.Number, cmd.Event, cmp.Diff(would.After, did))
			default:
				done++
			}
		}
	}
	if done < 60 || refused < 60 {
		t.Errorf("%d steps were taken and %d refused, want 60 of each at least", done, refused)
	}
}

// chance returns any step, a few days after the last, as somebody who sees the
// application as it is would ask for it.
func chance(r *rand.Rand, app *workflow.Application) workflow.Command {
	w := walker{r: r, cal: calendar.Published(), app: app}
	cmd := w.step()
	if r.IntN(8) == 0 {
		cmd = workflow.Command{Event: workflow.Split, Parts: []string{"其一", "其二"}, Reason: "一事一申请"}
	}
	cmd.On = app.Journal[len(app.Journal)-1].On.AddDays(r.IntN(20) - 1)
	cmd.At, cmd.Version = Written.Add(time.Hour), app.Version
	cmd.Recorded = cmd.Reason != "" && r.IntN(3) == 0
	return cmd
}

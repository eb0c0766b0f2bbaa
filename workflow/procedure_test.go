package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/looplab/fsm"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// handlingStates and the others are what the procedures may speak of.
func handlingStates() []workflow.State {
	return append([]workflow.State{workflow.New, workflow.Superseded}, workflow.Anywhere...)
}

func reviewStates() []workflow.State {
	return []workflow.State{workflow.New, workflow.Filed, workflow.Pending, workflow.Suspended, workflow.Concluded}
}

func suitStates() []workflow.State {
	return []workflow.State{workflow.New, workflow.Pending, workflow.Judged, workflow.Appealed, workflow.Concluded}
}

func letterStates() []workflow.State {
	return []workflow.State{workflow.New, workflow.Drafted, workflow.Submitted, workflow.Returned}
}

// The tables of the program hold nothing that the machine would swallow.
func TestProceduresAreValid(t *testing.T) {
	if err := workflow.HandlingProcedure.Validate(handlingStates()); err != nil {
		t.Errorf("handling: %v", err)
	}
	if err := workflow.LetterProcedure.Validate(letterStates()); err != nil {
		t.Errorf("letters: %v", err)
	}
	if err := workflow.ReviewProcedure.Validate(reviewStates()); err != nil {
		t.Errorf("reviews: %v", err)
	}
	if err := workflow.SuitProcedure.Validate(suitStates()); err != nil {
		t.Errorf("suits: %v", err)
	}
}

// Every state can be reached from the beginning, and from every state in which
// handling goes on there is a way to an end.
func TestNoDeadEnds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		p      workflow.Procedure
		states []workflow.State
		ends   []workflow.State
	}{
		{"handling", workflow.HandlingProcedure, handlingStates(), []workflow.State{workflow.Answered, workflow.Lapsed}},
		{"reviews", workflow.ReviewProcedure, reviewStates(), []workflow.State{workflow.Concluded}},
		{"suits", workflow.SuitProcedure, suitStates(), []workflow.State{workflow.Concluded}},
	} {
		from := map[workflow.State]map[workflow.State]bool{}
		for _, s := range tt.states {
			from[s] = reachable(tt.p, s)
			if !from[workflow.New][s] && s != workflow.New && s != workflow.Remaking { // which a review or a court orders
				t.Errorf("%s: %s is never reached", tt.name, s)
			}
		}
		for s, to := range from {
			if !to[tt.ends[0]] && s != workflow.Answered && s != workflow.Lapsed &&
				s != workflow.Concluded && s != workflow.Superseded {
				t.Errorf("%s: from %s there is no way to %s", tt.name, s, tt.ends[0])
			}
		}
	}
}

func reachable(p workflow.Procedure, from workflow.State) map[workflow.State]bool {
	seen, next := map[workflow.State]bool{}, []workflow.State{from}
	for len(next) > 0 {
		s := next[0]
		next = next[1:]
		for _, r := range p {
			if rule, ok := p.Rule(r.Event, s); ok && !seen[rule.Target(s)] {
				seen[rule.Target(s)] = true
				next = append(next, rule.Target(s))
			}
		}
	}
	return seen
}

// two is a small procedure of two rows, one with a guard.
func two(check func(workflow.Move) error) workflow.Procedure {
	return workflow.Procedure{
		{Event: "go", Label: "前进", From: []workflow.State{workflow.New}, To: workflow.Received,
			Roles: workflow.Clerks, Guards: []workflow.Guard{{"可以前进", check}}, Article: "33(2)"},
		{Event: "turn", Label: "原地", From: []workflow.State{workflow.New, workflow.Received},
			To: workflow.Stay, Roles: workflow.Clerks},
	}
}

func allowed(workflow.Move) error { return nil }

func move(event workflow.Event) workflow.Move {
	return workflow.Move{Of: &workflow.Application{}, Cmd: workflow.Command{Event: event, Role: account.Clerk},
		Law: workflow.LawOn("2024-03-01", calendar.Published())}
}

// Trap: of two rows for one event and state the machine silently takes the last.
// Our table is refused.
func TestTrapRowTwice(t *testing.T) {
	raw := fsm.NewFSM("", fsm.Events{
		{Name: "go", Src: []string{""}, Dst: "received"},
		{Name: "go", Src: []string{""}, Dst: "lapsed"},
	}, nil)
	if err := raw.Event(context.Background(), "go"); err != nil || raw.Current() != "lapsed" {
		t.Logf("the machine itself went to %s, %v: the trap is gone", raw.Current(), err)
	}
	p := append(two(allowed), workflow.Rule{Event: "go", Label: "前进", From: []workflow.State{workflow.New},
		To: workflow.Lapsed, Roles: workflow.Clerks})
	if err := p.Validate(handlingStates()); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a row that stands twice: %v", err)
	}
}

// Trap: the machine takes any word for a state. Our table is refused, and from a
// state that nobody knows nothing leads anywhere.
func TestTrapUnknownState(t *testing.T) {
	for _, p := range []workflow.Procedure{
		{{Event: "go", From: []workflow.State{workflow.New}, To: "nowhere", Roles: workflow.Clerks}},
		{{Event: "go", From: []workflow.State{"nwe"}, To: workflow.Received, Roles: workflow.Clerks}},
		{{Event: "go", From: nil, To: workflow.Received, Roles: workflow.Clerks}},
		{{Event: "go", From: []workflow.State{workflow.New}, To: workflow.Received}},
	} {
		if err := p.Validate(handlingStates()); err == nil {
			t.Errorf("accepted: %+v", p)
		}
	}
	to, err := two(allowed).Next("foo", move("go"))
	if to != "foo" || fault.KindOf(err) != fault.Refused {
		t.Errorf("from a state nobody knows: %s, %v, want no step and Refused", to, err)
	}
}

// Trap: a step that stays where it is comes back as an error. For us it is a
// step like any other.
func TestTrapSelfLoop(t *testing.T) {
	raw := fsm.NewFSM("a", fsm.Events{{Name: "turn", Src: []string{"a"}, Dst: "a"}}, nil)
	if err := raw.Event(context.Background(), "turn"); !errors.As(err, &fsm.NoTransitionError{}) {
		t.Logf("the machine itself says %v: the trap is gone", err)
	}
	for _, from := range []workflow.State{workflow.New, workflow.Received} {
		if to, err := two(allowed).Next(from, move("turn")); to != from || err != nil {
			t.Errorf("turn from %q: %q, %v", from, to, err)
		}
	}
}

// Trap: a cancelled context leaves the machine stuck between two states. Ours is
// given none that can be cancelled, and is thrown away after every step.
func TestTrapCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	raw := fsm.NewFSM("", fsm.Events{{Name: "go", Src: []string{""}, Dst: "received"}},
		fsm.Callbacks{"leave_": func(context.Context, *fsm.Event) {}})
	t.Logf("the machine itself: %v, then %v", raw.Event(ctx, "go"), raw.Event(context.Background(), "go"))
	p := two(allowed)
	for range 3 {
		if to, err := p.Next(workflow.New, move("go")); to != workflow.Received || err != nil {
			t.Errorf("go: %q, %v, want received", to, err)
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[workflow.Command]()) {
		if f.Type == reflect.TypeFor[context.Context]() {
			t.Errorf("a command carries a context: %s", f.Name)
		}
	}
}

// Trap: a machine that is kept remembers where something stood. Nothing that is
// stored holds one.
func TestTrapStoredMachine(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type, string)
	walk = func(typ reflect.Type, path string) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		if strings.HasPrefix(typ.PkgPath(), "github.com/looplab") {
			t.Errorf("%s is a %s", path, typ)
		}
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			walk(typ.Elem(), path+"[]")
		case reflect.Struct:
			for i := range typ.NumField() {
				walk(typ.Field(i).Type, path+"."+typ.Field(i).Name)
			}
		default: // holds no other type
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[workflow.Application](), reflect.TypeFor[workflow.Entry](),
		reflect.TypeFor[workflow.Command](), reflect.TypeOf(workflow.HandlingProcedure), reflect.TypeFor[desks.Set]()} {
		walk(typ, typ.String())
	}
}

// Trap: the machine lists what may come next in any order. Ours is that of the
// table, every time.
func TestTrapOrderOfChoices(t *testing.T) {
	app := history(t, received("2024-03-01"))
	want := []workflow.Event{
		workflow.AskCorrection, workflow.AskReasons, workflow.Consult, workflow.Consulted, workflow.Override,
		workflow.AskFee, workflow.Charge, workflow.Transfer, workflow.Assign, workflow.Extend, workflow.Answer,
		workflow.Withdraw, workflow.Cease, workflow.Split, workflow.Merge, workflow.Amend, workflow.Void,
		workflow.DraftAnswer, workflow.DraftExtension,
		workflow.FileReview, workflow.AcceptReview, workflow.AcceptSuit,
	}
	for range 50 {
		var got []workflow.Event
		for _, c := range app.Choices(workflow.Command{Role: account.Supervisor, On: "2024-03-04"}, calendar.Published()) {
			got = append(got, c.Rule.Event)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("choices %v, want %v", got, want)
		}
	}
}

// Trap: an error set on entering a state leaves the machine moved. With us the
// guards are asked first, and what they refuse stays where it is.
func TestTrapRefusalMoves(t *testing.T) {
	refuse := func(workflow.Move) error { return fault.Refusal("33(2)", "请核对", "不能前进") }
	if to, err := two(refuse).Next(workflow.New, move("go")); to != workflow.New || fault.KindOf(err) != fault.Refused {
		t.Errorf("refused: %q, %v, want to stay and Refused", to, err)
	}
}

// Trap: a callback whose name is misspelt is dropped in silence and never runs.
// Our guards are values in the table: each is asked.
func TestTrapMisspeltCallback(t *testing.T) {
	ran := false
	raw := fsm.NewFSM("", fsm.Events{{Name: "go", Src: []string{""}, Dst: "received"}},
		fsm.Callbacks{"before_og": func(context.Context, *fsm.Event) { ran = true }})
	if err := raw.Event(context.Background(), "go"); err != nil || ran {
		t.Logf("the machine itself: %v, callback ran %t: the trap is gone", err, ran)
	}
	asked := 0
	count := func(workflow.Move) error { asked++; return nil }
	if _, err := two(count).Next(workflow.New, move("go")); err != nil || asked != 1 {
		t.Errorf("the guard was asked %d times, %v, want once", asked, err)
	}
	for _, p := range workflow.Procedures {
		for _, r := range p {
			for _, g := range r.Guards {
				if g.Name == "" || g.Check == nil {
					t.Errorf("%s has a guard %q without a name or a check", r.Event, g.Name)
				}
			}
		}
	}
}

// Trap: a panic in a callback leaves the machine locked. With us the next
// command finds everything as it was.
func TestTrapPanic(t *testing.T) {
	fails := true
	p := two(func(workflow.Move) error {
		if fails {
			panic("a fault of ours")
		}
		return nil
	})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the fault was swallowed")
			}
		}()
		_, _ = p.Next(workflow.New, move("go"))
	}()
	fails = false
	if to, err := p.Next(workflow.New, move("go")); to != workflow.Received || err != nil {
		t.Errorf("after the fault: %q, %v, want received", to, err)
	}
}

// A form not yet filled in leaves its step open; what the law or the role
// forbids is shut and says why.
func TestChoicesSayWhy(t *testing.T) {
	app := history(t, received("2024-03-01"))
	for _, tt := range []struct {
		role  account.Role
		on    calendar.Date
		event workflow.Event
		kind  fault.Kind
		says  string
	}{
		{account.Supervisor, "2024-03-04", workflow.Extend, fault.Forbidden,
			"还没有送审的稿子，不能“延长答复期限”（依据：《政府信息公开条例》第45条）。请先拟稿并送审，再由另一人签发。"},
		{account.Clerk, "2024-03-04", workflow.Extend, fault.Forbidden, "“延长答复期限”须由审核签发人办理（依据：《政府信息公开条例》第33条第2款）。请转交有权限的同事。"},
		{account.Supervisor, "2024-04-01", workflow.Extend, fault.Refused,
			"答复期限已于 2024-03-29 届满，期限届满后不能再办理这一步（依据：《政府信息公开条例》第33条第2款）。请尽快答复。"},
		{account.Clerk, "2024-03-13", workflow.AskCorrection, fault.Refused,
			"告知补正须在收到申请之日起 7 个工作日内一次性作出，最后一日是 2024-03-12（依据：《政府信息公开条例》第30条）。请按现有内容办理并在答复期限内答复。"},
		{account.Clerk, "2024-03-04", workflow.DraftAnswer, fault.Internal, ""},
		{account.Auditor, "2024-03-04", workflow.Answer, fault.Forbidden, "“签发答复”须由审核签发人办理（依据：《政府信息公开条例》第36条）。请转交有权限的同事。"},
	} {
		for _, c := range app.Choices(workflow.Command{Role: tt.role, On: tt.on}, calendar.Published()) {
			if c.Rule.Event == tt.event && (c.Why != tt.says || c.Kind != tt.kind) {
				t.Errorf("%s may %s on %s: %q (kind %d), want %q (%d)", tt.role, tt.event, tt.on, c.Why, c.Kind, tt.says, tt.kind)
			}
		}
	}
}

// The diagram of a procedure has an arrow for every row and state.
func TestDiagram(t *testing.T) {
	d := workflow.HandlingProcedure.Diagram()
	for _, arrow := range []string{"[*] --> received: 收到申请",
		"received --> correcting: 告知补正", "extended --> extended: 征求意见"} {
		if !strings.Contains(d, "    "+arrow+"\n") {
			t.Errorf("no arrow %q in\n%s", arrow, d)
		}
	}
	want := 1
	for _, r := range workflow.HandlingProcedure {
		want += len(r.From)
	}
	if got := strings.Count(d, "\n"); got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}

// Building the machine and asking it is cheap enough to do for every command.
func BenchmarkNext(b *testing.B) {
	app := &workflow.Application{}
	if err := try(app, received("2024-03-01")); err != nil {
		b.Fatal(err)
	}
	m := workflow.Move{Of: app, Cmd: workflow.Command{Event: workflow.Withdraw, On: "2024-03-04",
		Role: account.Clerk, Outcome: "withdrawn", Reason: "示例"},
		Law: app.Law(calendar.Published())}
	for b.Loop() {
		if _, err := workflow.HandlingProcedure.Next(app.State, m); err != nil {
			b.Fatal(fmt.Sprint(err))
		}
	}
}

package workflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/looplab/fsm"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// State is where something stands in its procedure: the handling of an application, a
// draft, a review or a suit.
type State string

// Stay as the target of a rule keeps the state from which the step was taken.
const Stay State = "="

// Event is something that happens to an application, a review or a suit.
type Event string

// Move is what a guard looks at.
type Move struct {
	Of   *Application // the application as it stands before the step
	Case Dispute      // the review or suit that the step is about; zero for any other step
	Cmd  Command
	Law  Law
	Rule Rule // the rule whose guard is asked; it is set when the guards are
}

// Guard is a condition of a rule. Check returns why it does not hold, or nil: Refused
// if the regulation does not allow the step, Invalid if the form has to be corrected,
// Forbidden if somebody else has to take it.
type Guard struct {
	Name  string // 中文, as the manual prints it
	Check func(Move) error
}

// Rule is one row of a procedure: from any of these states the event leads to that one,
// if the person has one of the roles and every guard agrees.
type Rule struct {
	Event   Event
	Label   string // 中文, on the button and in the timeline
	From    []State
	To      State
	Roles   []account.Role
	Guards  []Guard
	Article string         // as the 2019 edition numbers it; see [Regime.Numbered]
	Asks    []fault.Input  // what its form asks for apart from the day
	Brings  OutcomeCode    // the ending it brings by itself; "" if none
	Small   []account.Role // who else may do it in an office of two (两人办理)
}

// Procedure is a table of rules, run by looplab/fsm
// (docs/adr/0005-throw-away-state-machine.md).
type Procedure []Rule

// Choice is one step that may come next, as a button.
type Choice struct {
	Rule Rule   // "" if the step is open; otherwise, in Chinese, why it is not
	Why  string // of the refusal; without meaning where Why is ""
	Kind fault.Kind
}

// Next returns where the command leads from a state, or why it is refused; then the
// state is the one it came from.
func (p Procedure) Next(from State, m Move) (State, error) {
	rule, found := p.Rule(m.Cmd.Event, from)
	if !found {
		return from, p.closed(from, m.Cmd)
	}
	if err := rule.allow(m); err != nil {
		return from, err
	}
	machine := p.machine(from)
	if err := machine.Event(context.Background(), string(m.Cmd.Event)); err != nil {
		// A row with Stay leads back to its own state, which the machine reports as an error.
		if stay := (fsm.NoTransitionError{}); !errors.As(err, &stay) {
			return from, fmt.Errorf("run %s from %s: %w", m.Cmd.Event, from, err)
		}
	}
	return State(machine.Current()), nil
}

// machine returns a machine made for one event: the stored state, not the machine,
// remembers where something stands. It has only the rows of that state, and no
// callbacks, because a misspelt callback is dropped in silence and a failing one leaves
// the state moved.
func (p Procedure) machine(from State) *fsm.FSM {
	var events fsm.Events
	for _, r := range p {
		if slices.Contains(r.From, from) {
			events = append(events,
				fsm.EventDesc{Name: string(r.Event), Src: []string{string(from)}, Dst: string(r.target(from))})
		}
	}
	return fsm.NewFSM(string(from), events, nil)
}

// target returns the state to which the rule leads from a state.
func (r Rule) target(from State) State {
	if r.To == Stay {
		return from
	}
	return r.To
}

// Rule returns the row for an event from a state, and whether there is one.
func (p Procedure) Rule(event Event, from State) (Rule, bool) {
	i := slices.IndexFunc(p, func(r Rule) bool { return r.Event == event && slices.Contains(r.From, from) })
	if i < 0 {
		return Rule{}, false
	}
	return p[i], true
}

// Named returns the first row for an event, whatever the state, and whether there is
// one.
func (p Procedure) Named(event Event) (Rule, bool) {
	i := slices.IndexFunc(p, func(r Rule) bool { return r.Event == event })
	if i < 0 {
		return Rule{}, false
	}
	return p[i], true
}

// bringing returns the row for an event that brings the outcome, otherwise the first of
// the event.
func (p Procedure) bringing(event Event, outcome OutcomeCode) Rule {
	i := slices.IndexFunc(p, func(r Rule) bool { return r.Event == event && r.Brings == outcome })
	if i < 0 {
		rule, _ := p.Named(event)
		return rule
	}
	return p[i]
}

// closed returns the refusal of an event that has no row from the state.
func (p Procedure) closed(from State, cmd Command) error {
	if _, ok := p.Named(cmd.Event); !ok {
		return fault.InputEvent.Wrong("没有“%s”这个步骤", cmd.Event)
	}
	rule := p.bringing(cmd.Event, cmd.Outcome)
	return fault.Refusal("", "请刷新页面，按当前状态选择下一步", "申请当前为“%s”，不能“%s”", StateLabel(from), rule.Label)
}

// allow asks the role and then every guard of the rule. What comes from an old register
// was done by somebody else, so no role is asked for.
func (r Rule) allow(m Move) error {
	if !m.Cmd.Register && !r.may(m.Cmd) {
		return &fault.Error{
			Kind:    fault.Forbidden,
			Article: m.Law.Numbered(r.Article),
			What:    fmt.Sprintf("“%s”须由%s办理", r.Label, roleNames(r.Roles)),
			Next:    "请转交有权限的同事",
		}
	}
	return r.weigh(m)
}

// may reports whether the role of the command may take the step.
func (r Rule) may(cmd Command) bool {
	return slices.Contains(r.Roles, cmd.Role) || cmd.Pair && slices.Contains(r.Small, cmd.Role)
}

// weigh asks every guard, and cites the article of the edition in the refusal of the
// first that does not agree.
func (r Rule) weigh(m Move) error {
	m.Rule = r
	for _, g := range r.Guards {
		if err := g.Check(m); err != nil {
			return m.Law.numbered(err)
		}
	}
	return nil
}

// possible ignores what the regulation refuses, and returns only what cannot have
// happened at all.
func (r Rule) possible(m Move) error {
	m.Rule = r
	for _, g := range r.Guards {
		if err := g.Check(m); err != nil && fault.KindOf(err) != fault.Refused {
			return err
		}
	}
	return nil
}

// roleNames returns the roles in Chinese, for a refusal.
func roleNames(roles []account.Role) string {
	var out []string
	for _, r := range roles {
		out = append(out, r.Powers().Label)
	}
	return strings.Join(out, "或者")
}

// Choices returns the steps from a state in the order of the table, each with the
// reason if it is refused now. A form not yet filled in (Invalid) leaves a step open.
func (p Procedure) Choices(from State, m Move) []Choice {
	var out []Choice
	for _, r := range p {
		if !slices.Contains(r.From, from) {
			continue
		}
		out = append(out, r.choice(m))
	}
	return out
}

// choice returns the step as a button.
func (r Rule) choice(m Move) Choice {
	m.Cmd.Event = r.Event
	c := Choice{Rule: r}
	if err := r.allow(m); err != nil && fault.KindOf(err) != fault.Invalid {
		c.Why, c.Kind = err.Error(), fault.KindOf(err)
	}
	return c
}

// Validate returns the first mistake that fsm would swallow in silence: two rows for
// one event and state, a target that does not exist, or a row that no role may use.
func (p Procedure) Validate(states []State) error {
	seen := map[[2]string]bool{}
	for _, r := range p {
		if len(r.From) == 0 || len(r.Roles) == 0 {
			return fmt.Errorf("rule %s: no source state or no role", r.Event)
		}
		for _, s := range append([]State{r.target(r.From[0])}, r.From...) {
			if !slices.Contains(states, s) {
				return fmt.Errorf("rule %s: unknown state %q", r.Event, s)
			}
		}
		for _, s := range r.From {
			if k := [2]string{string(r.Event), string(s)}; seen[k] {
				return fmt.Errorf("rule %s from %s stands twice", r.Event, s)
			} else {
				seen[k] = true
			}
		}
	}
	return nil
}

// Diagram draws the procedure in Mermaid for the manual: an arrow for each rule and
// state, with its Chinese label, in the order of the table. The drawing of fsm has
// neither the labels nor the order.
func (p Procedure) Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, r := range p {
		for _, s := range r.From {
			fmt.Fprintf(&b, "    %s --> %s: %s\n", node(s), node(r.target(s)), r.Label)
		}
	}
	return b.String()
}

// node returns the state as Mermaid writes it; [*] is the beginning.
func node(s State) string {
	if s == "" {
		return "[*]"
	}
	return string(s)
}

// Recordable reports whether a step that the law refuses may be recorded as it happened
// ([Command] Recorded).
func Recordable(event Event) bool { return !certain[event] }

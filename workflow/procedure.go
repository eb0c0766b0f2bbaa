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

// State is where something stands in its procedure.
type State string

// Stay as a rule's target keeps the state the command came from.
const Stay State = "="

// Event is something that happens to an application, a review or a suit.
type Event string

// Move is what a guard looks at: the thing, the command, the law, and the rule
// that asks; of a step of a review or suit also which one.
type Move struct {
	Of   *Application
	Case Dispute
	Cmd  Command
	Law  Law
	Rule Rule
}

// Guard is a condition of a rule with the name that the manual prints.
type Guard struct {
	Name  string
	Check func(Move) error
}

// Rule is one row of a procedure: from these states the event leads to that
// one, if one of the roles does it and every guard agrees.
type Rule struct {
	Event   Event
	Label   string // 中文, on the button and in the timeline
	From    []State
	To      State
	Roles   []account.Role
	Guards  []Guard
	Article string
	Asks    []fault.Input  // what its form asks for besides the day
	Brings  OutcomeCode    // the ending it brings by itself, if any
	Small   []account.Role // who else may do it in an office of two (两人办理)
}

// Procedure is a table of rules, run by looplab/fsm.
type Procedure []Rule

// Choice is one step that may come next, for a button. Why is empty when the
// step is open; else it says in plain Chinese why it is shut.
type Choice struct {
	Rule Rule
	Why  string
	Kind fault.Kind
}

// Next says where the command leads from a state, or why it may not happen.
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
		if stay := (fsm.NoTransitionError{}); !errors.As(err, &stay) {
			return from, fmt.Errorf("run %s from %s: %w", m.Cmd.Event, from, err)
		}
	}
	return State(machine.Current()), nil
}

// machine is made for one event and thrown away: the stored state, not the
// machine, remembers where something stands. It has the rows of that state, and
// no callbacks, for a misspelt one is dropped in silence and a failing one
// leaves the state moved.
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

func (r Rule) target(from State) State {
	if r.To == Stay {
		return from
	}
	return r.To
}

// Rule finds the row for an event from a state.
func (p Procedure) Rule(event Event, from State) (Rule, bool) {
	i := slices.IndexFunc(p, func(r Rule) bool { return r.Event == event && slices.Contains(r.From, from) })
	if i < 0 {
		return Rule{}, false
	}
	return p[i], true
}

// Named finds the first row for an event, whatever the state.
func (p Procedure) Named(event Event) (Rule, bool) {
	i := slices.IndexFunc(p, func(r Rule) bool { return r.Event == event })
	if i < 0 {
		return Rule{}, false
	}
	return p[i], true
}

// bringing finds the row for an event that brings an outcome, else the first of
// the event.
func (p Procedure) bringing(event Event, outcome OutcomeCode) Rule {
	i := slices.IndexFunc(p, func(r Rule) bool { return r.Event == event && r.Brings == outcome })
	if i < 0 {
		rule, _ := p.Named(event)
		return rule
	}
	return p[i]
}

// closed is the refusal of an event that has no row from a state.
func (p Procedure) closed(from State, cmd Command) error {
	if _, ok := p.Named(cmd.Event); !ok {
		return fault.InputEvent.Wrong("没有“%s”这个步骤", cmd.Event)
	}
	rule := p.bringing(cmd.Event, cmd.Outcome)
	return fault.Refusal("", "请刷新页面，按当前状态选择下一步", "申请当前为“%s”，不能“%s”", StateLabel(from), rule.Label)
}

// allow asks the role and then every guard of the rule. What is taken over from
// an old register was done by somebody else, so nobody's role is asked.
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

// may says whether the role of the command may do the step.
func (r Rule) may(cmd Command) bool {
	return slices.Contains(r.Roles, cmd.Role) || cmd.Pair && slices.Contains(r.Small, cmd.Role)
}

func (r Rule) weigh(m Move) error {
	m.Rule = r
	for _, g := range r.Guards {
		if err := g.Check(m); err != nil {
			return m.Law.numbered(err)
		}
	}
	return nil
}

// possible passes over what the regulation refuses and finds only what cannot
// have happened at all.
func (r Rule) possible(m Move) error {
	m.Rule = r
	for _, g := range r.Guards {
		if err := g.Check(m); err != nil && fault.KindOf(err) != fault.Refused {
			return err
		}
	}
	return nil
}

func roleNames(roles []account.Role) string {
	var out []string
	for _, r := range roles {
		out = append(out, r.Powers().Label)
	}
	return strings.Join(out, "或者")
}

// Choices lists the steps from a state in the order of the table, each with the
// reason if it is shut. A form not yet filled in (Invalid) leaves it open.
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

// choice is the step as a button.
func (r Rule) choice(m Move) Choice {
	m.Cmd.Event = r.Event
	c := Choice{Rule: r}
	if err := r.allow(m); err != nil && fault.KindOf(err) != fault.Invalid {
		c.Why, c.Kind = err.Error(), fault.KindOf(err)
	}
	return c
}

// Validate finds what fsm would swallow in silence: two rows for one event and
// state, a target nobody knows, a row nobody may use.
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

// Diagram draws the procedure in Mermaid for the manual: an arrow for each rule
// and state, with its Chinese label, in the order of the table. What fsm draws
// has neither the labels nor the order.
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

func node(s State) string {
	if s == "" {
		return "[*]"
	}
	return string(s)
}

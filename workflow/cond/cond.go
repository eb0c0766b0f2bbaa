package cond

import (
	"slices"
	"strings"

	"gongkai/workflow/calendar"
)

// Field is something a condition may ask for.
type Field string

const (
	FieldOffice     Field = "office"
	FieldNumber     Field = "number"
	FieldState      Field = "state"
	FieldStopped    Field = "stopped" // "true", "false"
	FieldReceived   Field = "received"
	FieldDue        Field = "due"
	FieldClosed     Field = "closed" // of applications and of disputes
	FieldKind       Field = "kind"
	FieldName       Field = "name"
	FieldContent    Field = "content"
	FieldChannel    Field = "channel"
	FieldOutcome    Field = "outcome"
	FieldPace       Field = "pace"
	FieldEntered    Field = "entered" // received, unless it was split or merged away: the day the forms count by
	FieldStage      Field = "stage"
	FieldDraft      Field = "draft" // where its draft stands
	FieldUnit       Field = "unit"
	FieldHandler    Field = "handler" // the account of who handles it
	FieldLatest     Field = "latest"
	FieldIDNumber   Field = "id_number"
	FieldLetter     Field = "letter"   // 答复文号
	FieldBlock      Field = "block"    // of disputes
	FieldAccepted   Field = "accepted" // of disputes
	FieldResult     Field = "result"   // of disputes
	FieldOurRole    Field = "our_role" // of disputes
	FieldStand      Field = "stand"    // of disputes: their state
	FieldPaid       Field = "paid"     // of payments: the day
	FieldDeadline   Field = "deadline" // of disputes: what the office has to do next
	FieldDispatched Field = "dispatched"
	FieldDelivered  Field = "delivered"
	// FieldUrgency is what a list is ordered by to have the open ones first, by the
	// days that press.
	FieldUrgency Field = "urgency"
)

// When relates a date to a period. No date is none of the three.
type When int

const (
	Before When = iota + 1 // before its first day
	During                 // in it
	ByEnd                  // on or before its last day
)

// Cond is a condition, as data: it is matched here, turned into SQL by models
// and put into words by views, and means the same in each. The set is closed.
type Cond interface{ cond() }

type (
	// Is holds when the field is one of the values; never for none.
	Is struct {
		Field Field
		Any   []string
	}
	// Falls holds when there is a date and it lies so to the period asked about.
	Falls struct {
		Field Field
		When  When
	}
	// Span holds when there is a date and it lies from From to To; "" leaves an
	// end open.
	Span struct {
		Field    Field
		From, To calendar.Date
	}
	// Contains holds when one of the fields has the text in it. Letters A–Z and
	// a–z count as the same.
	Contains struct {
		Fields []Field
		Text   string
	}
	// All holds when every one holds; so for none.
	All []Cond
	// Any holds when one holds; not for none.
	Any []Cond
	// Not holds when Cond does not.
	Not struct{ Cond Cond }
)

func (Is) cond()       {}
func (Falls) cond()    {}
func (Span) cond()     {}
func (Contains) cond() {}
func (All) cond()      {}
func (Any) cond()      {}
func (Not) cond()      {}

// Facts is anything conditions can be asked about.
type Facts interface{ Fact(Field) string }

// Match says whether the condition holds for the facts and the period.
func Match(c Cond, f Facts, p calendar.Period) bool {
	switch c := c.(type) {
	case Is:
		return slices.Contains(c.Any, f.Fact(c.Field))
	case Falls:
		return c.When.holds(calendar.Date(f.Fact(c.Field)), p)
	case Span:
		d := calendar.Date(f.Fact(c.Field))
		return d != "" && d >= c.From && (c.To == "" || d <= c.To)
	case Contains:
		return slices.ContainsFunc(c.Fields, func(field Field) bool {
			return strings.Contains(FoldASCII(f.Fact(field)), FoldASCII(c.Text))
		})
	case All:
		return !slices.ContainsFunc(c, func(c Cond) bool { return !Match(c, f, p) })
	case Any:
		return slices.ContainsFunc(c, func(c Cond) bool { return Match(c, f, p) })
	case Not:
		return !Match(c.Cond, f, p)
	}
	panic("workflow: unknown condition")
}

func (w When) holds(d calendar.Date, p calendar.Period) bool {
	switch w {
	case Before:
		return d != "" && d < p.From
	case During:
		return d >= p.From && d <= p.To
	case ByEnd:
		return d != "" && d <= p.To
	}
	panic("workflow: unknown When")
}

// FoldASCII lowers A–Z only, which is what both databases do alike: the way
// [Contains] compares texts.
func FoldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// FieldsOf lists the fields a condition asks for, each once, in the order they
// are met.
func FieldsOf(conds ...Cond) []Field {
	var out []Field
	add := func(fields ...Field) {
		for _, f := range fields {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	for _, c := range conds {
		switch c := c.(type) {
		case Is:
			add(c.Field)
		case Falls:
			add(c.Field)
		case Span:
			add(c.Field)
		case Contains:
			add(c.Fields...)
		case All:
			add(FieldsOf(c...)...)
		case Any:
			add(FieldsOf(c...)...)
		case Not:
			add(FieldsOf(c.Cond)...)
		}
	}
	return out
}

// InOffices is the condition that the application is of one of the offices.
func InOffices(codes ...string) Cond { return Is{FieldOffice, codes} }

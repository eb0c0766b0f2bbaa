package cond

import (
	"slices"
	"strings"

	"gongkai/workflow/calendar"
)

// Field is something that a condition can ask for. Its value is always a text: a code,
// a day (as [calendar.Date]) or words, and "" if there is none.
type Field string

// The fields. Those without a remark are fields of an application, under the name they
// have there.
const (
	FieldOffice       Field = "office"
	FieldNumber       Field = "number"
	FieldState        Field = "state"
	FieldStopped      Field = "stopped" // 中止计算: "true", "false"
	FieldReceived     Field = "received"
	FieldDue          Field = "due"
	FieldClosed       Field = "closed" // of applications and of disputes
	FieldKind         Field = "kind"
	FieldName         Field = "name" // of the applicant
	FieldContent      Field = "content"
	FieldChannel      Field = "channel"
	FieldOutcome      Field = "outcome"
	FieldPace         Field = "pace"    // whether it was in time; "" while open
	FieldEntered      Field = "entered" // received, unless divided or merged away: the day by which the forms count
	FieldStage        Field = "stage"
	FieldDraft        Field = "draft" // the state of its draft
	FieldUnit         Field = "unit"
	FieldHandler      Field = "handler" // the account of who handles it
	FieldLatest       Field = "latest"  // 最迟期限, while only opinions are awaited
	FieldIDNumber     Field = "id_number"
	FieldLetterNumber Field = "letter"   // 答复文号
	FieldBlock        Field = "block"    // of disputes
	FieldAccepted     Field = "accepted" // of disputes
	FieldResult       Field = "result"   // of disputes
	FieldOurRole      Field = "our_role" // of disputes
	FieldStand        Field = "stand"    // of disputes: their state
	FieldPaid         Field = "paid"     // of payments: the day
	FieldDeadline     Field = "deadline" // of disputes: what the office has to do next
	FieldDispatched   Field = "dispatched"
	FieldDelivered    Field = "delivered"
	// FieldUrgency is only for sorting: open applications first, by the day that
	// presses.
	FieldUrgency Field = "urgency"
)

// When relates a date to a period. No date is in none of the three relations.
type When int

// The relations of a date to a period.
const (
	Before When = iota + 1 // before its first day
	During                 // in it
	ByEnd                  // on or before its last day
)

// Cond is a condition, as data (docs/adr/0006-conditions-as-data.md). It is matched
// here, turned into SQL by models and put into words by views, and means the same in
// each. The set is closed: whoever adds a type has to teach all three.
type Cond interface{ cond() }

// The conditions.
type (
	// Is holds if the field has one of the values; never if there are none.
	Is struct {
		Field Field
		Any   []string
	}
	// Falls holds if there is a date and it has this relation to the period asked
	// about.
	Falls struct {
		Field Field
		When  When
	}
	// Span holds if there is a date and it lies from From to To, both included; ""
	// leaves an end open.
	Span struct {
		Field    Field
		From, To calendar.Date
	}
	// Contains holds if one of the fields contains the text. Letters A–Z and a–z count
	// as the same, see [FoldASCII].
	Contains struct {
		Fields []Field
		Text   string
	}
	// All holds if every one holds, and so if there are none.
	All []Cond
	// Any holds if one holds, and so not if there are none.
	Any []Cond
	// Not holds if Cond does not.
	Not struct{ Cond Cond }
)

func (Is) cond()       {}
func (Falls) cond()    {}
func (Span) cond()     {}
func (Contains) cond() {}
func (All) cond()      {}
func (Any) cond()      {}
func (Not) cond()      {}

// Facts is anything that conditions can be asked about. It answers "" for a field that
// it does not have.
type Facts interface{ Fact(Field) string }

// Match reports whether the condition holds for the facts and the period. Only [Falls]
// looks at the period.
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

// holds reports whether the day has this relation to the period; "" never does.
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

// FoldASCII lowers A–Z only, as both databases do. It is how [Contains] compares texts.
func FoldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// FieldsOf returns the fields that conditions ask for, each once, in the order in which
// they occur.
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

// InOffices returns the condition that an application belongs to one of the offices.
// For none of them it never holds.
func InOffices(codes ...string) Cond { return Is{FieldOffice, codes} }

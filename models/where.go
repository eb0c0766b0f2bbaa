package models

import (
	"strings"

	"gongkai/workflow"
)

// columns say which column answers for a field; a field that is not there is
// always "".
type columns map[workflow.Field]string

// applicationColumns answer conditions about applications.
var applicationColumns = columns{
	workflow.FieldOffice:   "applications.office",
	workflow.FieldNumber:   "applications.number",
	workflow.FieldState:    "applications.state",
	workflow.FieldStopped:  "CASE WHEN applications.stopped THEN 'true' ELSE 'false' END",
	workflow.FieldReceived: "applications.received",
	workflow.FieldDue:      "applications.due",
	workflow.FieldClosed:   "applications.closed",
	workflow.FieldKind:     "applications.kind",
	workflow.FieldName:     "applications.name",
	workflow.FieldContent:  "applications.content",
	workflow.FieldChannel:  "applications.channel",
	workflow.FieldOutcome:  "applications.outcome",
	workflow.FieldPace:     "applications.pace",
	workflow.FieldEntered:  "applications.entered",
	workflow.FieldStage:    "applications.stage",
	workflow.FieldDraft:    "applications.draft",
	workflow.FieldUnit:     "applications.unit",
	workflow.FieldHandler:  "applications.handler",
	workflow.FieldLatest:   "applications.latest",
	workflow.FieldIDNumber: "applications.id_number",
	workflow.FieldUrgency:  urgency,
	workflow.FieldLetter:   "applications.letter",

	workflow.FieldDispatched: "applications.dispatched",
	workflow.FieldDelivered:  "applications.delivered",
}

// urgency says the same as the fact: what is open before what is not, and what has
// a due date before what has none.
var urgency = "CASE WHEN applications.state IN ('" + strings.Join(workflow.OpenStates(), "', '") +
	"') THEN '0' ELSE '1' END || " +
	"CASE WHEN applications.due = '' THEN '~' ELSE applications.due END"

// disputeColumns answer what only a dispute can tell; its application answers
// the rest.
var disputeColumns = columns{
	workflow.FieldBlock:    "disputes.block",
	workflow.FieldOffice:   "disputes.office",
	workflow.FieldAccepted: "disputes.accepted",
	workflow.FieldClosed:   "disputes.closed",
	workflow.FieldResult:   "disputes.result",
	workflow.FieldOurRole:  "disputes.our_role",
	workflow.FieldStand:    "disputes.stand",
	workflow.FieldDeadline: "disputes.deadline",
}

// paymentColumns answer what only a payment can tell.
var paymentColumns = columns{workflow.FieldPaid: "payments.paid", workflow.FieldOffice: "payments.office"}

// columnOf finds the column for a field of a subject.
func columnOf(of workflow.Subject, f workflow.Field) string {
	if c, ok := disputeColumns[f]; ok && of == workflow.Disputes {
		return c
	}
	if c, ok := paymentColumns[f]; ok && of == workflow.Payments {
		return c
	}
	if c, ok := applicationColumns[f]; ok {
		return c
	}
	return absent
}

// absent answers for a field that is not there. PostgreSQL sorts by no constant.
const absent = "''"

const always, neverTrue = "1 = 1", "1 = 0"

// reading puts conditions about one subject into SQL that SQLite and PostgreSQL
// read alike. It says the same as [workflow.Match].
type reading struct {
	of     workflow.Subject
	period workflow.Period
	common bool // the texts looked for are in many rows
}

// where is the condition as SQL with its arguments; nil always holds.
func (r reading) where(c workflow.Cond) (string, []any) {
	switch c := c.(type) {
	case nil:
		return always, nil
	case workflow.Is:
		return r.is(c)
	case workflow.Falls:
		return r.falls(c)
	case workflow.Span:
		return r.span(c)
	case workflow.Contains:
		return r.contains(c)
	case workflow.All:
		return r.join(c, " AND ", always)
	case workflow.Any:
		return r.join(c, " OR ", neverTrue)
	case workflow.Not:
		sql, args := r.where(c.Cond)
		return "NOT (" + sql + ")", args
	}
	panic("models: unknown condition")
}

func (r reading) is(c workflow.Is) (string, []any) {
	var values []string
	for _, v := range c.Any {
		if readable(v) { // the database holds no other
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return neverTrue, nil
	}
	return "(" + columnOf(r.of, c.Field) + ") IN ?", []any{values}
}

func (r reading) falls(c workflow.Falls) (string, []any) {
	f, from, to := columnOf(r.of, c.Field), string(r.period.From), string(r.period.To)
	switch c.When {
	case workflow.Before:
		return "(" + f + " <> '' AND " + f + " < ?)", []any{from}
	case workflow.During:
		return "(" + f + " BETWEEN ? AND ?)", []any{from, to}
	case workflow.ByEnd:
		return "(" + f + " <> '' AND " + f + " <= ?)", []any{to}
	}
	panic("models: unknown When")
}

func (r reading) span(c workflow.Span) (string, []any) {
	f := columnOf(r.of, c.Field)
	sql, args := "("+f+" <> '' AND "+f+" >= ?", []any{string(c.From)}
	if c.To != "" {
		sql, args = sql+" AND "+f+" <= ?", append(args, string(c.To))
	}
	return sql + ")", args
}

// escape takes the wildcards of LIKE for themselves.
var escape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// contains folds A–Z only: lower does that in SQLite, and in PostgreSQL under
// the collation "C" that every column has.
func (r reading) contains(c workflow.Contains) (string, []any) {
	if !readable(c.Text) {
		return neverTrue, nil
	}
	pattern := "%" + escape.Replace(workflow.FoldASCII(c.Text)) + "%"
	var parts []string
	var args []any
	for _, f := range c.Fields {
		parts = append(parts, "lower("+columnOf(r.of, f)+`) LIKE ? ESCAPE '\'`)
		args = append(args, pattern)
	}
	if len(parts) == 0 {
		return neverTrue, nil
	}
	sql := "(" + strings.Join(parts, " OR ") + ")"
	if r.common {
		// PostgreSQL takes every LIKE for rare, and would read all rows to sort the
		// few it expects. Of this it expects half to hold.
		sql = "(CASE WHEN " + sql + " THEN TRUE ELSE FALSE END)"
	}
	return sql, args
}

func (r reading) join(conds []workflow.Cond, word, empty string) (string, []any) {
	if len(conds) == 0 {
		return empty, nil
	}
	var parts []string
	var args []any
	for _, c := range conds {
		sql, a := r.where(c)
		parts, args = append(parts, sql), append(args, a...)
	}
	return "(" + strings.Join(parts, word) + ")", args
}

package models

import (
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// columns says which column answers for a field. A field without one is always "".
type columns map[cond.Field]string

// applicationColumns answer conditions about applications.
var applicationColumns = columns{
	cond.FieldOffice:       "applications.office",
	cond.FieldNumber:       "applications.number",
	cond.FieldState:        "applications.state",
	cond.FieldStopped:      "CASE WHEN applications.stopped THEN 'true' ELSE 'false' END",
	cond.FieldReceived:     "applications.received",
	cond.FieldDue:          "applications.due",
	cond.FieldClosed:       "applications.closed",
	cond.FieldKind:         "applications.kind",
	cond.FieldName:         "applications.name",
	cond.FieldContent:      "applications.content",
	cond.FieldChannel:      "applications.channel",
	cond.FieldOutcome:      "applications.outcome",
	cond.FieldPace:         "applications.pace",
	cond.FieldEntered:      "applications.entered",
	cond.FieldStage:        "applications.stage",
	cond.FieldDraft:        "applications.draft",
	cond.FieldUnit:         "applications.unit",
	cond.FieldHandler:      "applications.handler",
	cond.FieldLatest:       "applications.latest",
	cond.FieldIDNumber:     "applications.id_number",
	cond.FieldUrgency:      urgency,
	cond.FieldLetterNumber: "applications.letter",

	cond.FieldDispatched: "applications.dispatched",
	cond.FieldDelivered:  "applications.delivered",
}

// urgency is the SQL for the fact of the same name: open applications before others,
// and those with a day to act by before those without.
var urgency = "CASE WHEN applications.state IN ('" + strings.Join(workflow.OpenStates(), "', '") +
	"') THEN '0' ELSE '1' END || " + pressing()

// pressing is the SQL for the first field of [workflow.Pressing] that is filled in.
// Their columns are named as they are.
func pressing() string {
	sql := "CASE"
	for _, f := range workflow.Pressing {
		sql += " WHEN applications." + string(f) + " <> '' THEN applications." + string(f)
	}
	return sql + " ELSE '" + workflow.Undated + "' END"
}

// disputeColumns answer what only a dispute can; its application answers the rest.
var disputeColumns = columns{
	cond.FieldBlock:    "disputes.block",
	cond.FieldOffice:   "disputes.office",
	cond.FieldAccepted: "disputes.accepted",
	cond.FieldClosed:   "disputes.closed",
	cond.FieldResult:   "disputes.result",
	cond.FieldOurRole:  "disputes.our_role",
	cond.FieldStand:    "disputes.stand",
	cond.FieldDeadline: "disputes.deadline",
}

// paymentColumns answer what only a payment can; its application answers the rest.
var paymentColumns = columns{cond.FieldPaid: "payments.paid", cond.FieldOffice: "payments.office"}

// columnOf is the SQL for a field of a subject, absent where it has no such field.
func columnOf(of cond.Subject, f cond.Field) string {
	if c, ok := disputeColumns[f]; ok && of == cond.Disputes {
		return c
	}
	if c, ok := paymentColumns[f]; ok && of == cond.Payments {
		return c
	}
	if c, ok := applicationColumns[f]; ok {
		return c
	}
	return absent
}

// absent stands for a field that a subject does not have. PostgreSQL cannot sort or
// group by a constant, so whoever does either leaves it out.
const absent = "''"

// always and neverTrue are SQL conditions that hold for every row and for none.
const always, neverTrue = "1 = 1", "1 = 0"

// conditionSQL puts conditions about one subject into SQL that both databases read alike.
// It means the same as [cond.Match]; a property test holds the two together.
type conditionSQL struct {
	of     cond.Subject
	period calendar.Period // what "during", "before" and "by the end" refer to
	common bool            // the texts looked for are in many rows
}

// where is the condition as SQL with its arguments; nil always holds. It panics on a
// condition it does not know: one was added to cond and forgotten here.
func (r conditionSQL) where(c cond.Cond) (string, []any) {
	switch c := c.(type) {
	case nil:
		return always, nil
	case cond.Is:
		return r.is(c)
	case cond.Falls:
		return r.falls(c)
	case cond.Span:
		return r.span(c)
	case cond.Contains:
		return r.contains(c)
	case cond.All:
		return r.join(c, " AND ", always)
	case cond.Any:
		return r.join(c, " OR ", neverTrue)
	case cond.Not:
		sql, args := r.where(c.Cond)
		return "NOT (" + sql + ")", args
	}
	panic("models: unknown condition")
}

// is drops values that are no text. Sent along, PostgreSQL would refuse the query.
func (r conditionSQL) is(c cond.Is) (string, []any) {
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

// falls never holds for a day that has not come: "" would sort before all days.
func (r conditionSQL) falls(c cond.Falls) (string, []any) {
	f, from, to := columnOf(r.of, c.Field), string(r.period.From), string(r.period.To)
	switch c.When {
	case cond.Before:
		return "(" + f + " <> '' AND " + f + " < ?)", []any{from}
	case cond.During:
		return "(" + f + " BETWEEN ? AND ?)", []any{from, to}
	case cond.ByEnd:
		return "(" + f + " <> '' AND " + f + " <= ?)", []any{to}
	}
	panic("models: unknown When")
}

// span is like falls, between two given days; without the second it has no end.
func (r conditionSQL) span(c cond.Span) (string, []any) {
	f := columnOf(r.of, c.Field)
	sql, args := "("+f+" <> '' AND "+f+" >= ?", []any{string(c.From)}
	if c.To != "" {
		sql, args = sql+" AND "+f+" <= ?", append(args, string(c.To))
	}
	return sql + ")", args
}

// escape keeps LIKE from reading what people type as its wildcards.
var escape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// contains folds A–Z only, as lower does in SQLite, and in PostgreSQL under the
// collation "C" that leveling gives every column.
func (r conditionSQL) contains(c cond.Contains) (string, []any) {
	if !readable(c.Text) {
		return neverTrue, nil
	}
	pattern := "%" + escape.Replace(cond.FoldASCII(c.Text)) + "%"
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

// join joins conditions by a word; of none it gives empty.
func (r conditionSQL) join(conds []cond.Cond, word, empty string) (string, []any) {
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

package storetest

import (
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"

	"pgregory.net/rapid"
)

// The generators of questions. They ask for values that the sample has, and for some
// that it has not.
var (
	textFields = []cond.Field{
		cond.FieldOffice, cond.FieldNumber, cond.FieldState,
		cond.FieldStopped, cond.FieldKind, cond.FieldName,
		cond.FieldContent, cond.FieldChannel, cond.FieldOutcome,
		cond.FieldPace, cond.FieldBlock, cond.FieldResult,
		cond.FieldStage, cond.FieldDraft, cond.FieldUnit, cond.FieldHandler,
		cond.FieldIDNumber, cond.FieldOurRole, cond.FieldStand,
		cond.FieldLetterNumber,
	}
	dateFields = []cond.Field{cond.FieldReceived, cond.FieldDue, cond.FieldClosed, cond.FieldAccepted,
		cond.FieldLatest, cond.FieldEntered, cond.FieldPaid,
		cond.FieldDeadline, cond.FieldDispatched, cond.FieldDelivered}
	values = []string{
		"", "county", "police", "answered", "received", "lapsed", "true",
		"false", "person", "company", "other", "甲某", "É", "A", "a",
		"in_person", "online", "granted", "withdrawn", "on_time", "late", "review", "suit_direct", "upheld",
		"2019-00001", "extended", "litigated", "submitted", "综合科", "original", "judged", "a\x00", "\xff",
	}
	parts = []string{"", "%", "_", `\`, "a", "A", "É", "é", "Ａ", "ａ", "公司", "某", "CONTRACT",
		"contract no", "İ", "i", "ſ", "s", "k", "K", "𠮷", "'", "\"", "?", "\n", "00%", "2019-", "\x00", "\xff"}

	text1  = rapid.SampledFrom(textFields)
	field1 = rapid.SampledFrom(append(dateFields, textFields...))

	days = rapid.Custom(func(t *rapid.T) calendar.Date {
		if rapid.IntRange(0, 9).Draw(t, "open") == 0 {
			return ""
		}
		return calendar.Date("2008-05-01").AddDays(rapid.IntRange(0, 6500).Draw(t, "day"))
	})

	leaves = rapid.OneOf(
		rapid.Custom(func(t *rapid.T) cond.Cond {
			return cond.Is{Field: field1.Draw(t, "field"),
				Any: rapid.SliceOfN(rapid.SampledFrom(values), 0, 4).Draw(t, "any")}
		}),
		rapid.Custom(func(t *rapid.T) cond.Cond {
			when := rapid.SampledFrom([]cond.When{cond.Before, cond.During, cond.ByEnd}).Draw(t, "when")
			return cond.Falls{Field: rapid.SampledFrom(dateFields).Draw(t, "field"), When: when}
		}),
		rapid.Custom(func(t *rapid.T) cond.Cond {
			return cond.Span{Field: rapid.SampledFrom(dateFields).Draw(t, "field"),
				From: days.Draw(t, "from"), To: days.Draw(t, "to")}
		}),
		rapid.Custom(func(t *rapid.T) cond.Cond {
			return cond.Contains{Fields: rapid.SliceOfN(text1, 0, 3).Draw(t, "fields"),
				Text: rapid.SampledFrom(parts).Draw(t, "text")}
		}),
	)

	queries = rapid.Custom(func(t *rapid.T) workflow.Query {
		q := workflow.Query{
			Of: rapid.SampledFrom([]cond.Subject{"", cond.Applications,
				cond.Disputes, cond.Payments}).Draw(t, "of"),
			Where:  tree(3).Draw(t, "where"),
			Period: calendar.Period{From: days.Draw(t, "from"), To: days.Draw(t, "to")},
			Sort:   rapid.SampledFrom(sortable).Draw(t, "sort"),
			Desc:   rapid.Bool().Draw(t, "desc"),
			Limit:  rapid.SampledFrom([]int{0, 0, 1, 7, 50}).Draw(t, "limit"),
			Offset: rapid.SampledFrom([]int{0, 0, 0, 0, 3, 1000}).Draw(t, "offset"),

			Untotalled: rapid.Bool().Draw(t, "untotalled"),
			Cap:        rapid.SampledFrom([]int{0, 0, 1, 10, 1000}).Draw(t, "cap"),
		}
		if rapid.Bool().Draw(t, "scoped") {
			q.Scope = tree(1).Draw(t, "scope")
		}
		return q
	})
)

// tree draws a condition that is at most so deep.
func tree(depth int) *rapid.Generator[cond.Cond] {
	if depth == 0 {
		return leaves
	}
	below := rapid.Deferred(func() *rapid.Generator[cond.Cond] { return tree(depth - 1) })
	several := rapid.SliceOfN(below, 0, 3)
	return rapid.OneOf(
		leaves,
		rapid.Custom(func(t *rapid.T) cond.Cond { return cond.All(several.Draw(t, "all")) }),
		rapid.Custom(func(t *rapid.T) cond.Cond { return cond.Any(several.Draw(t, "any")) }),
		rapid.Custom(func(t *rapid.T) cond.Cond { return cond.Not{Cond: below.Draw(t, "not")} }),
	)
}

// plain returns the questions of a single condition: every text in every field, and
// every way in which a day can lie.
func plain() []workflow.Query {
	var out []workflow.Query
	add := func(c cond.Cond) {
		for _, of := range []cond.Subject{cond.Applications, cond.Disputes, cond.Payments} {
			out = append(out, workflow.Query{Of: of, Where: c, Period: calendar.YearOf(2019), Sort: cond.FieldNumber})
		}
	}
	for _, text := range parts {
		for _, f := range []cond.Field{cond.FieldName,
			cond.FieldContent, cond.FieldNumber, cond.FieldOutcome} {
			add(cond.Contains{Fields: []cond.Field{f}, Text: text})
		}
	}
	for _, v := range values {
		for _, f := range textFields {
			add(cond.Is{Field: f, Any: []string{v}})
		}
	}
	for _, f := range dateFields {
		for _, w := range []cond.When{cond.Before, cond.During, cond.ByEnd} {
			add(cond.Falls{Field: f, When: w})
			add(cond.Not{Cond: cond.Falls{Field: f, When: w}})
		}
		add(cond.Span{Field: f, From: "2012-01-01", To: "2019-06-30"})
		add(cond.Span{Field: f, To: "2015-01-01"})
		add(cond.Span{Field: f})
	}
	return out
}

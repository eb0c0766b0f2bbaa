package views

import (
	"slices"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// fieldWords says how a field is spoken of.
type fieldWords struct {
	field  cond.Field
	label  string
	verb   string              // of a date: 在 … 收到; "" for other fields
	values func(string) string // the Chinese of a value, "" for none; nil: values are no codes
}

// fields are all fields a condition can be about.
var fields = []fieldWords{
	{cond.FieldOffice, "机关代码", "", nil},
	{cond.FieldNumber, "编号", "", nil},
	{cond.FieldState, "状态", "", func(v string) string { return workflow.StateLabel(workflow.State(v)) }},
	{cond.FieldStopped, "期限计算", "", named(map[string]string{"true": "中止", "false": "进行"})},
	{cond.FieldReceived, "收到日期", "收到", nil},
	{cond.FieldDue, "答复期限", "到期", nil},
	{cond.FieldClosed, "办结日期", "办结", nil},
	{cond.FieldKind, "申请人类型", "", kindWord},
	{cond.FieldName, "申请人", "", nil},
	{cond.FieldContent, "申请内容", "", nil},
	{cond.FieldChannel, "渠道", "", channelWord},
	{cond.FieldOutcome, "办理结果", "", OutcomeWord},
	{cond.FieldPace, "办结时限", "", named(paces)},
	{cond.FieldBlock, "案件", "", blockWord},
	{cond.FieldAccepted, "受理日期", "受理", nil},
	{cond.FieldResult, "审理结果", "", resultWord},
	{cond.FieldEntered, "收到日期", "收到（已并拆的除外）", nil},
	{cond.FieldStage, "阶段", "", func(v string) string { return workflow.Stage(v).Label() }},
	{cond.FieldDraft, "稿件", "", func(v string) string { return workflow.StateLabel(workflow.State(v)) }},
	{cond.FieldUnit, "承办单位", "", nil},
	{cond.FieldHandler, "承办人", "", nil},
	{cond.FieldIDNumber, "证件号码", "", nil},
	{cond.FieldLetterNumber, "答复文号", "", nil},
	{cond.FieldDispatched, "寄出日期", "寄出", nil},
	{cond.FieldDelivered, "送达日期", "送达", nil},
	{cond.FieldOurRole, "本机关地位", "", ourWord},
	{cond.FieldStand, "审理状态", "", func(v string) string { return workflow.StateLabel(workflow.State(v)) }},
	{cond.FieldPaid, "缴费日期", "缴费", nil},
	{cond.FieldDeadline, "复议诉讼期限", "到期", nil},
	{cond.FieldUrgency, "缓急", "", nil},
}

// paces are whether an application was answered in time, in Chinese.
var paces = map[string]string{
	workflow.OnTime: "按时办结", workflow.AfterExtension: "延期后按时办结", workflow.Late: "逾期办结",
}

// named looks words up; "" for what is not there.
func named(words map[string]string) func(string) string {
	return func(v string) string { return words[v] }
}

// kindWord is the Chinese for a kind of applicant, "" for an unknown code. The other
// word functions below do the same for theirs.
func kindWord(v string) string {
	for _, k := range workflow.ApplicantKinds {
		if string(k.Code) == v {
			return k.Label
		}
	}
	return ""
}

func channelWord(v string) string {
	for _, c := range workflow.Channels {
		if string(c.Code) == v {
			return c.Label
		}
	}
	return ""
}

// OutcomeWord is the Chinese for a category of answer or another ending, "" for an
// unknown code.
func OutcomeWord(v string) string {
	o, _ := workflow.OutcomeOf(workflow.OutcomeCode(v))
	return o.Label
}

func blockWord(v string) string {
	for _, b := range workflow.Blocks {
		if string(b.Code) == v {
			return b.Label
		}
	}
	return ""
}

func resultWord(v string) string {
	for _, r := range workflow.Results {
		if string(r.Code) == v {
			return r.Label
		}
	}
	return ""
}

func ourWord(v string) string {
	for _, o := range workflow.OurRoles {
		if string(o.Code) == v {
			return o.Label
		}
	}
	return ""
}

// wordsFor are the words for a field. A field that is not in the table is called by its
// code.
func wordsFor(f cond.Field) fieldWords {
	for _, w := range fields {
		if w.field == f {
			return w
		}
	}
	return fieldWords{field: f, label: string(f)}
}

// ValueWord is a value of a field in Chinese. A code without a word stays as it is.
func ValueWord(f cond.Field, v string) string {
	if w := wordsFor(f); w.values != nil && w.values(v) != "" {
		return w.values(v)
	}
	return v
}

// value is a value of the field in Chinese, in quotation marks, or 未填 if it is empty.
// A code without a word stays as it is.
func (w fieldWords) value(v string) string {
	if v == "" {
		return "（未填）"
	}
	if w.values != nil {
		if word := w.values(v); word != "" {
			v = word
		}
	}
	return "“" + v + "”"
}

// never is said of a condition that nothing meets.
const never = "没有任何一件符合"

// Describe puts a condition into Chinese. It means the same as [cond.Match] for the same
// period, and so may be shown as what a number counts.
func Describe(c cond.Cond, p calendar.Period) string {
	return subject{p, aboutDisputes(c)}.describeAll(c)
}

// subject is what a condition is described for: the period, and whether it speaks of
// disputes, which end with a decision and not with an answer.
type subject struct {
	calendar.Period
	disputes bool
}

// aboutDisputes says whether a condition asks for a field that only disputes have.
func aboutDisputes(c cond.Cond) bool {
	if c == nil {
		return false
	}
	return slices.ContainsFunc(cond.FieldsOf(c), func(f cond.Field) bool { return slices.Contains(disputed, f) })
}

// disputed are the fields that only a review or a lawsuit has.
var disputed = []cond.Field{
	cond.FieldBlock, cond.FieldAccepted, cond.FieldResult,
	cond.FieldOurRole, cond.FieldStand, cond.FieldDeadline,
}

// describeAll describes a condition as a list of what must hold.
func (p subject) describeAll(c cond.Cond) string {
	parts := conjuncts(c)
	if len(parts) == 0 {
		return "不限"
	}
	var out []string
	for _, part := range parts {
		out = append(out, p.describe(part))
	}
	return strings.Join(out, "，并且")
}

// conjuncts flattens conditions that all have to hold into one list.
func conjuncts(c cond.Cond) []cond.Cond {
	all, ok := c.(cond.All)
	if c == nil || !ok {
		return single(c)
	}
	var out []cond.Cond
	for _, part := range all {
		out = append(out, conjuncts(part)...)
	}
	return out
}

// single is a list of one condition, or of none for nil.
func single(c cond.Cond) []cond.Cond {
	if c == nil {
		return nil
	}
	return []cond.Cond{c}
}

// describe describes one part of the list.
func (p subject) describe(c cond.Cond) string {
	switch c := c.(type) {
	case cond.Is:
		return describeIs(c, false)
	case cond.Falls:
		return p.whenWords(c)
	case cond.Span:
		return p.spanWords(c)
	case cond.Contains:
		return containsWords(c, false)
	case cond.Any:
		return p.either(c)
	case cond.All:
		return "（" + p.describeAll(c) + "）"
	case cond.Not:
		return p.describeNot(c.Cond)
	}
	panic("views: unknown condition")
}

// describeNot says the opposite the way people say it.
func (p subject) describeNot(c cond.Cond) string {
	switch c := c.(type) {
	case cond.Is:
		return describeIs(c, true)
	case cond.Falls:
		return "没有" + p.whenWords(c)
	case cond.Span:
		if c.From == "" && c.To == "" {
			return "没有" + wordsFor(c.Field).label
		}
		return "没有" + p.spanWords(c)
	case cond.Contains:
		return containsWords(c, true)
	case cond.Not:
		return "（" + p.describeAll(c.Cond) + "）"
	case cond.All, cond.Any:
		return "并非（" + p.describeAll(c) + "）"
	}
	panic("views: unknown condition")
}

// describeIs: no value at all is met by nothing, and its opposite by everything.
func describeIs(c cond.Is, not bool) string {
	w := wordsFor(c.Field)
	var values []string
	for _, v := range c.Any {
		values = append(values, w.value(v))
	}
	switch {
	case len(values) == 0 && !not:
		return never
	case len(values) == 0:
		return "不限" + w.label
	}
	return w.label + map[bool]string{false: "为", true: "不为"}[not] + strings.Join(values, "或者")
}

// whenWords says whether the day itself is included, which the law often turns on.
func (p subject) whenWords(c cond.Falls) string {
	verb := p.verb(c.Field)
	switch c.When {
	case cond.Before:
		return "在 " + string(p.From) + " 以前（不含当日）" + verb
	case cond.During:
		return "在 " + string(p.From) + " 至 " + string(p.To) + " " + verb
	case cond.ByEnd:
		return "在 " + string(p.To) + " 以前（含当日）" + verb
	}
	panic("views: unknown When")
}

// spanWords is for a span of days; without either end it asks whether there is a day.
func (p subject) spanWords(c cond.Span) string {
	verb := p.verb(c.Field)
	switch {
	case c.From == "" && c.To == "":
		return "有" + wordsFor(c.Field).label
	case c.To == "":
		return "在 " + string(c.From) + " 以后（含当日）" + verb
	case c.From == "":
		return "在 " + string(c.To) + " 以前（含当日）" + verb
	}
	return "在 " + string(c.From) + " 至 " + string(c.To) + " " + verb
}

// verb is what happened on the day that a field holds.
func (p subject) verb(f cond.Field) string {
	w := wordsFor(f)
	switch {
	case f == cond.FieldClosed && p.disputes:
		return "审结"
	case w.verb != "":
		return w.verb
	}
	return "（" + w.label + "）"
}

// containsWords: a text looked for in no field is found nowhere.
func containsWords(c cond.Contains, not bool) string {
	if len(c.Fields) == 0 && !not {
		return never
	}
	var labels []string
	for _, f := range c.Fields {
		labels = append(labels, wordsFor(f).label)
	}
	return strings.Join(labels, "或者") + "中" + map[bool]string{false: "有", true: "没有"}[not] + "“" + c.Text + "”"
}

// either describes conditions one of which must hold.
func (p subject) either(c cond.Any) string {
	if len(c) == 0 {
		return never
	}
	var out []string
	for _, part := range c {
		out = append(out, p.describeAll(part))
	}
	if len(out) == 1 {
		return out[0]
	}
	return "（" + strings.Join(out, "；或者") + "）"
}

// private are the controls whose values are masked until somebody asks for them, each
// with how it is masked.
var private = map[string]func(string) string{
	"id_number": lastFour, "phone": lastFour, "address": firstSix, "email": firstSix,
}

// shown is the value of a control, masked if it is private and nobody asked to see it.
func (d PageContext) shown(control, value string) string {
	mask := private[control]
	if mask == nil || d.Reveals || value == "" {
		return value
	}
	return mask(value)
}

// lastFour leaves the last four characters of a number to recognise it by. A short
// number keeps fewer, so that at least four are hidden.
func lastFour(v string) string {
	r := []rune(v)
	n := max(0, min(4, len(r)-4))
	return strings.Repeat("*", len(r)-n) + string(r[len(r)-n:])
}

// firstSix leaves the beginning of an address, the place but not the door; never more
// than half.
func firstSix(v string) string {
	r := []rune(v)
	return string(r[:min(6, len(r)/2)]) + "****"
}

package views

import (
	"slices"
	"strings"

	"gongkai/workflow"
)

// fieldWords says how a field is spoken of: its name, the verb of a date, and
// the Chinese of its values.
type fieldWords struct {
	field  workflow.Field
	label  string
	verb   string // of a date: 在 … 收到
	values func(string) string
}

var fields = []fieldWords{
	{workflow.FieldOffice, "机关代码", "", nil},
	{workflow.FieldNumber, "编号", "", nil},
	{workflow.FieldState, "状态", "", func(v string) string { return workflow.StateLabel(workflow.State(v)) }},
	{workflow.FieldStopped, "期限计算", "", named(map[string]string{"true": "中止", "false": "进行"})},
	{workflow.FieldReceived, "收到日期", "收到", nil},
	{workflow.FieldDue, "答复期限", "到期", nil},
	{workflow.FieldClosed, "办结日期", "办结", nil},
	{workflow.FieldKind, "申请人类型", "", kindWord},
	{workflow.FieldName, "申请人", "", nil},
	{workflow.FieldContent, "申请内容", "", nil},
	{workflow.FieldChannel, "渠道", "", channelWord},
	{workflow.FieldOutcome, "办理结果", "", outcomeWord},
	{workflow.FieldPace, "办结时限", "", named(paces)},
	{workflow.FieldBlock, "案件", "", blockWord},
	{workflow.FieldAccepted, "受理日期", "受理", nil},
	{workflow.FieldResult, "审理结果", "", resultWord},
	{workflow.FieldEntered, "收到日期", "收到（已并拆的除外）", nil},
	{workflow.FieldStage, "阶段", "", func(v string) string { return workflow.Stage(v).Label() }},
	{workflow.FieldDraft, "稿件", "", func(v string) string { return workflow.StateLabel(workflow.State(v)) }},
	{workflow.FieldUnit, "承办单位", "", nil},
	{workflow.FieldHandler, "承办人", "", nil},
	{workflow.FieldIDNumber, "证件号码", "", nil},
	{workflow.FieldLetter, "答复文号", "", nil},
	{workflow.FieldDispatched, "寄出日期", "寄出", nil},
	{workflow.FieldDelivered, "送达日期", "送达", nil},
	{workflow.FieldOurRole, "本机关地位", "", ourWord},
	{workflow.FieldStand, "审理状态", "", func(v string) string { return workflow.StateLabel(workflow.State(v)) }},
	{workflow.FieldPaid, "缴费日期", "缴费", nil},
	{workflow.FieldDeadline, "复议诉讼期限", "到期", nil},
	{workflow.FieldUrgency, "缓急", "", nil},
}

var paces = map[string]string{
	workflow.OnTime: "按时办结", workflow.AfterExtension: "延期后按时办结", workflow.Late: "逾期办结",
}

func named(words map[string]string) func(string) string {
	return func(v string) string { return words[v] }
}

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

func outcomeWord(v string) string {
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

func wordsFor(f workflow.Field) fieldWords {
	for _, w := range fields {
		if w.field == f {
			return w
		}
	}
	return fieldWords{field: f, label: string(f)}
}

// ValueWord is a value of a field in Chinese; a code that has no word stays as it
// is.
func ValueWord(f workflow.Field, v string) string {
	if w := wordsFor(f); w.values != nil && w.values(v) != "" {
		return w.values(v)
	}
	return v
}

// value is a value of the field in Chinese, in quotation marks; a code that has
// no word stays as it is.
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

// never are the words for a condition that nothing meets.
const never = "没有任何一件符合"

// Describe puts a condition into Chinese words. It says the same as
// [workflow.Match] does, for the same period.
func Describe(c workflow.Cond, p workflow.Period) string {
	return subject{p, aboutDisputes(c)}.describeAll(c)
}

// subject is what a condition is described for: the period, and whether it speaks
// of disputes, which end with a judgment and not with an answer.
type subject struct {
	workflow.Period
	disputes bool
}

func aboutDisputes(c workflow.Cond) bool {
	if c == nil {
		return false
	}
	return slices.ContainsFunc(workflow.FieldsOf(c), func(f workflow.Field) bool { return slices.Contains(disputed, f) })
}

// disputed are the fields that only a review or a suit has.
var disputed = []workflow.Field{
	workflow.FieldBlock, workflow.FieldAccepted, workflow.FieldResult,
	workflow.FieldOurRole, workflow.FieldStand, workflow.FieldDeadline,
}

func (p subject) describeAll(c workflow.Cond) string {
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

// conjuncts opens conditions that all have to hold into one flat list.
func conjuncts(c workflow.Cond) []workflow.Cond {
	all, ok := c.(workflow.All)
	if c == nil || !ok {
		return single(c)
	}
	var out []workflow.Cond
	for _, part := range all {
		out = append(out, conjuncts(part)...)
	}
	return out
}

func single(c workflow.Cond) []workflow.Cond {
	if c == nil {
		return nil
	}
	return []workflow.Cond{c}
}

func (p subject) describe(c workflow.Cond) string {
	switch c := c.(type) {
	case workflow.Is:
		return describeIs(c, false)
	case workflow.Falls:
		return p.whenWords(c)
	case workflow.Span:
		return p.spanWords(c)
	case workflow.Contains:
		return containsWords(c, false)
	case workflow.Any:
		return p.either(c)
	case workflow.All:
		return "（" + p.describeAll(c) + "）"
	case workflow.Not:
		return p.describeNot(c.Cond)
	}
	panic("views: unknown condition")
}

// describeNot says the opposite in a way people say it.
func (p subject) describeNot(c workflow.Cond) string {
	switch c := c.(type) {
	case workflow.Is:
		return describeIs(c, true)
	case workflow.Falls:
		return "没有" + p.whenWords(c)
	case workflow.Span:
		if c.From == "" && c.To == "" {
			return "没有" + wordsFor(c.Field).label
		}
		return "没有" + p.spanWords(c)
	case workflow.Contains:
		return containsWords(c, true)
	case workflow.Not:
		return "（" + p.describeAll(c.Cond) + "）"
	case workflow.All, workflow.Any:
		return "并非（" + p.describeAll(c) + "）"
	}
	panic("views: unknown condition")
}

func describeIs(c workflow.Is, not bool) string {
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

func (p subject) whenWords(c workflow.Falls) string {
	verb := p.verb(c.Field)
	switch c.When {
	case workflow.Before:
		return "在 " + string(p.From) + " 以前（不含当日）" + verb
	case workflow.During:
		return "在 " + string(p.From) + " 至 " + string(p.To) + " " + verb
	case workflow.ByEnd:
		return "在 " + string(p.To) + " 以前（含当日）" + verb
	}
	panic("views: unknown When")
}

func (p subject) spanWords(c workflow.Span) string {
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

// verb is what happened on a day.
func (p subject) verb(f workflow.Field) string {
	w := wordsFor(f)
	switch {
	case f == workflow.FieldClosed && p.disputes:
		return "审结"
	case w.verb != "":
		return w.verb
	}
	return "（" + w.label + "）"
}

func containsWords(c workflow.Contains, not bool) string {
	if len(c.Fields) == 0 && !not {
		return never
	}
	var labels []string
	for _, f := range c.Fields {
		labels = append(labels, wordsFor(f).label)
	}
	return strings.Join(labels, "或者") + "中" + map[bool]string{false: "有", true: "没有"}[not] + "“" + c.Text + "”"
}

func (p subject) either(c workflow.Any) string {
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

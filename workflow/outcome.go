package workflow

import "slices"

// OutcomeCode names how an application ended; see [Outcomes].
type OutcomeCode string

// Outcome is one category of answer (答复类型) or another ending, with what the law and
// each form say of it. One row is one line of docs/law.md §6.2.
type Outcome struct {
	Code  OutcomeCode
	Label string // 中文
	Event Event  // the event that may bring it
	// Editions are the articles of the editions 2007 and 2019, in this order. "" means
	// that the edition does not have the outcome, "–" that it has no article of its
	// own.
	Editions [2]string
	Line2014 string // "" counts as closed without an answer
	Line2019 string
	Line2021 string
	// ReviewFirst: an answer of 2024 or later must be reviewed before it can go to
	// court (复议法 23; 法释〔2025〕8号: refusals under articles 14 to 16).
	ReviewFirst bool
}

// Outcomes are all endings in the order of docs/law.md §6.2: first the categories of
// the 2019 edition, then those that only the 2007 edition has, then the endings without
// an answer. Where a form has no line for an outcome of the other edition, the nearest
// line is our choice (docs/law.md §9.4).
var Outcomes = []Outcome{
	{"already_public", "已主动公开，告知获取方式", Answer, [2]string{"21(一)", "36(一)"}, "3.3.1", "granted", "granted", false},
	{"granted", "予以公开", Answer, [2]string{"21(一)", "36(二)"}, "3.3.2", "granted", "granted", false},
	{"partial", "部分公开", Answer, [2]string{"22", "37"}, "3.3.3", "partial", "partial", false},
	{"secret", "属于国家秘密", Answer, [2]string{"14(4)", "14"}, "3.3.4a", "refused.secret", "refused.secret", true},
	{"prohibited", "其他法律行政法规禁止公开", Answer, [2]string{"", "14"}, "3.3.4f", "refused.prohibited", "refused.prohibited", true},
	{"security", "危及“三安全一稳定”", Answer, [2]string{"8", "14"}, "3.3.4d", "refused.security", "refused.security", true},
	{"third_party", "保护第三方合法权益", Answer, [2]string{"", "15"}, "3.3.4b", "refused.third_party", "refused.third_party", true},
	{"internal", "属于三类内部事务信息", Answer, [2]string{"", "16(1)"}, "3.3.4f", "refused.internal", "refused.internal", true},
	{"deliberative", "属于四类过程性信息", Answer, [2]string{"", "16(2)"}, "3.3.4f", "refused.deliberative", "refused.deliberative", true},
	{"enforcement_file", "属于行政执法案卷", Answer, [2]string{"", "16(2)"}, "3.3.4f", "refused.enforcement_file", "refused.enforcement_file", true},
	{"registry", "属于行政查询事项", Answer, [2]string{"", "36(七)"}, "3.3.8", "refused.registry", "refused.registry", false},
	{"not_held", "信息不存在", Answer, [2]string{"21(三)", "36(四)"}, "3.3.6", "unable.not_held", "unable.not_held", false},
	{"not_ours", "不属于本机关负责公开", Answer, [2]string{"21(三)", "36(五)"}, "3.3.5", "unable.not_held", "unable.not_held", false},
	{"needs_work", "没有现成信息需要另行制作", Answer, [2]string{"", "38"}, "3.3.4f", "unable.needs_work", "unable.needs_work", false},
	{"still_unclear", "补正后申请内容仍不明确", Answer, [2]string{"", "30"}, "3.3.7", "unable.still_unclear", "unable.still_unclear", false},
	{"petition", "信访举报投诉类申请", Answer, [2]string{"", "39(1)"}, "3.3.4e", "declined.petition", "declined.petition", false},
	{"duplicate", "重复申请", Answer, [2]string{"", "36(六)"}, "3.3.4f", "declined.duplicate", "declined.duplicate", false},
	{"publication", "要求提供公开出版物", Answer, [2]string{"", "39(2)"}, "3.3.8", "declined.publication", "declined.publication", false},
	{"excessive", "无正当理由大量反复申请", Answer, [2]string{"", "35"}, "3.3.4f", "declined.excessive", "declined.excessive", false},
	{"reissue", "要求行政机关确认或重新出具已获取信息", Answer, [2]string{"", "–"}, "3.3.4f", "declined.reissue", "declined.reissue", false},

	{"commercial", "涉及商业秘密", Answer, [2]string{"14(4)", ""}, "3.3.4b", "refused.third_party", "refused.third_party", false},
	{"privacy", "涉及个人隐私", Answer, [2]string{"14(4)", ""}, "3.3.4c", "refused.third_party", "refused.third_party", false},
	{"not_information", "不是《条例》所指政府信息", Answer, [2]string{"2", ""}, "3.3.4e", "declined.petition", "declined.petition", false},
	{"other_law", "法律法规规定的其他情形", Answer, [2]string{"14", ""}, "3.3.4f", "refused.prohibited", "refused.prohibited", false},
	{"told_to_correct", "告知作出更改补充", Answer, [2]string{"21(四)", ""}, "3.3.7", "unable.still_unclear", "unable.still_unclear", false},
	{"other_way", "告知通过其他途径办理", Answer, [2]string{"21", ""}, "3.3.8", "refused.registry", "refused.registry", false},

	{"uncorrected", "逾期不补正", Lapse, [2]string{"–", "30"}, "", "other", "other.uncorrected", false},
	{"unpaid", "逾期未缴费", Lapse, [2]string{"", "109号 6"}, "", "other", "other.unpaid", false},
	{"withdrawn", "撤回等其他终止", Withdraw, [2]string{"–", "–"}, "", "other", "other.other", false},
	{"ceased", "申请人死亡或者终止", Cease, [2]string{"–", "–"}, "", "other", "other.other", false},
}

// OutcomeOf returns the outcome with this code, and whether there is one.
func OutcomeOf(code OutcomeCode) (Outcome, bool) {
	i := slices.IndexFunc(Outcomes, func(o Outcome) bool { return o.Code == code })
	if i < 0 {
		return Outcome{}, false
	}
	return Outcomes[i], true
}

// Article returns the article of the outcome under an edition; "" if the edition does
// not have it, "–" if it has no article of its own.
func (o Outcome) Article(regime string) string {
	if regime == Regimes[0].Name {
		return o.Editions[0]
	}
	return o.Editions[1]
}

// OutcomesFor returns the endings that an event may bring under an edition, in the
// order of the law.
func OutcomesFor(event Event, regime string) []Outcome {
	var out []Outcome
	for _, o := range Outcomes {
		if o.Event == event && o.Article(regime) != "" {
			out = append(out, o)
		}
	}
	return out
}

// OutcomesAs returns the codes of the outcomes that line maps to one of the given lines
// of a form.
func OutcomesAs(line func(Outcome) string, codes ...string) []string {
	var out []string
	for _, o := range Outcomes {
		if slices.Contains(codes, line(o)) {
			out = append(out, string(o.Code))
		}
	}
	return out
}

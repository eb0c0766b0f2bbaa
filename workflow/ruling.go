package workflow

import "slices"

// RulingCode names a decision on a review or a judgment in a suit.
type RulingCode string

// Ruling is one kind of decision (审理结果): where it counts in 表四, and whether it orders
// the office to answer again.
type Ruling struct {
	Code    RulingCode
	Label   string
	Suit    bool   // of a court; otherwise of a review
	Result  Result // "" where the earlier judgment stands
	Article string
	Orders  bool // 责令重作、限期履行
	Ruled   bool // 裁定: the term to appeal is shorter than against a 判决
	Second  bool // only in the second instance
}

// Rulings are the decisions of docs/law.md §7.3, reviews first.
var Rulings = []Ruling{
	{"upheld", "维持", false, "upheld", "复议法 68", false, false, false},
	{"dismissed", "驳回复议请求", false, "upheld", "复议法 69", false, false, false},
	{"revoked", "撤销", false, "corrected", "复议法 64", false, false, false},
	{"remake", "撤销并责令重新作出", false, "corrected", "复议法 64(2)", true, false, false},
	{"changed", "变更", false, "corrected", "复议法 63", false, false, false},
	{"unlawful", "确认违法", false, "corrected", "复议法 65", false, false, false},
	{"void", "确认无效", false, "corrected", "复议法 67", false, false, false},
	{"perform", "责令限期履行", false, "corrected", "复议法 66", true, false, false},
	{"rejected", "驳回复议申请", false, "otherwise", "复议法 33", false, false, false},
	{"terminated", "终止（撤回、和解）", false, "otherwise", "复议法 41", false, false, false},
	{"mediated", "调解", false, "otherwise", "复议法 73", false, false, false},
	{"dismissed", "判决驳回诉讼请求", true, "upheld", "行诉法 69", false, false, false},
	{"revoked", "判决撤销", true, "corrected", "行诉法 70", false, false, false},
	{"remake", "判决撤销并重新作出", true, "corrected", "行诉法 70", true, false, false},
	{"perform", "判决限期履行", true, "corrected", "行诉法 72", true, false, false},
	{"unlawful", "判决确认违法", true, "corrected", "行诉法 74", false, false, false},
	{"void", "判决确认无效", true, "corrected", "行诉法 75", false, false, false},
	{"changed", "判决变更", true, "corrected", "行诉法 77", false, false, false},
	{"rejected", "裁定驳回起诉", true, "otherwise", "–", false, true, false},
	{"withdrawn", "裁定准予撤诉", true, "otherwise", "–", false, true, false},
	{"not_filed", "裁定不予立案", true, "otherwise", "–", false, true, false},
	{"transferred", "移送", true, "otherwise", "–", false, true, false},
	{"affirmed", "二审维持原判", true, "", "行诉法 89", false, false, true},
	{"appeal_withdrawn", "准予撤回上诉", true, "", "行诉法 89", false, true, true},
}

// RulingOf returns the decision on a review, or the judgment in a suit, with this code,
// and whether there is one. Reviews and suits share some codes.
func RulingOf(block Block, code RulingCode) (Ruling, bool) {
	i := slices.IndexFunc(Rulings, func(r Ruling) bool { return r.Code == code && r.Suit == (block != Review) })
	if i < 0 {
		return Ruling{}, false
	}
	return Rulings[i], true
}

// courtRules are the events by which a court decides.
var courtRules = eventSet(Judge, JudgeAppeal, EndSuit)

// RulingsFor returns the decisions that an event may bring.
func RulingsFor(event Event) []Ruling {
	var out []Ruling
	for _, r := range Rulings {
		if r.Suit == courtRules[event] && (!r.Second || event == JudgeAppeal) {
			out = append(out, r)
		}
	}
	return out
}

// hasRuling asks for the decision. Where no more is known, one of the three results of
// the form is enough.
var hasRuling = Guard{"已选审理结果", func(m Move) error {
	known := slices.ContainsFunc(RulingsFor(m.Cmd.Event), func(r Ruling) bool { return r.Code == m.Cmd.Ruling })
	switch {
	case m.Cmd.Ruling == "" && !m.Cmd.Result.Known(), m.Cmd.Ruling != "" && !known:
		return AskRuling.Wrong("请选择审理结果")
	case m.Cmd.Until != "" && m.Cmd.Until <= m.Cmd.On:
		return AskUntil.Wrong("责令履行的期限 %s 应当晚于 %s", m.Cmd.Until, m.Cmd.On)
	}
	return nil
}}

package workflow

import (
	"slices"

	"gongkai/workflow/fault"
)

// nothingOpen guards the steps that need every opinion to be in, or its term to be
// over.
var nothingOpen = Guard{"没有未返回的征求意见", func(m Move) error {
	if open := m.Of.Consulting(); len(open) > 0 {
		return fault.Refusal("32", "请先登记意见返回，或者登记对方逾期未提出意见", "还有 %d 项征求意见没有返回", len(open))
	}
	return nil
}}

var hasParty = Guard{"已选征求对象", func(m Move) error {
	if m.Cmd.Party != ThirdParty && m.Cmd.Party != CoMaker {
		return AskParty.Wrong("请选择征求对象")
	}
	return nil
}}

// consulting guards the return of an opinion: there must be an open consultation, and
// the one named, if any.
var consulting = Guard{"有未返回的征求意见", func(m Move) error {
	open := m.Of.Consulting()
	if len(open) == 0 {
		return fault.Refusal("", "", "没有尚未返回的征求意见")
	}
	if m.Cmd.Ref != 0 && !slices.ContainsFunc(open, func(e Entry) bool { return e.Seq == m.Cmd.Ref }) {
		return AskRef.Wrong("第 %d 条记录不是尚未返回的征求意见", m.Cmd.Ref)
	}
	return nil
}}

// consultArticle returns the article on silence: if a third party is silent the office
// decides (32), if a co-maker is, it has consented (34).
func consultArticle(p Party) string {
	if p == CoMaker {
		return "34"
	}
	return "32"
}

// hasOpinion guards against recording silence too early: only when the party's term is
// over has it been silent. An old register may lack the opinion altogether.
var hasOpinion = Guard{"已选意见；逾期未提出须期限已满", func(m Move) error {
	if !m.Cmd.Opinion.Known() && (!m.Cmd.Recorded || m.Cmd.Opinion != "") {
		return AskOpinion.Wrong("请选择对方意见")
	}
	if asked := m.Of.consultation(m.Cmd.Ref); m.Cmd.Opinion == Silent && m.Cmd.On <= asked.Until {
		return AskOpinion.Refusal(consultArticle(asked.Party), "请等期限届满，或者按收到的意见登记", "对方提出意见的期限至 %s 止，还没有届满", asked.Until)
	}
	return nil
}}

// objection returns the latest opinion of a third party that bars disclosure under the
// edition, unless it was overridden since, and whether there is one. Under 2019 only
// reasoned objections bar it (article 32); under 2007 everything but consent does
// (article 23, and for silence the practice of the time).
func (app *Application) objection(law Law) (Entry, bool) {
	var found Entry
	for _, e := range app.EntriesInForce() {
		switch {
		case e.Event == Consulted && e.Party == ThirdParty && law.Vetoes(e.Opinion):
			found = e
		case e.Event == Override:
			found = Entry{}
		}
	}
	return found, found.Seq > 0
}

var objected = Guard{"第三方不同意公开", func(m Move) error {
	if _, ok := m.Of.objection(m.Law); !ok {
		return fault.Refusal("32", "没有第三方的反对意见时，不必作这一决定", "没有第三方有效的反对意见")
	}
	return nil
}}

// objectionsHeard refuses full disclosure against a valid objection. Partial disclosure
// remains possible, as does the head's decision for the public interest, which lifts
// the objection.
var objectionsHeard = Guard{"第三方合理反对的，不予公开，或者已为公共利益决定公开", func(m Move) error {
	e, ok := m.Of.objection(m.Law)
	if ok && m.drafted(m.Of.Draft()).Outcome == "granted" {
		return AskOutcome.Refusal("32",
			"请以“部分公开”或者“保护第三方合法权益”答复；不公开会对公共利益造成重大影响的，先办理“为公共利益决定公开”",
			"第三方已于 %s 不同意公开，不能“予以公开”", e.On)
	}
	return nil
}}

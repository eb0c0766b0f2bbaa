package register

import (
	"regexp"
	"strings"

	"gongkai/workflow"
)

// The words that the cells of the register may hold. Several may mean the same, since
// offices write them in their own ways.
var (
	channelWords = map[string]workflow.Channel{
		"当面": workflow.InPerson, "邮寄(挂号/EMS)": workflow.RegisteredPost, "邮寄（挂号/EMS）": workflow.RegisteredPost,
		"邮寄": workflow.RegisteredPost, "挂号": workflow.RegisteredPost, "EMS": workflow.RegisteredPost,
		"平信": workflow.OrdinaryPost, "网络": workflow.Online, "电子邮件": workflow.Email, "传真": workflow.Fax,
	}
	kindWords = wordsOf(len(workflow.ApplicantKinds), func(i int) (string, workflow.ApplicantKind) {
		return workflow.ApplicantKinds[i].Label, workflow.ApplicantKinds[i].Code
	})
	partyWords = wordsOf(
		len(workflow.Parties),
		func(i int) (string, workflow.Party) { return workflow.Parties[i].Label, workflow.Parties[i].Code },
	)
	methodWords = wordsOf(
		len(workflow.Methods),
		func(i int) (string, workflow.Method) { return workflow.Methods[i].Label, workflow.Methods[i].Code },
	)
	resultWords = wordsOf(
		len(workflow.Results),
		func(i int) (string, workflow.Result) { return workflow.Results[i].Label, workflow.Results[i].Code },
	)
	routeWords = map[string]workflow.Block{"直接起诉": workflow.SuitDirect, "复议后起诉": workflow.SuitAfterReview}
)

// wordsOf returns a table of words from n rows.
func wordsOf[T any](n int, row func(int) (string, T)) map[string]T {
	m := map[string]T{}
	for i := range n {
		w, code := row(i)
		m[w] = code
	}
	return m
}

// outcomeWord is a word of a form for an outcome. Of several words for one outcome, the
// first is the one with which the register is written. Old words belong to the 2014
// form.
type outcomeWord struct {
	word string
	code workflow.OutcomeCode
	old  bool
}

// outcomeWords are the words of 表三 and of the register itself, then those of the 2014
// form.
var outcomeWords = []outcomeWord{
	{"予以公开", "granted", false},
	{"已主动公开", "already_public", false},
	{"部分公开", "partial", false},
	{"属于国家秘密", "secret", false},
	{"其他法律行政法规禁止公开", "prohibited", false},
	{"危及“三安全一稳定”", "security", false},
	{"保护第三方合法权益", "third_party", false},
	{"属于三类内部事务信息", "internal", false},
	{"属于四类过程性信息", "deliberative", false},
	{"属于行政执法案卷", "enforcement_file", false},
	{"属于行政查询事项", "registry", false},
	{"本机关不掌握相关政府信息", "not_held", false},
	{"不属于本机关负责公开", "not_ours", false},
	{"没有现成信息需要另行制作", "needs_work", false},
	{"补正后申请内容仍不明确", "still_unclear", false},
	{"信访举报投诉类申请", "petition", false},
	{"重复申请", "duplicate", false},
	{"要求提供公开出版物", "publication", false},
	{"无正当理由大量反复申请", "excessive", false},
	{"要求行政机关确认或重新出具已获取信息", "reissue", false},
	{"逾期不补正", "uncorrected", false},
	{"逾期未缴费", "unpaid", false},
	{"其他", "withdrawn", false},
	{"其他处理", "withdrawn", false},
	{"撤回", "withdrawn", false},
	{"申请人死亡或者终止", "ceased", false},
	{"信息不存在", "not_held", false},

	{"属于已主动公开范围", "already_public", true},
	{"同意公开", "granted", true},
	{"同意部分公开", "partial", true},
	{"涉及国家秘密", "secret", true},
	{"涉及商业秘密", "commercial", true},
	{"涉及个人隐私", "privacy", true},
	{"危及国家安全、公共安全、经济安全和社会稳定", "security", true},
	{"不是《条例》所指政府信息", "not_information", true},
	{"法律法规规定的其他情形", "other_law", true},
	{"不属于本行政机关公开", "not_ours", true},
	{"申请信息不存在", "not_held", true},
	{"告知作出更改补充", "told_to_correct", true},
	{"告知通过其他途径办理", "other_way", true},
}

// numbering is what a form prints before a word: （三） or 4.
var numbering = regexp.MustCompile(`^(（[一二三四五六七八九]）|[0-9]+[.．、])`)

// plainWord removes what offices copy along with the word of a form: numbers, quotation
// marks, spaces and what follows in brackets.
func plainWord(s string) string {
	s = strings.NewReplacer(" ", "", "“", "", "”", "", `"`, "", "「", "", "」", "").Replace(s)
	s, _, _ = strings.Cut(numbering.ReplaceAllString(s, ""), "（")
	return s
}

// plainOutcomes are outcomeWords by their plain words.
var plainOutcomes = wordsOf(len(outcomeWords), func(i int) (string, outcomeWord) {
	return plainWord(outcomeWords[i].word), outcomeWords[i]
})

// findOutcomeWord returns the outcome that a cell names, and whether there is one.
func findOutcomeWord(said string) (outcomeWord, bool) {
	w, ok := plainOutcomes[plainWord(said)]
	return w, ok
}

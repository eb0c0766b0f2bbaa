package workflow

import (
	"slices"

	"gongkai/workflow/fault"
)

// Class is one of the five kinds of answer (答复大类), each of which has lines of its own
// in 表三.
type Class struct{ Code, Label string }

// Classes are the kinds of answer in the order of 表三.
var Classes = []Class{
	{"granted", "予以公开"}, {"partial", "部分公开"}, {"refused", "不予公开"}, {"unable", "无法提供"}, {"declined", "不予处理"},
}

// Class returns the code of the kind of answer to which the outcome belongs, derived
// from its line in the form of 2021; "" for an ending without an answer.
func (o Outcome) Class() string {
	for _, c := range Classes {
		if o.Line2021 == c.Code || len(o.Line2021) > len(c.Code) && o.Line2021[:len(c.Code)+1] == c.Code+"." {
			return c.Code
		}
	}
	return ""
}

// CoachQuestion is one question on the way to a category of answer (类别引导).
type CoachQuestion struct {
	Text    string
	Options []CoachReply
}

// CoachReply is one reply to a question. It leads either to another question (Next) or to a
// category (Outcome), never to both.
type CoachReply struct {
	Code     string
	Text     string
	Next     *CoachQuestion
	Outcome  OutcomeCode // "" where Next leads on
	Sentence string      // a sentence for the letter, with blanks in （）
	Mind     string      // what the clerk should check first; "" for nothing
}

// CoachTree is the first question. Its turns are those of all editions: ask [CoachQuestion.Under]
// for those of one.
var CoachTree = CoachQuestion{"申请人要的是什么？", []CoachReply{
	{Code: "held", Text: "本机关负责公开、也有的政府信息", Next: &CoachQuestion{"这些信息可以公开吗？", []CoachReply{
		{Code: "public", Text: "已经主动公开了", Outcome: "already_public", Sentence: "您申请公开的信息已经主动公开，可以通过（网址、公报或者查阅场所）获取。"},
		{Code: "all", Text: "可以全部公开", Outcome: "granted", Sentence: "您申请公开的信息可以公开，现提供给您。"},
		{Code: "part", Text: "含有不应当公开的内容，能够区分处理", Outcome: "partial",
			Sentence: "您申请公开的信息中含有不应当公开的内容，能够作区分处理，现将可以公开的部分提供给您；其余部分因（理由）不予公开。",
			Mind:     "只计入“部分公开”一行；不公开部分的理由填在“并用的其他类型”，不再另计。"},
		{Code: "none", Text: "全部不能公开", Next: &CoachQuestion{"不能公开的依据是哪一项？", []CoachReply{
			{Code: "secret", Text: "依法确定为国家秘密", Outcome: "secret",
				Sentence: "您申请公开的信息依法确定为国家秘密，不予公开。", Mind: "须有定密的依据；密级和保密期限应当仍然有效。"},
			{Code: "law", Text: "其他法律、行政法规禁止公开", Outcome: "prohibited", Sentence: "（法律、行政法规的名称和条款）禁止公开您申请的信息，不予公开。"},
			{Code: "security", Text: "公开后可能危及国家安全、公共安全、经济安全、社会稳定", Outcome: "security",
				Sentence: "您申请公开的信息公开后可能危及（国家安全、公共安全、经济安全、社会稳定），不予公开。"},
			{Code: "party", Text: "涉及第三方的商业秘密、个人隐私，公开会损害其合法权益", Outcome: "third_party",
				Sentence: "您申请公开的信息涉及（商业秘密、个人隐私），公开会对第三方合法权益造成损害，第三方不同意公开且有合理理由，不予公开。",
				Mind:     "须先书面征求第三方的意见。"},
			{Code: "business", Text: "涉及商业秘密", Outcome: "commercial",
				Sentence: "您申请公开的信息涉及商业秘密，权利人不同意公开，不予公开。", Mind: "须先书面征求第三方的意见。"},
			{Code: "privacy", Text: "涉及个人隐私", Outcome: "privacy",
				Sentence: "您申请公开的信息涉及个人隐私，权利人不同意公开，不予公开。", Mind: "须先书面征求第三方的意见。"},
			{Code: "internal", Text: "人事管理、后勤管理、内部工作流程等内部事务信息", Outcome: "internal",
				Sentence: "您申请公开的信息属于本机关（人事管理、后勤管理、内部工作流程）方面的内部事务信息，不予公开。"},
			{Code: "process", Text: "讨论记录、过程稿、磋商信函、请示报告等过程性信息", Outcome: "deliberative",
				Sentence: "您申请公开的信息属于履行行政管理职能过程中形成的（讨论记录、过程稿、磋商信函、请示报告），不予公开。",
				Mind:     "法律、法规、规章规定应当公开的，从其规定。"},
			{Code: "file", Text: "行政执法案卷信息", Outcome: "enforcement_file",
				Sentence: "您申请公开的信息属于行政执法案卷信息，不予公开。", Mind: "法律、法规、规章规定应当公开的，从其规定。"},
			{Code: "registry", Text: "工商、不动产登记资料等，法律、行政法规对获取有特别规定", Outcome: "registry",
				Sentence: "您申请公开的信息属于（登记资料），（法律、行政法规的名称）对获取有特别规定，请依照该规定办理。"},
			{Code: "other", Text: "法律法规规定的其他情形", Outcome: "other_law", Sentence: "您申请公开的信息属于（法律法规的名称和条款）规定的不予公开的情形，不予公开。"},
		}}},
	}}},
	{Code: "lacking", Text: "本机关没有、不负责公开，或者无法据以提供的信息", Next: &CoachQuestion{"为什么不能提供？", []CoachReply{
		{Code: "absent", Text: "经检索，没有这项信息", Outcome: "not_held",
			Sentence: "经检索，本机关没有您申请公开的信息，该信息不存在。", Mind: "须留存检索记录：检索的范围、方法、关键词、日期和经手人。"},
		{Code: "elsewhere", Text: "不属于本机关负责公开", Outcome: "not_ours", Sentence: "您申请公开的信息不属于本机关负责公开，建议向（机关名称和联系方式）提出申请。"},
		{Code: "work", Text: "没有现成信息，需要加工、分析", Outcome: "needs_work", Sentence: "您申请公开的信息没有现成的，需要本机关对现有政府信息进行加工、分析，不予提供。"},
		{Code: "unclear", Text: "补正以后，申请内容仍然不明确", Outcome: "still_unclear",
			Sentence: "您补正以后申请内容仍不明确，本机关无法据以提供。", Mind: "须先告知补正，并且已经收到补正。"},
		{Code: "change", Text: "申请内容不明确，要作出更改、补充", Outcome: "told_to_correct", Sentence: "您的申请内容不明确，请作出更改、补充（需要更改、补充的内容）。"},
	}}},
	{Code: "outside", Text: "别的要求：不是获取政府信息，或者不应当再处理", Next: &CoachQuestion{"是哪一种要求？", []CoachReply{
		{Code: "petition", Text: "信访、投诉、举报等活动", Outcome: "petition", Sentence: "您提出的属于（信访、投诉、举报）活动，不作为政府信息公开申请处理，请通过（渠道）提出。"},
		{Code: "again", Text: "已经答复过的相同内容", Outcome: "duplicate",
			Sentence: "您就相同内容提出的申请，本机关已于（日期、文号）答复，不再重复处理。", Mind: "须核对是同一申请人、同一内容，并写明前一次答复。"},
		{Code: "print", Text: "公开出版物", Outcome: "publication", Sentence: "您要求提供的是公开出版物，可以通过（途径）获取。"},
		{Code: "excess", Text: "数量、频次明显超过合理范围，理由不合理", Outcome: "excessive",
			Sentence: "您申请公开政府信息的数量、频次明显超过合理范围，说明的理由不合理，不予处理。", Mind: "须先要求申请人说明理由。"},
		{Code: "reissue", Text: "确认或者重新出具已经获取的信息", Outcome: "reissue", Sentence: "您要求对已经获取的政府信息进行确认或者重新出具，不予处理。"},
		{Code: "not", Text: "不是《条例》所指的政府信息", Outcome: "not_information", Sentence: "您申请公开的不是《政府信息公开条例》所指的政府信息。"},
		{Code: "way", Text: "应当通过其他途径办理", Outcome: "other_way", Sentence: "您提出的要求请通过（途径）办理。"},
	}}},
}}

// Under returns the question as it is asked under an edition, without the turns that
// lead to no category of that edition.
func (q CoachQuestion) Under(regime string) CoachQuestion {
	out := CoachQuestion{Text: q.Text}
	for _, t := range q.Options {
		if t.Next != nil {
			next := t.Next.Under(regime)
			t.Next = &next
		}
		o, _ := OutcomeOf(t.Outcome)
		if t.Next != nil && len(t.Next.Options) > 0 || t.Next == nil && o.Article(regime) != "" {
			out.Options = append(out.Options, t)
		}
	}
	return out
}

// Walk follows replies from the question. It returns the turns taken and the question
// that is then open, nil once a category is reached. An unknown reply is NotFound.
func (q CoachQuestion) Walk(replies []string) ([]CoachReply, *CoachQuestion, error) {
	at := &q
	var taken []CoachReply
	for _, code := range replies {
		i := -1
		if at != nil {
			i = slices.IndexFunc(at.Options, func(t CoachReply) bool { return t.Code == code })
		}
		if i < 0 {
			return nil, nil, fault.Errorf(fault.NotFound, "没有这个选项")
		}
		taken, at = append(taken, at.Options[i]), at.Options[i].Next
	}
	return taken, at, nil
}

// Leaf returns the turn that leads to a category, and whether there is one.
func (q CoachQuestion) Leaf(code OutcomeCode) (CoachReply, bool) {
	for _, t := range q.Options {
		if t.Next != nil {
			if leaf, ok := t.Next.Leaf(code); ok {
				return leaf, true
			}
		}
		if t.Next == nil && t.Outcome == code {
			return t, true
		}
	}
	return CoachReply{}, false
}

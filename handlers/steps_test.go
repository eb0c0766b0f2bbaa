package handlers

import (
	"net/http"
	"slices"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
)

// do sends a step and gives the reply.
func (b *browser) do(page, event, on string, more ...string) reply {
	b.t.Helper()
	return b.post(page+"/events", append([]string{"event", event, "on", on}, more...)...)
}

// A drafter does not sign; a clerk does not sign at all; a draft written anew is
// no longer the one that was submitted; one that is returned says why.
func TestFourEyes(t *testing.T) {
	s := newSite(t)
	clerk, head := s.as("jingban"), s.as("shenhe")
	page := clerk.log()
	head.do(page, "answer", "2026-11-24").want(t, "sign nothing", http.StatusForbidden)
	head.do(page, "draft_answer", "2026-11-24", "outcome", "granted").want(t, "draft", http.StatusSeeOther)
	clerk.do(page, "submit", "2026-11-24").want(t, "submit", http.StatusSeeOther)
	r := head.do(page, "answer", "2026-11-24")
	r.want(t, "sign one's own", http.StatusForbidden)
	r.has(t, "signing one's own", "这份稿子是您拟的", "请由另一人办理")
	head.get(page).has(t, "the page of who drafted", "待签发", "拟稿人不能“签发答复”")
	r = clerk.do(page, "answer", "2026-11-24")
	r.want(t, "a clerk signs", http.StatusForbidden)
	r.has(t, "a clerk who signs", "须由审核签发人办理")

	other := clerk.log()
	clerk.drafted(other, "2026-11-24", "partial", "also", "third_party", "also", "not_held", "letter", "示公开告〔2026〕5号")
	head.get(other).has(t, "what is signed", "部分公开（《政府信息公开条例》第37条）", "保护第三方合法权益、信息不存在", "统计计入", `value="示公开告〔2026〕5号"`)
	head.do(other, "return", "2026-11-24").has(t, "returned without a reason", "请写明理由或者经过", `href="#return-reason"`)
	head.do(other, "return", "2026-11-24", "reason", "请补写依据").want(t, "return", http.StatusSeeOther)
	clerk.get(other).has(t, "the returned draft", "已退回", "请补写依据", `value="partial" data-key="1" checked`,
		`value="third_party" checked`)
	clerk.do(other, "draft_answer", "2026-11-24", "outcome", "granted").want(t, "draft anew", http.StatusSeeOther)
	clerk.do(other, "submit", "2026-11-24").want(t, "submit anew", http.StatusSeeOther)
	head.get("/api"+other).has(t, "the application", `"draft":"submitted"`)
	clerk.do(other, "draft_answer", "2026-11-24", "outcome", "secret").
		want(t, "edit what was submitted", http.StatusSeeOther)
	head.do(other, "answer", "2026-11-24").has(t, "signing what is no longer submitted", "还没有送审的稿子")
	clerk.do(other, "submit", "2026-11-24").want(t, "submit again", http.StatusSeeOther)
	head.do(other, "answer", "2026-11-24", "letter", "示公开告〔2026〕6号", "outcome", "granted").
		has(t, "signing something else", "签发的内容与送审稿不一致")
	head.do(other, "answer", "2026-11-24", "letter", "示公开告〔2026〕6号").want(t, "sign", http.StatusSeeOther)
	head.get("/api"+other).has(t, "the answered application", `"outcome":"secret","letter":"示公开告〔2026〕6号"`, `"draft":""`)
}

// In an office of two a clerk signs what another drafted, and still not what he
// drafted himself.
func TestOfficeOfTwo(t *testing.T) {
	s := newSite(t)
	hash, err := hashOnce()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.AddUser(t.Context(), account.User{
		Name: "jingban2", Display: "经办己", Office: "xfb", Role: account.Clerk, Password: hash,
	}); err != nil {
		t.Fatal(err)
	}
	one, two := s.as("jingban"), s.as("jingban2")
	page := one.log()
	one.drafted(page, "2026-11-24", "granted")
	two.do(page, "answer", "2026-11-24").want(t, "before the office is one of two", http.StatusForbidden)
	if err := s.store.SetOffice(t.Context(), account.Office{Code: "xfb", Name: "示例县人民政府办公室", Pair: true}); err != nil {
		t.Fatal(err)
	}
	one.do(page, "answer", "2026-11-24").want(t, "one's own", http.StatusForbidden)
	two.get(page).has(t, "the page of the other", `id="step-answer"`, `id="step-return"`)
	two.do(page, "answer", "2026-11-24").want(t, "the other's", http.StatusSeeOther)
}

// Only a head records what was not lawful, with the reason; it is marked.
func TestRecordAsItHappened(t *testing.T) {
	s := newSite(t)
	clerk, head := s.as("jingban"), s.as("shenhe")
	page := clerk.log("arrived", "2026-10-09")
	late := []string{"recorded", "1", "reason", "当时已电话告知"}
	clerk.get(page).lacks(t, "a clerk's page", "照实补记")
	clerk.do(page, "ask_correction", "2026-11-02", late...).want(t, "a clerk records", http.StatusForbidden)
	r := head.do(page, "ask_correction", "2026-11-02", "reason", "当时已电话告知")
	r.want(t, "refused", http.StatusUnprocessableEntity)
	r.has(t, "refused", "7 个工作日内", `name="recorded"`, "当时已电话告知</textarea>")
	head.do(page, "ask_correction", "2026-11-02", "recorded", "1").want(t, "without a reason", http.StatusForbidden)
	head.do(page, "ask_correction", "2026-11-02", late...).want(t, "record", http.StatusSeeOther)
	head.get(page).has(t, "the recorded step", "不合规", "7 个工作日内", "待补正")
}

// A fee is proposed by the place in the month, and refused within the free range.
func TestFeeForm(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := ""
	for range 12 {
		page = b.log("id_number", "620000000000000000")
	}
	b.get(page).has(t, "the form", "按件：本月第 12 件，应收 100 元。", `<option value="items" selected>`,
		`name="units" type="text" value="12"`, `name="amount" type="text" value="100"`)
	b.do(page, "ask_fee", "2026-11-24", "tariff", "pages", "units", "30", "amount", "1").
		has(t, "free pages", "还在免费的范围内", `<option value="pages" selected>`)
	b.do(page, "ask_fee", "2026-11-24", "tariff", "items", "units", "13", "amount", "100").
		has(t, "a wrong place", "本月的第 12 件申请，不是第 13 件")
	b.do(page, "ask_fee", "2026-11-24", "tariff", "items", "units", "12", "amount", "50").
		has(t, "less", "请写明理由", `id="ask_fee-reason"`)
	b.do(page, "ask_fee", "2026-11-24", "tariff", "items", "units", "12", "amount", "100").
		want(t, "the fee", http.StatusSeeOther)
	b.get(page).has(t, "the page", "待缴费", "按件，12 件", "缴费期限：")
}

// What was registered wrongly is corrected in the form it was registered in, and
// what was entered by mistake is struck through.
func TestAmendAndVoid(t *testing.T) {
	s := newSite(t)
	clerk, head := s.as("jingban"), s.as("shenhe")
	page := clerk.log("phone", "0930-0000000")
	head.get(page).has(t, "the form", `id="amend-name" name="name" type="text" value="赵甲"`,
		`id="amend-phone" name="phone" type="text" value="0930-0000000"`)
	r := head.do(page, "amend", "2026-11-24", registeredPost("name", "", "phone", "0930-1111111", "reason", "录错")...)
	r.want(t, "no name", http.StatusUnprocessableEntity)
	r.has(t, "no name", `href="#amend-name"`, `value="0930-1111111"`)
	head.do(page, "amend", "2026-11-24", registeredPost("name", "赵乙", "reason", "录错")...).
		want(t, "amend", http.StatusSeeOther)
	head.get(page).has(t, "the corrected application", "赵乙（自然人）", "赵甲 → 赵乙", "********0000 → （未填）")
	head.post(page+"/reveal").has(t, "the particulars", "0930-0000000 → （未填）")
	clerk.do(page, "transfer", "2026-11-24", "unit", "规划股").want(t, "transfer", http.StatusSeeOther)
	clerk.do(page, "void", "2026-11-24", "reason", "误登").want(t, "a clerk voids", http.StatusForbidden)
	head.do(page, "void", "2026-11-24", "reason", "误登").want(t, "void", http.StatusSeeOther)
	head.get(page).has(t, "the voided step", "已撤销", "<del>", "撤销的是：2026-11-24 转交承办单位")
	head.get("/api"+page).has(t, "the application", `"unit":""`)
}

// An application is split into those of its lines, and merged into another.
func TestSplitAndMerge(t *testing.T) {
	s := newSite(t)
	head := s.as("shenhe")
	page, other := head.log(), head.log("content", "同一方案")
	head.do(page, "split", "2026-11-24", "parts", "甲村方案\n\n", "reason", "一事一申请").
		has(t, "one part", "请写明拆分后各件的申请内容", "甲村方案</textarea>")
	head.do(page, "split", "2026-11-24", "parts", "甲村方案\r\n \r\n乙村方案", "reason", "一事一申请").
		want(t, "split", http.StatusSeeOther)
	head.get(head.post("/applications/find", "q", "村方案").to).has(t, "the parts", "共 2 件", "甲村方案", "乙村方案")
	head.get(page).has(t, "what was split", "已并拆")
	head.do(other, "merge", "2026-11-24", "other", "没有", "reason", "重复登记").
		has(t, "merge into nothing", "本机关没有编号为“没有”的另一件申请", `value="没有"`)
	head.do(other, "merge", "2026-11-24", "other", "2026-00003", "reason", "重复登记").want(t, "merge", http.StatusSeeOther)
}

// road is one step and who takes it.
type road struct {
	who, event string
	on         string
	more       []string
}

// roads lead through every step there is, each by a form alone.
var roads = map[string][]road{
	"to the archive": {
		{"jingban", "transfer", "2026-09-02", []string{"unit", "规划股"}},
		{"jingban", "ask_correction", "2026-09-03", []string{"reason", "名称不明"}},
		{"jingban", "correct", "2026-09-04", nil}, {"jingban", "consult", "2026-09-07", []string{"party", "third_party"}},
		{"jingban", "consulted", "2026-09-14", []string{"opinion", "objects", "ref", "5"}},
		{"shenhe", "override", "2026-09-15", []string{"reason", "公共利益"}},
		{"jingban", "draft_extension", "2026-09-16", []string{"days", "5", "reason", "卷多"}},
		{"jingban", "submit", "2026-09-16", nil},
		{"shenhe", "extend", "2026-09-16", nil}, {"jingban", "draft_answer", "2026-09-17", []string{"outcome", "granted"}},
		{"jingban", "submit", "2026-09-17", nil}, {"shenhe", "return", "2026-09-17", []string{"reason", "错字"}},
		{"jingban", "draft_answer", "2026-09-17", []string{"outcome", "granted"}}, {"jingban", "submit", "2026-09-17", nil},
		{"shenhe", "answer", "2026-09-18", []string{"letter", "示公开告〔2026〕1号"}},
		{"jingban", "dispatch", "2026-09-18", []string{"method", "post"}},
		{"jingban", "undelivered", "2026-09-21", []string{"reason", "查无此人"}},
		{"jingban", "dispatch", "2026-09-22", []string{"method", "post"}},
		{"jingban", "deliver", "2026-09-24", []string{"method", "post"}},
		{"jingban", "supplement", "2026-09-25", []string{"reason", "补附件"}},
		{"jingban", "rectify", "2026-09-25", []string{"reason", "笔误"}}, {"jingban", "proactive", "2026-09-28", nil},
		{"jingban", "archive", "2026-09-29", []string{"archive", "2026-永久-7"}},
		{"jingban", "assign", "2026-09-30", []string{"handler", "shenhe"}},
	},
	"through review and courts": {
		{"jingban", "draft_answer", "2026-09-02", []string{"outcome", "third_party"}},
		{"jingban", "submit", "2026-09-02", nil}, {"shenhe", "answer", "2026-09-02", nil},
		{"jingban", "review_filed", "2026-09-03", nil}, {"jingban", "refuse_review", "2026-09-04", nil},
		{"jingban", "accept_review", "2026-09-05", []string{"track", "simplified"}},
		{"jingban", "review_reply", "2026-09-06", nil},
		{"jingban", "suspend_review", "2026-09-07", nil}, {"jingban", "resume_review", "2026-09-08", nil},
		{"jingban", "change_answer", "2026-09-09", []string{"reason", "改为公开"}},
		{"jingban", "end_review", "2026-09-10", []string{"ruling", "upheld"}},
		{"jingban", "accept_suit", "2026-09-11", []string{"block", "suit_after_review", "our", "co_reviewer"}},
		{"jingban", "court_reply", "2026-09-12", nil},
		{"jingban", "judge", "2026-09-13", []string{"ruling", "revoked"}}, {"jingban", "appeal", "2026-09-14", nil},
		{"jingban", "remand", "2026-09-15", nil},
		{"jingban", "judge", "2026-09-16", []string{"ruling", "dismissed"}}, {"jingban", "appeal", "2026-09-17", nil},
		{"jingban", "judge_appeal", "2026-09-18", []string{"ruling", "affirmed"}}, {"jingban", "retry", "2026-09-19", nil},
		{"jingban", "judge", "2026-09-20", []string{"ruling", "dismissed"}}, {"jingban", "take_effect", "2026-10-09", nil},
		{"jingban", "accept_suit", "2026-10-10", []string{"block", "suit_direct", "our", "original", "reason", "法院仍予立案"}},
		{"jingban", "end_suit", "2026-10-12", []string{"ruling", "remake", "until", "2026-11-30"}},
	},
	"unpaid": {
		{"jingban", "ask_reasons", "2026-09-02", []string{"reason", "数量大"}}, {"shenhe", "explained", "2026-09-03", nil},
		{"jingban", "ask_fee", "2026-09-04", []string{"tariff", "pages", "units", "40", "amount", "100"}},
		{"jingban", "lapse", "2026-10-30", nil},
	},
	"paid": {
		{"jingban", "ask_fee", "2026-09-04", []string{"tariff", "pages", "units", "40", "amount", "100"}},
		{"jingban", "pay", "2026-09-08", nil},
		{"jingban", "withdraw", "2026-09-09", []string{"reason", "自愿"}},
		{"shenhe", "void", "2026-09-09", []string{"reason", "误登"}},
		{"jingban", "cease", "2026-09-10", []string{"reason", "死亡"}},
	},
}

// apart are the steps that no road takes: they begin an application, have a test
// of their own, or belong to the edition of 2007.
var apart = []workflow.Event{
	workflow.Receive, workflow.Arrive, workflow.Unreachable, workflow.Confirm, workflow.Charge,
	workflow.Split, workflow.Merge, workflow.Amend,
}

// Every step is offered on the page as a form that has what it needs, and is
// taken by it.
func TestEveryStepByForm(t *testing.T) {
	s := newSite(t)
	clerk, head := s.as("jingban"), s.as("shenhe")
	who := map[string]*browser{"jingban": clerk, "shenhe": head}
	taken := map[string]bool{}
	for name, steps := range roads {
		page := clerk.log("arrived", "2026-09-01")
		for _, step := range steps {
			b := who[step.who]
			r := b.get(page)
			for i := 0; i < len(step.more); i += 2 {
				if step.more[i] != "ref" { // asked only where there are several
					r.has(t, name+": "+step.event, `id="`+step.event+"-"+step.more[i]+`"`)
				}
			}
			r.has(t, name, `id="step-`+step.event+`"`)
			b.do(page, step.event, step.on, step.more...).want(t, name+": "+step.event, http.StatusSeeOther)
			taken[step.event] = true
		}
	}
	for _, p := range workflow.Procedures {
		for _, rule := range p {
			if !taken[string(rule.Event)] && !slices.Contains(apart, rule.Event) {
				t.Errorf("no road takes %s", rule.Event)
			}
		}
	}
	fax := clerk.log("channel", "fax", "arrived", "2026-11-23")
	clerk.do(fax, "unreachable", "2026-11-24", "reason", "无人接听").want(t, "unreachable", http.StatusSeeOther)
	clerk.do(fax, "confirm", "2026-11-24").want(t, "confirm", http.StatusSeeOther)
	old := clerk.log("arrived", "2016-03-01")
	clerk.do(old, "charge", "2016-03-04", "amount", "3.5").want(t, "charge", http.StatusSeeOther)
}

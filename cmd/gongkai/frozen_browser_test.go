//go:build e2e

package main

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// A supervisor hands in last year's report, without scripts; a clerk writes down
// what came in that year and was forgotten; the page of what was handed in then
// names it, in both languages free of barriers and no wider than a phone.
func TestBrowserHandsInReport(t *testing.T) {
	axe := axeSource(t)
	chrome, s := chromium(t), serveProgram(t, "--demo")
	last := calendar.DateOf(clock()).Year() - 1
	b := newTab(t, chrome, s.base)
	b.signInAs(account.Supervisor)
	b.withoutScripts()
	page := "/report/frozen?year=" + strconv.Itoa(last)
	b.open(page)
	for label, value := range map[string]string{"单位负责人": "钱甲",
		"审核人": "孙乙", "填报人": "李丙", "联系电话": "0930-0000000", "理由": "示例"} {
		b.fill("main", label, value)
	}
	b.press("main", "定稿", http.StatusOK)
	if said := b.text("main"); !strings.Contains(said, "定稿以后没有变动") || !strings.Contains(said, "钱甲") {
		t.Fatalf("after handing in the page reads\n%s", said)
	}
	clerk := newTab(t, chrome, s.base)
	clerk.signInAs(account.Clerk)
	clerk.open("/applications/new")
	for label, value := range map[string]string{"邮寄(挂号/EMS)": "",
		"申请人姓名或者名称": "赵甲", "申请内容": "某乡镇征地补偿方案", "到达日期": strconv.Itoa(last) + "-12-30"} {
		clerk.fill("main", label, value)
	}
	clerk.press("main", "保存并打开", http.StatusOK)

	judge := newTab(t, chrome, s.base)
	judge.signInAs(account.Supervisor)
	for _, lang := range []string{"en", "zh-CN"} {
		judge.open("/help?lang=" + lang)
		judge.open(page)
		judge.judge(axe)
		judge.open("/report?year=" + strconv.Itoa(last) + "&as_of=" + strconv.Itoa(last) + "-12-31")
		judge.judge(axe)
	}
	judge.open(page)
	if said := judge.text("main"); !strings.Contains(said, "计入") || !strings.Contains(said, strconv.Itoa(last)+"-12-30") {
		t.Errorf("what was forgotten is not named:\n%s", said)
	}
}

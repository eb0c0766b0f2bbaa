package views

import (
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/report"
)

// Every kind of condition, every field and every value has Chinese words, and
// what is negated is said so.
func TestDescribe(t *testing.T) {
	year := calendar.YearOf(2023)
	for _, tt := range []struct {
		name string
		cond cond.Cond
		want string
	}{
		{"nothing", nil, "不限"},
		{"no part", cond.All{}, "不限"},
		{"either of none", cond.Any{}, "没有任何一件符合"},
		{"value of none", cond.Is{Field: cond.FieldKind}, "没有任何一件符合"},
		{"kind", cond.Is{Field: cond.FieldKind, Any: []string{"person", "law_firm"}}, "申请人类型为“自然人”或者“法律服务机构”"},
		{"not kind", cond.Not{Cond: cond.Is{Field: cond.FieldKind, Any: []string{"person"}}}, "申请人类型不为“自然人”"},
		{"office", cond.InOffices("hequ"), "机关代码为“hequ”"},
		{"state", cond.Is{Field: cond.FieldState, Any: []string{"correcting"}}, "状态为“待补正”"},
		{"stopped", cond.Is{Field: cond.FieldStopped, Any: []string{"true"}}, "期限计算为“中止”"},
		{"channel", cond.Is{Field: cond.FieldChannel, Any: []string{"email"}}, "渠道为“电子邮件”"},
		{"outcome", cond.Is{Field: cond.FieldOutcome, Any: []string{"not_held"}}, "办理结果为“信息不存在”"},
		{"pace", cond.Is{Field: cond.FieldPace, Any: []string{workflow.Late}}, "办结时限为“逾期办结”"},
		{"block", cond.Is{Field: cond.FieldBlock, Any: []string{"suit_direct"}}, "案件为“行政诉讼/未经复议直接起诉”"},
		{"result", cond.Is{Field: cond.FieldResult, Any: []string{"upheld"}}, "审理结果为“维持”"},
		{"stage", cond.Is{Field: cond.FieldStage, Any: []string{"litigated"}}, "阶段为“诉讼中”"},
		{"draft", cond.Is{Field: cond.FieldDraft, Any: []string{"submitted", "returned"}}, "稿件为“待签发”或者“已退回”"},
		{"unit", cond.Is{Field: cond.FieldUnit, Any: []string{"规划股"}}, "承办单位为“规划股”"},
		{"our role", cond.Is{Field: cond.FieldOurRole, Any: []string{"third"}}, "本机关地位为“第三人”"},
		{"stand", cond.Is{Field: cond.FieldStand, Any: []string{"suspended"}}, "审理状态为“中止审理”"},
		{"entered", cond.Falls{Field: cond.FieldEntered, When: cond.During}, "在 2023-01-01 至 2023-12-31 收到（已并拆的除外）"},
		{"paid", cond.Falls{Field: cond.FieldPaid, When: cond.During}, "在 2023-01-01 至 2023-12-31 缴费"},
		{"deadline", cond.Span{Field: cond.FieldDeadline, To: "2023-03-07"}, "在 2023-03-07 以前（含当日）到期"},
		{"no deadline", cond.Not{Cond: cond.Span{Field: cond.FieldDeadline}}, "没有复议诉讼期限"},
		{"blank value", cond.Is{Field: cond.FieldOutcome, Any: []string{""}}, "办理结果为（未填）"},
		{"before", cond.Falls{Field: cond.FieldReceived, When: cond.Before}, "在 2023-01-01 以前（不含当日）收到"},
		{"during", cond.Falls{Field: cond.FieldClosed, When: cond.During}, "在 2023-01-01 至 2023-12-31 办结"},
		{"not by the end", cond.Not{Cond: cond.Falls{Field: cond.FieldClosed, When: cond.ByEnd}}, "没有在 2023-12-31 以前（含当日）办结"},
		{"accepted", cond.Falls{Field: cond.FieldAccepted, When: cond.ByEnd}, "在 2023-12-31 以前（含当日）受理"},
		{"of disputes", cond.All{cond.Falls{Field: cond.FieldClosed, When: cond.During},
			cond.Is{Field: cond.FieldResult, Any: []string{"upheld"}}}, "在 2023-01-01 至 2023-12-31 审结，并且审理结果为“维持”"},
		{"span", cond.Span{Field: cond.FieldDue, From: "2023-03-01", To: "2023-03-07"}, "在 2023-03-01 至 2023-03-07 到期"},
		{"span to", cond.Span{Field: cond.FieldDue, To: "2023-03-07"}, "在 2023-03-07 以前（含当日）到期"},
		{"span from", cond.Span{Field: cond.FieldDue, From: "2023-03-01"}, "在 2023-03-01 以后（含当日）到期"},
		{"not in a span", cond.Not{Cond: cond.Span{Field: cond.FieldDue}}, "没有答复期限"},
		{"contains", cond.Contains{Fields: []cond.Field{cond.FieldName, cond.FieldContent}, Text: "征地"}, "申请人或者申请内容中有“征地”"},
		{"not contains", cond.Not{Cond: cond.Contains{Fields: []cond.Field{cond.FieldNumber}, Text: "7"}}, "编号中没有“7”"},
		{"nested", cond.All{cond.All{cond.InOffices("a")},
			cond.Any{cond.InOffices("b"), cond.InOffices("c")}}, "机关代码为“a”，并且（机关代码为“b”；或者机关代码为“c”）"},
		{"not all", cond.Not{Cond: cond.All{cond.InOffices("a"), cond.InOffices("b")}}, "并非（机关代码为“a”，并且机关代码为“b”）"},
	} {
		if got := Describe(tt.cond, year); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// No number of any form is explained with a code instead of a word.
func TestDescribeEveryCell(t *testing.T) {
	for _, e := range report.Editions {
		for _, f := range e.Forms {
			for _, l := range f.Lines {
				for _, c := range f.Cols {
					_, cond, err := f.Cell(l.Code, c.Code)
					if err != nil {
						continue // typed in by hand, or a heading
					}
					if got := Describe(cond, calendar.YearOf(2023)); strings.ContainsAny(got, "abcdefghijklmnopqrstuvwxyz_") {
						t.Errorf("%s %s/%s: a code is left in %s", e.Name, l.Code, c.Code, got)
					}
				}
			}
		}
	}
}

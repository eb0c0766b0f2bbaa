package views

import (
	"strings"
	"testing"

	"gongkai/workflow"
)

// Every kind of condition, every field and every value has Chinese words, and
// what is negated is said so.
func TestDescribe(t *testing.T) {
	year := workflow.YearOf(2023)
	for _, tt := range []struct {
		name string
		cond workflow.Cond
		want string
	}{
		{"nothing", nil, "不限"},
		{"no part", workflow.All{}, "不限"},
		{"either of none", workflow.Any{}, "没有任何一件符合"},
		{"value of none", workflow.Is{Field: workflow.FieldKind}, "没有任何一件符合"},
		{"kind", workflow.Is{Field: workflow.FieldKind, Any: []string{"person", "law_firm"}}, "申请人类型为“自然人”或者“法律服务机构”"},
		{"not kind", workflow.Not{Cond: workflow.Is{Field: workflow.FieldKind, Any: []string{"person"}}}, "申请人类型不为“自然人”"},
		{"office", workflow.InOffices("hequ"), "机关代码为“hequ”"},
		{"state", workflow.Is{Field: workflow.FieldState, Any: []string{"correcting"}}, "状态为“待补正”"},
		{"stopped", workflow.Is{Field: workflow.FieldStopped, Any: []string{"true"}}, "期限计算为“中止”"},
		{"channel", workflow.Is{Field: workflow.FieldChannel, Any: []string{"email"}}, "渠道为“电子邮件”"},
		{"outcome", workflow.Is{Field: workflow.FieldOutcome, Any: []string{"not_held"}}, "办理结果为“信息不存在”"},
		{"pace", workflow.Is{Field: workflow.FieldPace, Any: []string{workflow.Late}}, "办结时限为“逾期办结”"},
		{"block", workflow.Is{Field: workflow.FieldBlock, Any: []string{"suit_direct"}}, "案件为“行政诉讼/未经复议直接起诉”"},
		{"result", workflow.Is{Field: workflow.FieldResult, Any: []string{"upheld"}}, "审理结果为“维持”"},
		{"stage", workflow.Is{Field: workflow.FieldStage, Any: []string{"litigated"}}, "阶段为“诉讼中”"},
		{"draft", workflow.Is{Field: workflow.FieldDraft, Any: []string{"submitted", "returned"}}, "稿件为“待签发”或者“已退回”"},
		{"unit", workflow.Is{Field: workflow.FieldUnit, Any: []string{"规划股"}}, "承办单位为“规划股”"},
		{"our role", workflow.Is{Field: workflow.FieldOurRole, Any: []string{"third"}}, "本机关地位为“第三人”"},
		{"stand", workflow.Is{Field: workflow.FieldStand, Any: []string{"suspended"}}, "审理状态为“中止审理”"},
		{"entered", workflow.Falls{Field: workflow.FieldEntered, When: workflow.During}, "在 2023-01-01 至 2023-12-31 收到（已并拆的除外）"},
		{"paid", workflow.Falls{Field: workflow.FieldPaid, When: workflow.During}, "在 2023-01-01 至 2023-12-31 缴费"},
		{"deadline", workflow.Span{Field: workflow.FieldDeadline, To: "2023-03-07"}, "在 2023-03-07 以前（含当日）到期"},
		{"no deadline", workflow.Not{Cond: workflow.Span{Field: workflow.FieldDeadline}}, "没有复议诉讼期限"},
		{"blank value", workflow.Is{Field: workflow.FieldOutcome, Any: []string{""}}, "办理结果为（未填）"},
		{"before", workflow.Falls{Field: workflow.FieldReceived, When: workflow.Before}, "在 2023-01-01 以前（不含当日）收到"},
		{"during", workflow.Falls{Field: workflow.FieldClosed, When: workflow.During}, "在 2023-01-01 至 2023-12-31 办结"},
		{"not by the end", workflow.Not{Cond: workflow.Falls{Field: workflow.FieldClosed, When: workflow.ByEnd}}, "没有在 2023-12-31 以前（含当日）办结"},
		{"accepted", workflow.Falls{Field: workflow.FieldAccepted, When: workflow.ByEnd}, "在 2023-12-31 以前（含当日）受理"},
		{"of disputes", workflow.All{workflow.Falls{Field: workflow.FieldClosed, When: workflow.During}, workflow.Is{Field: workflow.FieldResult, Any: []string{"upheld"}}}, "在 2023-01-01 至 2023-12-31 审结，并且审理结果为“维持”"},
		{"span", workflow.Span{Field: workflow.FieldDue, From: "2023-03-01", To: "2023-03-07"}, "在 2023-03-01 至 2023-03-07 到期"},
		{"span to", workflow.Span{Field: workflow.FieldDue, To: "2023-03-07"}, "在 2023-03-07 以前（含当日）到期"},
		{"span from", workflow.Span{Field: workflow.FieldDue, From: "2023-03-01"}, "在 2023-03-01 以后（含当日）到期"},
		{"not in a span", workflow.Not{Cond: workflow.Span{Field: workflow.FieldDue}}, "没有答复期限"},
		{"contains", workflow.Contains{Fields: []workflow.Field{workflow.FieldName, workflow.FieldContent}, Text: "征地"}, "申请人或者申请内容中有“征地”"},
		{"not contains", workflow.Not{Cond: workflow.Contains{Fields: []workflow.Field{workflow.FieldNumber}, Text: "7"}}, "编号中没有“7”"},
		{"nested", workflow.All{workflow.All{workflow.InOffices("a")}, workflow.Any{workflow.InOffices("b"), workflow.InOffices("c")}}, "机关代码为“a”，并且（机关代码为“b”；或者机关代码为“c”）"},
		{"not all", workflow.Not{Cond: workflow.All{workflow.InOffices("a"), workflow.InOffices("b")}}, "并非（机关代码为“a”，并且机关代码为“b”）"},
	} {
		if got := Describe(tt.cond, year); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// No number of any form is explained with a code instead of a word.
func TestDescribeEveryCell(t *testing.T) {
	for _, e := range workflow.Editions {
		for _, f := range e.Forms {
			for _, l := range f.Lines {
				for _, c := range f.Cols {
					_, cond, err := f.Cell(l.Code, c.Code)
					if err != nil {
						continue // typed in by hand, or a heading
					}
					if got := Describe(cond, workflow.YearOf(2023)); strings.ContainsAny(got, "abcdefghijklmnopqrstuvwxyz_") {
						t.Errorf("%s %s/%s: a code is left in %s", e.Name, l.Code, c.Code, got)
					}
				}
			}
		}
	}
}

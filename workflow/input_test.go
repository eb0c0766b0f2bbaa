package workflow_test

import (
	"errors"
	"fmt"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/fault"
)

// An error names the input that it is about through any wrapping. What another value
// cannot mend names none, whoever says so: a fault of ours keeps its cause for the log.
func TestInputOf(t *testing.T) {
	cause := errors.New("disk")
	away := fmt.Errorf("%w: %w", &fault.Error{Kind: fault.Unavailable, What: "数据库连接不上"}, cause)
	for _, tt := range []struct {
		name string
		err  error
		want fault.Input
	}{
		{"nothing", nil, ""},
		{"no input", fault.Errorf(fault.Invalid, "文件是空的"), ""},
		{"invalid", fault.InputName.Wrong("请填写"), fault.InputName},
		{"refused", workflow.AskReason.Refusal("30", "", "已经超过"), workflow.AskReason},
		{"taken", fault.InputNumber.Taken("编号已经用过"), fault.InputNumber},
		{"wrapped", fmt.Errorf("row 3: %w", workflow.AskDays.Wrong("太多")), workflow.AskDays},
		{"renamed", fault.About("renew_password", fault.InputName.Wrong("密码不对")), "renew_password"},
		{"named late", fault.About(fault.InputOn, fault.Errorf(fault.Invalid, "不能读作日期")), fault.InputOn},
		{"the database is away", fault.About(fault.InputOn, away), ""},
		{"a fault of ours", fault.About(fault.InputOn, cause), ""},
	} {
		if got := fault.InputOf(tt.err); got != tt.want {
			t.Errorf("%s: the input is %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := fault.About(fault.InputOn, away); !errors.Is(got, cause) {
		t.Errorf("About(%v) = %v, want the cause kept", away, got)
	}
}

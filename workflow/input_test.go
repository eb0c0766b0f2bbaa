package workflow

import (
	"errors"
	"fmt"
	"testing"
)

// An error names the input that it is about through any wrapping. What another value
// cannot mend names none, whoever says so: a fault of ours keeps its cause for the log.
func TestInputOf(t *testing.T) {
	cause := errors.New("disk")
	away := fmt.Errorf("%w: %w", &Error{Kind: Unavailable, What: "数据库连接不上"}, cause)
	for _, tt := range []struct {
		name string
		err  error
		want Input
	}{
		{"nothing", nil, ""},
		{"no input", Errorf(Invalid, "文件是空的"), ""},
		{"invalid", InputName.Wrong("请填写"), InputName},
		{"refused", AskReason.Refusal("30", "", "已经超过"), AskReason},
		{"taken", InputNumber.Taken("编号已经用过"), InputNumber},
		{"wrapped", fmt.Errorf("row 3: %w", AskDays.Wrong("太多")), AskDays},
		{"renamed", About("renew_password", InputName.Wrong("密码不对")), "renew_password"},
		{"named late", About(InputOn, Errorf(Invalid, "不能读作日期")), InputOn},
		{"the database is away", About(InputOn, away), ""},
		{"a fault of ours", About(InputOn, cause), ""},
	} {
		if got := InputOf(tt.err); got != tt.want {
			t.Errorf("%s: the input is %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := About(InputOn, away); !errors.Is(got, cause) {
		t.Errorf("About(%v) = %v, want the cause kept", away, got)
	}
}

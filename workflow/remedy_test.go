package workflow_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// What an applicant may do changed with three acts: the same answer of four days.
// The terms end on a working day, months on the same day or the last of the
// month.
func TestRemediesByDate(t *testing.T) {
	department := account.Office{
		Remedy: account.Bodies{Review: "示例县人民政府", Before: "示例县人民政府", Superior: "示例市水务局", Court: "示例县人民法院"},
	}
	for _, tt := range []struct {
		received, answered, served calendar.Date
		outcome                    workflow.OutcomeCode
		also                       []workflow.OutcomeCode
		want                       string
	}{
		{"2015-03-02", "2015-03-10", "2015-03-12", "commercial", nil,
			"review 示例县人民政府/示例市水务局 2015-05-11 复议法 9; suit 示例县人民法院 2015-06-12 行诉法 46"},
		{"2016-03-01", "2016-03-10", "2016-08-31", "granted", nil,
			"review 示例县人民政府/示例市水务局 2016-10-31 复议法 9; suit 示例县人民法院 2017-02-28 行诉法 46"},
		{"2023-12-01", "2023-12-29", "2024-01-02", "secret", nil,
			"review 示例县人民政府/示例市水务局 2024-03-04 复议法 9; suit 示例县人民法院 2024-07-02 行诉法 46"},
		{"2023-12-05", "2024-01-02", "2024-01-02", "secret", nil,
			"first review 示例县人民政府 2024-03-04 复议法 20; then suit 示例县人民法院 - 行诉法 45"},
		{"2024-03-01", "2024-03-08", "2024-03-11", "not_held", nil,
			"review 示例县人民政府 2024-05-10 复议法 20; suit 示例县人民法院 2024-09-11 行诉法 46"},
		{"2024-03-01", "2024-03-08", "2024-03-11", "registry", nil,
			"review 示例县人民政府 2024-05-10 复议法 20; suit 示例县人民法院 2024-09-11 行诉法 46"},
		{"2024-03-01", "2024-03-08", "2024-03-11", "partial", []workflow.OutcomeCode{"third_party"},
			"first review 示例县人民政府 2024-05-10 复议法 20; then suit 示例县人民法院 - 行诉法 45"},
		{"2024-03-01", "2024-03-08", "2024-03-11", "partial", []workflow.OutcomeCode{"not_held"},
			"review 示例县人民政府 2024-05-10 复议法 20; suit 示例县人民法院 2024-09-11 行诉法 46"},
		{"2024-03-01", "2024-03-08", "", "internal", nil, "first review 示例县人民政府 - 复议法 20; then suit 示例县人民法院 - 行诉法 45"},
	} {
		app := history(t, received(tt.received),
			workflow.Command{Event: workflow.Answer, On: tt.answered, Outcome: tt.outcome, Also: tt.also})
		if tt.served != "" {
			_ = try(app, workflow.Command{Event: workflow.Deliver, On: tt.served, Method: workflow.ServedByPost})
		}
		if got := remedies(app.Remedies(department, "2025-01-01", app.Law(calendar.Published()))); got != tt.want {
			t.Errorf("%s of %s served %s:\n%s\nwant\n%s", tt.outcome, tt.answered, tt.served, got, tt.want)
		}
	}
}

func remedies(list []workflow.Remedy) string {
	var out []string
	for _, r := range list {
		way := map[bool]string{true: "first "}[r.First && !r.Then] + map[bool]string{true: "then "}[r.Then] + string(r.Kind)
		out = append(out, fmt.Sprintf("%s %s %s %s", way, strings.Join(r.Where, "/"), cmp.Or(r.Until, "-"), r.Article))
	}
	return strings.Join(out, "; ")
}

// Silence can be disputed from the day after the term; a government's answers go
// to the one above it; what is open can not be disputed at all.
func TestRemediesAgainstSilence(t *testing.T) {
	app := history(t, received("2024-03-01"))
	law := app.Law(calendar.Published())
	if got := app.Remedies(account.Office{}, "2024-03-29", law); got != nil {
		t.Errorf("within the term: %+v, want none", got)
	}
	government := account.Office{Remedy: account.Bodies{Government: true}}
	want := "review 上一级人民政府 2024-05-28 复议法 20; suit 有管辖权的人民法院 2024-09-29 行诉法 46"
	if got := remedies(app.Remedies(government, "2024-04-01", law)); got != want {
		t.Errorf("after the term: %s, want %s", got, want)
	}
}

package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// searchedFields are those in which the register looks for a text.
var searchedFields = []cond.Field{cond.FieldNumber,
	cond.FieldName, cond.FieldContent, cond.FieldLetterNumber}

// having returns the question for what has the text.
func having(text string) workflow.Query {
	return workflow.Query{Where: cond.Contains{Fields: searchedFields, Text: text}, Limit: 50}
}

// written returns an application with texts of its own, answered if it has a letter.
func written(t *testing.T, office, number, name, content, letter string) *workflow.Application {
	t.Helper()
	cmd := arrival("2023-03-01", workflow.InPerson, number)
	in := *cmd.Intake
	in.Applicant.Name, in.Content = name, content
	cmd.Intake = &in
	app := &workflow.Application{Office: office}
	ok(t, app.Apply(cmd, calendar.Published()))
	if letter != "" {
		cmd := workflow.Command{Event: workflow.Answer, On: "2023-03-02", At: Written,
			By: "负责人", Role: account.Supervisor, Outcome: "granted", LetterNumber: letter}
		cmd.Recorded, cmd.Register, cmd.Reason = true, true, "补记"
		ok(t, app.Apply(cmd, calendar.Published()))
	}
	return app
}

// numbersOf returns the numbers in a list, in its order.
func numbersOf(t *testing.T, s desks.Store, q workflow.Query) []string {
	t.Helper()
	briefs, total, err := s.List(ctx, q)
	ok(t, err)
	out := []string{}
	for _, b := range briefs {
		out = append(out, b.Number)
	}
	if total != len(out) {
		t.Errorf("%+v: the total is %d, the list has %q", q.Where, total, out)
	}
	return out
}

// library is what the claims about searches search.
func library(t *testing.T) []*workflow.Application {
	return []*workflow.Application{
		written(t, "county", "甲-1", "张示例", "2023年度预算执行情况", "示例告知〔2023〕7号"),
		written(t, "county", "甲-2", "李预", "算法备案清单", ""),
		written(t, "police", "甲-3", "ABC所", `路径 c:\temp\x，"引号"、100%、a_b*`, "Reply-No.7"),
		written(t, "police", "甲-4", "𠮷某", "表情👨‍👩‍👧、全角ＡＢＣ（１２）、é 与 e\u0301", ""),
		written(t, "school", "甲-5", "王", "预", "算"),
		written(t, "school", "甲-6", "赵一", "Éa ſ İ K — 学区\n划分方案", ""),
	}
}

// A text is found in the number, the name, the content and the letter, whether it is
// one character or many and whatever signs it has: A–Z like a–z, everything else as it
// is, and never across two texts.
func searching(t *testing.T, s desks.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, library(t)...))
	for text, want := range map[string][]string{
		"预算": {"甲-1"}, "预": {"甲-5", "甲-2", "甲-1"}, "算": {"甲-5", "甲-2", "甲-1"}, "预算执行": {"甲-1"}, "预算行": {}, "王": {"甲-5"},
		"况": {"甲-1"}, "执行情况": {"甲-1"}, "示例": {"甲-1"}, "示例告知〔2023〕7号": {"甲-1"}, "情况示例": {},
		"甲-": {"甲-6", "甲-5", "甲-4", "甲-3", "甲-2", "甲-1"}, "甲-3": {"甲-3"},
		"-4": {"甲-4"}, "3": {"甲-3", "甲-1"}, "2023": {"甲-1"}, "202": {"甲-1"}, "203": {},
		"abc": {"甲-3"}, "aBc所": {"甲-3"}, "ABC所 ": {}, "reply-no.7": {"甲-3"}, "No.7": {"甲-3"}, "-n": {"甲-3"},
		`"引`: {"甲-3"}, `"`: {"甲-3"}, "%": {"甲-3"}, "0%": {"甲-3"}, "1%": {}, "_": {"甲-3"},
		"a_b*": {"甲-3"}, "axb": {}, "*": {"甲-3"}, `\t`: {"甲-3"}, `c:\`: {"甲-3"}, "'": {},
		"𠮷": {"甲-4"}, "𠮷某": {"甲-4"}, "吉": {}, "👨": {"甲-4"}, "👨‍👩": {"甲-4"},
		"\u200d": {"甲-4"}, "ＡＢ": {"甲-4"}, "ａｂ": {}, "（１２）": {"甲-4"}, "(12)": {},
		"é": {"甲-4"}, "É": {"甲-6"}, "e\u0301": {"甲-4"}, "\u0301": {"甲-4"}, "ſ i": {},
		"ſ İ": {"甲-6"}, "k": {"甲-6"}, "\n": {"甲-6"}, "区\n划": {"甲-6"}, "学区划分": {},
		" ": {"甲-6", "甲-4", "甲-3"}, "  ": {}, "无此": {}, "AND": {}, "OR": {}, "NEAR(": {},
		"预 算": {}, "预:*": {}, "a": {"甲-6", "甲-3"}, "\ue041": {}, "\uf8ffcounty": {},
	} {
		if got := numbersOf(t, s, having(text)); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// A search respects the scope, combines with other conditions, and can be negated.
func searchesJoined(t *testing.T, s desks.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, library(t)...))
	text := func(text string) cond.Cond { return having(text).Where }
	for name, c := range map[string]struct {
		q    workflow.Query
		want []string
	}{
		"of one office": {workflow.Query{Scope: cond.InOffices("school"), Where: text("预")},
			[]string{"甲-5"}},
		"of two": {workflow.Query{Scope: cond.InOffices("school", "county"), Where: text("预")},
			[]string{"甲-5", "甲-2", "甲-1"}},
		"of none":          {workflow.Query{Scope: cond.InOffices(), Where: text("预")}, []string{}},
		"of an office odd": {workflow.Query{Scope: cond.InOffices("\x00"), Where: text("预")}, []string{}},
		"with a scope of its own": {workflow.Query{Scope: text("预"), Where: cond.InOffices("school")},
			[]string{"甲-5"}},
		"two texts": {workflow.Query{Where: cond.All{text("预"), text("2023")}}, []string{"甲-1"}},
		"either": {workflow.Query{Where: cond.Any{text("预算"), text("abc")}},
			[]string{"甲-3", "甲-1"}},
		"not": {workflow.Query{Where: cond.All{text("甲-"), cond.Not{Cond: text("预")}}},
			[]string{"甲-6", "甲-4", "甲-3"}},
		"in one field": {
			workflow.Query{Where: cond.Contains{Fields: []cond.Field{cond.FieldName}, Text: "预"}}, []string{"甲-2"},
		},
		"in a field that has no words": {workflow.Query{
			Where: cond.Contains{Fields: []cond.Field{cond.FieldName, cond.FieldOffice}, Text: "poli"},
		}, []string{"甲-4", "甲-3"}},
		"in no field":     {workflow.Query{Where: cond.Contains{Text: "预"}}, []string{}},
		"by number":       {workflow.Query{Where: text("预"), Sort: cond.FieldNumber}, []string{"甲-1", "甲-2", "甲-5"}},
		"the second page": {workflow.Query{Where: text("预"), Limit: 1, Offset: 1, Untotalled: true}, []string{"甲-2"}},
	} {
		briefs, _, err := s.List(ctx, c.q)
		ok(t, err)
		got := []string{}
		for _, b := range briefs {
			got = append(got, b.Number)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// What a correction removed is no longer found; what it or an answer added is. A change
// that failed leaves what was found before.
func searchesFollow(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := written(t, "county", "甲-1", "张旧名", "旧内容说明", "")
	ok(t, s.Add(ctx, app, written(t, "county", "甲-2", "旁人", "无关内容", "")))
	found := func(text string, want ...string) {
		t.Helper()
		if got := numbersOf(t, s, having(text)); !slices.Equal(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	change := func(cmd workflow.Command, after error) error {
		cmd.At, cmd.By, cmd.Role, cmd.Recorded, cmd.Register = Written, "负责人", account.Supervisor, true, true
		_, err := s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
			ok(t, a.Apply(cmd, calendar.Published()))
			return after
		})
		return err
	}
	in := app.Intake
	in.Applicant.Name, in.Content = "张新名", "新内容说明"
	amend := workflow.Command{Event: workflow.Amend, On: "2023-03-02", Intake: &in, Reason: "写错"}
	if err := change(amend, fault.Errorf(fault.Invalid, "不改了")); err == nil {
		t.Error("a failed change succeeded")
	}
	found("旧名", "甲-1")
	found("新名")
	ok(t, change(amend, nil))
	found("旧名")
	found("旧内容")
	found("新名", "甲-1")
	found("新内容说明", "甲-1")
	found("内容", "甲-2", "甲-1")
	ok(t, change(workflow.Command{Event: workflow.Answer, On: "2023-03-03",
		Outcome: "granted", LetterNumber: "示例告知〔2023〕9号", Reason: "补记"}, nil))
	found("〔2023〕9", "甲-1")
	ok(t, change(workflow.Command{Event: workflow.Void, On: "2023-03-03", Reason: "误登"}, nil))
	found("〔2023〕9")
	found("新名", "甲-1")
}

// Counting stops at the cap, on whatever page. Fewer are counted exactly.
func capped(t *testing.T, s desks.Store) {
	addOffices(t, s)
	var apps []*workflow.Application
	for range 30 {
		apps = append(apps, one(t, "county", "2023-03-01"))
	}
	ok(t, s.Add(ctx, apps...))
	for _, where := range []cond.Cond{nil, having("预算").Where, cond.InOffices("county")} {
		for _, c := range []struct{ limit, offset, cap, rows, total int }{
			{10, 0, 0, 10, 30}, {10, 0, 20, 10, 20}, {10, 0, 30, 10, 30}, {10, 0, 31, 10, 30},
			{10, 25, 20, 5, 20}, {0, 0, 20, 30, 20}, {50, 0, 20, 30, 20}, {10, 40, 20, 0, 20},
		} {
			got, total, err := s.List(ctx, workflow.Query{Where: where, Limit: c.limit, Offset: c.offset, Cap: c.cap})
			if err != nil || len(got) != c.rows || total != c.total {
				t.Errorf("%+v: got %d rows of %d (%v)", c, len(got), total, err)
			}
		}
	}
	if _, total, err := s.List(ctx, workflow.Query{Limit: 1, Cap: 5, Untotalled: true}); err != nil || total != 0 {
		t.Errorf("untotalled: got %d (%v), want 0", total, err)
	}
}

// In any texts, a search for any part of one of them, or for what is in none, finds
// what the condition matches.
func searchesMatch(t *testing.T, s desks.Store) {
	addOffices(t, s)
	signs := []rune("预算执行征地aA1-%_\\\"'*:&|()〔〕 \n𠮷é\u0301👨Ａ\ue020")
	texts := rapid.StringOfN(rapid.SampledFrom(signs), 1, 8, -1)
	var all []*workflow.Application
	rapid.Check(t, func(rt *rapid.T) {
		text := func(name string) string { return "文" + texts.Draw(rt, name) + "本" }
		app := written(t, "county", fmt.Sprintf("乙-%d", len(all)), text("name"), text("content"), text("letter"))
		ok(t, s.Add(ctx, app))
		all = append(all, app)
		of := []rune(app.Number + "|" + app.Applicant.Name + "|" + app.Content + "|" + app.LetterNumber)
		from := rapid.IntRange(0, len(of)-1).Draw(rt, "from")
		part := string(of[from:min(len(of), from+rapid.IntRange(1, 6).Draw(rt, "length"))])
		for _, q := range []workflow.Query{having(part), having(strings.ToUpper(part)), having(texts.Draw(rt, "any"))} {
			q.Limit = 0
			var want []string
			for _, a := range all {
				if cond.Match(q.Where, a, q.Period) {
					want = append([]string{a.Number}, want...)
				}
			}
			if got := numbersOf(t, s, q); !slices.Equal(got, want) && len(got)+len(want) > 0 {
				rt.Fatalf("%+v: got %q, want %q", q.Where, got, want)
			}
		}
	})
}

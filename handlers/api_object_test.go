package handlers

import (
	"context"
	"net/http"
	"testing"

	"gongkai/workflow"
)

// What a program sends is taken as it was meant or not at all: a name that stands
// twice, that nothing has, or that has a value of the wrong kind is said by name,
// and nothing is saved.
func TestJSONIsTakenWholeOrNotAtAll(t *testing.T) {
	const rest = `"channel":"in_person","content":"某项信息","arrived":"2026-11-09"`
	s := newSite(t)
	b := s.as("jingban")
	for _, tt := range []struct{ name, body, says string }{
		{"a name outside and inside the applicant", `{"name":"甲","applicant":{"name":"乙"},` + rest + `}`, "“name”"},
		{"a name inside the applicant and after it", `{"applicant":{"name":"乙"},"name":"甲",` + rest + `}`, "“name”"},
		{"a name twice", `{"name":"甲","name":"乙",` + rest + `}`, "“name”"},
		{"a name twice with the same value", `{"name":"甲","name":"甲",` + rest + `}`, "“name”"},
		{"a name twice, once without a value", `{"name":null,"name":"甲",` + rest + `}`, "“name”"},
		{"a name twice, written differently", `{"name":"甲","na\u006de":"乙",` + rest + `}`, "“name”"},
		{"a name twice in the applicant", `{"applicant":{"name":"甲","name":"乙"},` + rest + `}`, "“name”"},
		{"two applicants", `{"applicant":{"name":"甲"},"applicant":{"phone":"0"},` + rest + `}`, "“applicant”"},
		{"a name that there is not", `{"nam":"甲",` + rest + `}`, "“nam”"},
		{"a name in other letters", `{"Name":"甲",` + rest + `}`, "“Name”"},
		{"an object that there is not", `{"application":{"name":"甲"},` + rest + `}`, "“application”"},
		{"a name that is not the applicant's", `{"applicant":{"name":"甲","remark":"急"},` + rest + `}`, "“remark”"},
		{"an applicant that is a text", `{"applicant":"甲",` + rest + `}`, "“applicant”"},
		{"an object for a text", `{"name":{"phone":"0"},` + rest + `}`, "“name”"},
		{"a truth for a text", `{"name":true,` + rest + `}`, "“name”"},
		{"a number for a text", `{"name":7,` + rest + `}`, "“name”"},
		{"a list for a text", `{"name":["甲"],` + rest + `}`, "“name”"},
		{"a text for a truth", `{"oral":"false",` + rest + `}`, "“oral”"},
		{"a number for a truth", `{"oral":0,` + rest + `}`, "“oral”"},
		{"a zero character", `{"name":"甲\u0000",` + rest + `}`, "“name”"},
		{"no text", "{\"name\":\"\xff\"," + rest + `}`, "JSON 对象"},
		{"something after the object", `{` + rest + `} {}`, "JSON 对象"},
		{"a bracket after the object", `{` + rest + `}]`, "JSON 对象"},
		{"a comma too many", `{` + rest + `,}`, "JSON 对象"},
		{"half an object", `{` + rest, "JSON 对象"},
		{"null", `null`, "JSON 对象"},
		{"nothing", ``, "JSON 对象"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := b.send("POST", "/api/applications", "application/json", tt.body)
			r.want(t, tt.body, http.StatusUnprocessableEntity)
			r.has(t, r.body, tt.says)
			if _, n, err := s.store.List(context.Background(), workflow.Query{}); err != nil || n != 0 {
				t.Errorf("%d applications were saved (%v)", n, err)
			}
		})
	}
}

// A step has the same way in: what it cannot take whole changes nothing.
func TestJSONOfAStepIsTakenWholeOrNotAtAll(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := b.log()
	for body, says := range map[string]string{
		`{"event":"transfer","on":"2026-11-24","unit":"规划股","unit":"综合股"}`:        "“unit”",
		`{"event":"transfer","on":"2026-11-24","unti":"规划股","unit":"综合股"}`:        "“unti”",
		`{"event":"transfer","on":"2026-11-24","unit":"规划股","version":true}`:      "“version”",
		`{"event":"transfer","on":"2026-11-24","unit":"规划股","also":["secret",1]}`: "“also”",
		`{"event":"transfer","on":20261124,"unit":"规划股"}`:                         "“on”",
	} {
		r := b.send("POST", "/api"+page+"/events", "application/json", body)
		r.want(t, body, http.StatusUnprocessableEntity)
		r.has(t, body, says)
	}
	b.get("/api"+page).has(t, "the application", `"version":1`)
}

// Of two files where one is expected, neither is taken.
func TestOneFileIsTaken(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.get("/import")
	r := b.file("台账.csv", goodRegister, "台账2.csv", goodRegister)
	r.want(t, "two files", http.StatusUnprocessableEntity)
	r.has(t, "two files", "请选择一个文件")
	r.lacks(t, "two files", "可以导入")
}

package views

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/workflow"
)

func check(t *testing.T, text string) Verdict {
	t.Helper()
	p, err := ReadPublished("table.json", strings.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p.Check()
}

func told(v Verdict) string {
	var out []string
	for _, f := range v.Failed {
		out = append(out, fmt.Sprintf("%s %s %s/%s %v", f.ID, f.Where, f.Left, f.Right, f.Soft))
	}
	return strings.Join(out, "; ")
}

// A published table is checked cell by cell against the equations of its form,
// whichever way its cells are named, and the figures of its text against the
// table.
func TestCheckPublished(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		holds      bool
		want       string
	}{
		{"by words", `{"year":2023,"form":"2021","cells":{"表三|一、本年新收政府信息公开申请数量|自然人":3,"表三|一、本年新收政府信息公开申请数量|法人或其他组织/商业企业":1,"表三|一、本年新收政府信息公开申请数量|总计":4}}`, true, ""},
		{"a list of one", `[{"year":2023,"cells":{"表三|四、结转下年度继续办理|自然人":3,"表三|四、结转下年度继续办理|总计":4}}]`, false, "E1 四、结转下年度继续办理 3/4 false"},
		{"columns", `{"year":2023,"lines":[{"code":"new","cells":{"person":5,"total":5}},{"code":"done","cells":{"person":3,"total":3}},{"code":"carried","cells":{"person":1,"total":1}}]}`, false,
			"E3 自然人 5/4 false; E3 总计 5/4 false"},
		{"disputes", `{"year":2023,"cells":{"表四|行政诉讼/未经复议直接起诉/结果维持":2,"表四|行政诉讼/未经复议直接起诉/其他结果":1,"表四|行政诉讼/未经复议直接起诉/总计":0}}`, false, "D 行政诉讼/未经复议直接起诉 3/0 false"},
		{"quoted in part", `{"year":2023,"cells":{"表三|一、本年新收政府信息公开申请数量|自然人":3,"表三|一、本年新收政府信息公开申请数量|总计":3}}`, true, ""},
		{"proactive", `{"year":2023,"cells":{"表二|第二十条第（八）项/行政事业性收费|本年收费金额（单位：万元）":14722.49}}`, true, ""},
		{"2019", `{"year":2020,"cells":{"表三|三、本年度办理结果/（六）其他处理|自然人":1,"表三|三、本年度办理结果/（六）其他处理|总计":2}}`, false, "E1 （六）其他处理 1/2 false"},
		{"2014", `{"year":2018,"form":"2014","cells":{"三/（一）收到申请数|件":5,"三/（一）/1.当面申请数|件":2,"三/（一）/4.信函申请数|件":2,"五/（二）被依法纠错数|件":1,"五、行政诉讼数量|件":1}}`, false,
			"3.1 （一）收到申请数 5/4 false"},
		{"2014 by code", `{"year":2018,"cells":{"1.1":3,"1.1a":4,"1.2.1":null}}`, false, "1.1a 其中：主动公开规范性文件数 4/3 false"},
		{"text by code", `{"year":2018,"cells":{"1.2.2":282},"text_figures":{"1.2.2":463}}`, true, "T 2.政府网站公开政府信息数 463/282 true"},
		{"text by word", `{"year":2023,"text_figures":{"收办":4,"自然人":2,"不予公开":1,"转下年度":0},"lines":[{"code":"new","cells":{"person":3,"total":3}},{"code":"brought","cells":{"person":1,"total":1}},{"code":"refused.secret","cells":{"person":1,"total":1}}]}`, true,
			"T 正文/自然人 2/4 true"},
	} {
		v := check(t, tt.text)
		if got := told(v); got != tt.want || v.Holds != tt.holds {
			t.Errorf("%s: got %v %q, want %v %q", tt.name, v.Holds, got, tt.holds, tt.want)
		}
	}
}

// A file that is no table is refused with the place of the fault.
func TestReadPublishedRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no JSON", "{\n\"year\": 2023,\n}", "第 3 行不是正确的 JSON"},
		{"a word", `{"year":"去年"}`, "year"},
		{"empty", "", "文件是空的"},
		{"no table", `{"year":2023}`, "没有统计表"},
		{"two tables", `[{"cells":{}},{"cells":{}}]`, "2 张表"},
		{"form", `{"year":2023,"form":"2030","cells":{}}`, "2030"},
		{"cell", `{"year":2023,"cells":{"表三|五、不存在的行|自然人":1}}`, "五、不存在的行"},
		{"negative", `{"year":2023,"cells":{"表三|四、结转下年度继续办理|自然人":-1}}`, "-1"},
		{"a text", `{"year":2018,"cells":{"1.1":"很多"}}`, "很多"},
		{"line", `{"year":2023,"lines":[{"code":"x","cells":{"person":1}}]}`, "“x”行"},
		{"figure", `{"year":2023,"cells":{},"text_figures":{"天气":1}}`, "天气"},
	} {
		_, err := ReadPublished("table.json", strings.NewReader(tt.text))
		if err == nil || workflow.KindOf(err) == workflow.Internal || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %s", tt.name, err, tt.want)
		}
	}
}

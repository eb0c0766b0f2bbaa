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
	v, err := CheckPublished(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
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
		{"blank total", `{"year":2023,"lines":[{"code":"carried","cells":{"person":3,"total":null}}]}`, false,
			"E1 四、结转下年度继续办理 3/0 false; B 收到和处理政府信息公开申请情况 1/0 true"},
		{"blank line", `{"year":2023,"lines":[{"code":"carried","cells":{"person":null,"total":0}}]}`, true, "B 收到和处理政府信息公开申请情况 1/0 true"},
		{"strokes", `{"year":2023,"lines":[{"code":"carried","cells":{"person":"/","company":"－","other":"无","total":"1"}}]}`, false,
			"E1 四、结转下年度继续办理 0/1 false; B 统计表 3/0 true"},
		{"negative", `{"year":2023,"cells":{"表三|四、结转下年度继续办理|自然人":-1}}`, false, "N 四、结转下年度继续办理/自然人 -1/0 false"},
		{"half a case", `{"year":2018,"cells":{"6":0.5}}`, false, "N 六、举报投诉数量 0.5/0 false"},
		{"hardly more than one", `{"year":2018,"cells":{"6":1.0000012}}`, false, "N 六、举报投诉数量 1.0001/1 false"},
		{"money", `{"year":2018,"cells":{"7":0.5,"8.4":-0.5}}`, false, "N （四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费） -0.5/0 false"},
		{"a text", `{"year":2018,"cells":{"1.1":"很多"}}`, false, "N （一）主动公开政府信息数（不同渠道和方式公开相同信息计1条） 0/0 false"},
		{"as people type", `{"year":2018,"cells":{"1.1":"１，４６３条","1.2.2":"1,463","1.2.3":" 0 "}}`, true, ""},
		{"money in yuan", `{"year":2023,"cells":{"表二|第二十条第（八）项/行政事业性收费|本年收费金额（单位：万元）":"25000元"}}`, true, "U 行政事业性收费 本年收费金额 0/0 true"},
		{"a decrease", `{"year":2020,"cells":{"表二|第二十条第（五）项/行政许可|上一年项目数量":5,"表二|第二十条第（五）项/行政许可|本年增/减":"减2","表二|第二十条第（五）项/行政许可|处理决定数量":9}}`, true, ""},
		{"more disclosed than there is", `{"year":2020,"cells":{"表二|第二十条第（一）项/规范性文件|本年新公开数量":5,"表二|第二十条第（一）项/规范性文件|对外公开总数量":4}}`, true,
			"P2 规范性文件 本年新公开数量 5/4 true"},
		{"an old form", `{"year":2023,"form":"2019","cells":{"表三|三、本年度办理结果/（六）其他处理|总计":1}}`, true, "V 版式 0/0 true"},
		{"text by word", `{"year":2023,"text_figures":{"收办":4,"自然人":2,"不予公开":1,"转下年度":0},"lines":[{"code":"new","cells":{"person":3,"total":3}},{"code":"brought","cells":{"person":1,"total":1}},{"code":"refused.secret","cells":{"person":1,"total":1}}]}`, false,
			"T 正文/自然人 2/4 false"},
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
		{"no entry", `[]`, "一张表也没有"},
		{"form", `{"year":2023,"form":"2030","cells":{}}`, "2030"},
		{"cell", `{"year":2023,"cells":{"表三|五、不存在的行|自然人":1}}`, "五、不存在的行"},
		{"text figure", `{"year":2023,"cells":{},"text_figures":{"收到":"很多"}}`, "很多"},
		{"PDF", "%PDF-1.7", "另存为 .docx"},
		{"line", `{"year":2023,"lines":[{"code":"x","cells":{"person":1}}]}`, "“x”行"},
		{"figure", `{"year":2023,"cells":{},"text_figures":{"天气":1}}`, "天气"},
	} {
		_, err := ReadPublished("table.json", strings.NewReader(tt.text))
		if err == nil || workflow.KindOf(err) == workflow.Internal || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %s", tt.name, err, tt.want)
		}
	}
}

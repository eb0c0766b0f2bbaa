package published

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/workflow/fault"
)

func check(t *testing.T, text string) Verdict {
	t.Helper()
	p, err := Read("table.json", strings.NewReader(text))
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
		{"by words", `{"year":2023,"form":"2021","cells":{"表三|一、本年新收政府信息公开申请数量|自然人":3,
			"表三|一、本年新收政府信息公开申请数量|法人或其他组织/商业企业":1,"表三|一、本年新收政府信息公开申请数量|总计":4}}`, true, ""},
		{"a list of one", `[{"year":2023,"cells":{"表三|四、结转下年度继续办理|自然人":3,"表三|四、结转下年度继续办理|总计":4}}]`,
			false, "E1 四、结转下年度继续办理 3/4 false"},
		{"columns", `{"year":2023,"lines":[{"code":"new","cells":{"person":5,"total":5}},
			{"code":"done","cells":{"person":3,"total":3}},{"code":"carried","cells":{"person":1,"total":1}}]}`, false,
			"E3 自然人 5/4 false; E3 总计 5/4 false"},
		{"disputes", `{"year":2023,"cells":{"表四|行政诉讼/未经复议直接起诉/结果维持":2,
			"表四|行政诉讼/未经复议直接起诉/其他结果":1,"表四|行政诉讼/未经复议直接起诉/总计":0}}`, false,
			"D 行政诉讼/未经复议直接起诉 3/0 false"},
		{"quoted in part", `{"year":2023,"cells":{"表三|一、本年新收政府信息公开申请数量|自然人":3,"表三|一、本年新收政府信息公开申请数量|总计":3}}`, true, ""},
		{"proactive", `{"year":2023,"cells":{"表二|第二十条第（八）项/行政事业性收费|本年收费金额（单位：万元）":14722.49}}`, true, ""},
		{"2019", `{"year":2020,"cells":{"表三|三、本年度办理结果/（六）其他处理|自然人":1,"表三|三、本年度办理结果/（六）其他处理|总计":2}}`,
			false, "E1 （六）其他处理 1/2 false"},
		{"2014", `{"year":2018,"form":"2014","cells":{"三/（一）收到申请数|件":5,"三/（一）/1.当面申请数|件":2,
			"三/（一）/4.信函申请数|件":2,"五/（二）被依法纠错数|件":1,"五、行政诉讼数量|件":1}}`, false,
			"3.1 （一）收到申请数 5/4 false"},
		{"2014 by code", `{"year":2018,"cells":{"1.1":3,"1.1a":4,"1.2.1":null}}`, false, "1.1a 其中：主动公开规范性文件数 4/3 false"},
		{"text by code", `{"year":2018,"cells":{"1.2.2":282},"text_figures":{"1.2.2":463}}`,
			true, "T 2.政府网站公开政府信息数 463/282 true"},
		{"blank total", `{"year":2023,"lines":[{"code":"carried","cells":{"person":3,"total":null}}]}`, false,
			"E1 四、结转下年度继续办理 3/0 false; B 收到和处理政府信息公开申请情况 1/0 true"},
		{"blank line", `{"year":2023,"lines":[{"code":"carried","cells":{"person":null,"total":0}}]}`,
			true, "B 收到和处理政府信息公开申请情况 1/0 true"},
		{"strokes", `{"year":2023,"lines":[{"code":"carried","cells":{"person":"/","company":"－","other":"无","total":"1"}}]}`,
			false, "E1 四、结转下年度继续办理 0/1 false; B 统计表 3/0 true"},
		{"negative", `{"year":2023,"cells":{"表三|四、结转下年度继续办理|自然人":-1}}`, false, "N 四、结转下年度继续办理/自然人 -1/0 false"},
		{"half a case", `{"year":2018,"cells":{"6":0.5}}`, false, "N 六、举报投诉数量 0.5/0 false"},
		{"hardly more than one", `{"year":2018,"cells":{"6":1.0000012}}`, false, "N 六、举报投诉数量 1.0001/1 false"},
		{"money", `{"year":2018,"cells":{"7":0.5,"8.4":-0.5}}`, false,
			"N （四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费） -0.5/0 false"},
		{"a text", `{"year":2018,"cells":{"1.1":"很多"}}`, false, "N （一）主动公开政府信息数（不同渠道和方式公开相同信息计1条） 0/0 false"},
		{"as people type", `{"year":2018,"cells":{"1.1":"１，４６３条","1.2.2":"1,463","1.2.3":" 0 "}}`, true, ""},
		{"money in yuan", `{"year":2023,"cells":{"表二|第二十条第（八）项/行政事业性收费|本年收费金额（单位：万元）":"25000元"}}`,
			true, "U 行政事业性收费 本年收费金额 0/0 true"},
		{"a decrease", `{"year":2020,"cells":{"表二|第二十条第（五）项/行政许可|上一年项目数量":5,
			"表二|第二十条第（五）项/行政许可|本年增/减":"减2","表二|第二十条第（五）项/行政许可|处理决定数量":9}}`, true, ""},
		{"more disclosed than there is", `{"year":2020,"cells":{"表二|第二十条第（一）项/规范性文件|本年新公开数量":5,
			"表二|第二十条第（一）项/规范性文件|对外公开总数量":4}}`, true, "P2 规范性文件 本年新公开数量 5/4 true"},
		{"an old form", `{"year":2023,"form":"2019","cells":{"表三|三、本年度办理结果/（六）其他处理|总计":1}}`, true, "V 版式 0/0 true"},
		{"text by word", `{"year":2023,"text_figures":{"收办":4,"自然人":2,"不予公开":1,"转下年度":0},
			"lines":[{"code":"new","cells":{"person":3,"total":3}},{"code":"brought","cells":{"person":1,"total":1}},
			{"code":"refused.secret","cells":{"person":1,"total":1}}]}`, false,
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
		{"old Word", oldOffice + "x", ".doc"},
		{"PDF", "%PDF-1.7", "另存为 .docx"},
		{"line", `{"year":2023,"lines":[{"code":"x","cells":{"person":1}}]}`, "“x”行"},
		{"figure", `{"year":2023,"cells":{},"text_figures":{"天气":1}}`, "天气"},
	} {
		_, err := Read("table.json", strings.NewReader(tt.text))
		if err == nil || fault.KindOf(err) == fault.Internal || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %s", tt.name, err, tt.want)
		}
	}
}

// A number is read however it was typed; what is no number stays none.
func TestReadNumber(t *testing.T) {
	for _, tt := range []struct {
		typed string
		want  string
		how   cellKind
	}{
		{"", "0", isBlank}, {" \u3000\u00a0", "0", isBlank}, {"/", "0", isMark}, {"／", "0", isMark},
		{"－", "0", isMark}, {"——", "0", isMark}, {"无", "0", isMark}, {"N/A", "0", isMark},
		{"0", "0", isNumber}, {"１２", "12", isNumber}, {"1,234,567", "1234567", isNumber},
		{"1，234.5", "1234.5", isNumber}, {"12 件", "12", isNumber}, {"0.5万元", "0.5", isNumber},
		{"-3", "-3", isNumber}, {"−3", "-3", isNumber}, {"减少3项", "-3", isNumber},
		{"增2", "2", isNumber}, {"+2", "2", isNumber},
		{"59237.244899999998", "59237.2449", isNumber}, {"1e3", "1000", isNumber}, {"1.5E-1", "0.15", isNumber},
		{"14722.493217", "14722.4932", isNumber},
		{"12,34", "0", isText}, {"1 2", "0", isText}, {"约3", "0", isText}, {"NaN", "0", isText},
		{"0x10", "0", isText}, {"三", "0", isText},
	} {
		if n, how := readNumber(tt.typed); n.String() != tt.want || how != tt.how {
			t.Errorf("%q: got %s as %d, want %s as %d", tt.typed, n, how, tt.want, tt.how)
		}
	}
}

// A sentence is understood in the ways offices put it; a comparison, a share and
// a sum of several kinds are not taken for the figure.
func TestReadProse(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"全年共收到政府信息公开申请143件，依法按期办结143件。", "新收 143; 办结 143"},
		{"新收政府信息公开申请 3,511 件、结转上年 96 件", "新收 3511; 上年结转 96"},
		{"结转到下一年度继续办理121件", "结转下年度 121"},
		{"转下年度办理２件", "结转下年度 2"},
		{"予以公开和部分公开共15件", ""},
		{"收到申请较上年增加20件，办结率100%", ""},
		{"因政府信息公开引起行政复议7件，行政诉讼案件4件", "行政复议 7; 行政诉讼 4"},
		{"不予公开142件；无法提供1078件；不予处理406件；其他处理341件", "不予公开 142; 无法提供 1078; 不予处理 406; 其他处理 341"},
	} {
		p, err := newPublished("示例县", 2023, "")
		if err != nil {
			t.Fatal(err)
		}
		p.readProse([]string{tt.text})
		var got []string
		for _, q := range p.Quotes {
			got = append(got, q.name+" "+q.n.String())
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s: got %q, want %q", tt.text, got, tt.want)
		}
	}
	old, err := newPublished("示例县", 2018, "")
	if err != nil {
		t.Fatal(err)
	}
	old.readProse([]string{"全年通过政府网站公开政府信息463条。"})
	old.put(0, "1.2.2", "value", "282", "")
	if got := told(mustCheck(t, old)); got != "T 正文/政府网站 463/282 true" {
		t.Errorf("2014: got %q", got)
	}
}

func mustCheck(t *testing.T, p Published) Verdict {
	t.Helper()
	v, err := CheckPublished([]Published{p}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

package account

import (
	"maps"
	"regexp"
	"strings"

	"gongkai/workflow/fault"
	"gongkai/workflow/plain"
)

// Office is an authority that receives applications (行政机关). Offices form a tree, such
// as a county with its departments and townships.
type Office struct {
	Code   string // unique and never changed
	Name   string // as letters show it
	Parent string // the code of the office above; "" for the top
	Pair   bool   // 两人办理: any two persons may draft and sign answers (ADR 16)
	Remedy Bodies // where its answers are contested

	Numbering Numbering // how it writes the numbers of its applications
}

// Bodies are the names that the remedies against an answer need (救济途径; docs/law.md
// §7.1). What is "" is put in general words.
type Bodies struct {
	Government bool   // the office is a government, not a department of one
	Review     string // 行政复议机关, since 2024-01-01
	Before     string // 行政复议机关 until 2023-12-31
	Superior   string // 上一级主管部门
	Court      string // 有管辖权的人民法院
	Online     string // the address for filing a review online; "" for none
}

// officeCode keeps codes to what can stand in an address and a file name.
var officeCode = regexp.MustCompile(`^[0-9A-Za-z_-]{1,32}$`)

// Validate returns what is wrong with the office, or nil. Whether its parent exists is
// for the store.
func (o Office) Validate() error {
	if !officeCode.MatchString(o.Code) {
		return fault.InputCode.Wrong("机关代码“%s”只能用 1 至 32 个字母、数字、下划线或连字符", o.Code)
	}
	if plain.Blank(o.Name) {
		return fault.InputOfficeName.Wrong("机关名称不能为空")
	}
	return o.Numbering.Validate()
}

// tick is how a choice of two is written among the values of an office.
var tick = map[bool]string{true: "1"}

// Values are what people change of an office, by the names of the controls; a choice of
// two is "1" or "".
func (o Office) Values() map[string]string {
	return map[string]string{
		"office_name": o.Name, "pair": tick[o.Pair], "government": tick[o.Remedy.Government], "review": o.Remedy.Review,
		"before": o.Remedy.Before, "superior": o.Remedy.Superior, "court": o.Remedy.Court, "online": o.Remedy.Online,
		"numbering": string(o.Numbering),
	}
}

// With returns the office with some of its [Office.Values] changed; other names say
// nothing.
func (o Office) With(values map[string]string) Office {
	v := o.Values()
	maps.Copy(v, values)
	o.Name, o.Pair, o.Numbering = v["office_name"], v["pair"] != "", Numbering(v["numbering"])
	o.Remedy = Bodies{
		Government: v["government"] != "", Review: v["review"], Before: v["before"],
		Superior: v["superior"], Court: v["court"], Online: v["online"],
	}
	return o
}

// since says in Chinese what changed since was, for the log.
func (o Office) since(was Office) string {
	var out []string
	for _, row := range []struct {
		name    string
		was, is any
	}{
		{"名称", was.Name, o.Name}, {"两人办理", was.Pair, o.Pair},
		{"救济途径", was.Remedy, o.Remedy}, {"编号格式", was.Numbering.or(), o.Numbering.or()},
	} {
		if row.was != row.is {
			out = append(out, row.name)
		}
	}
	if len(out) == 0 {
		return "没有变动"
	}
	return "改动了" + strings.Join(out, "、")
}

// Below returns the codes of the office and of every office under it, level by level.
// Offices that point at each other in a circle are followed once.
func Below(offices []Office, code string) []string {
	out, seen := []string{code}, map[string]bool{code: true}
	for i := 0; i < len(out); i++ {
		for _, o := range offices {
			if o.Parent == out[i] && !seen[o.Code] {
				seen[o.Code] = true
				out = append(out, o.Code)
			}
		}
	}
	return out
}

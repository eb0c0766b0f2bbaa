package workflow

import "regexp"

// Office is an authority that receives applications (行政机关). Offices form a
// tree: a county and its departments and townships.
type Office struct {
	Code   string // unique, short, as the installation likes it
	Name   string
	Parent string // the code of the office above, "" for the top
}

var officeCode = regexp.MustCompile(`^[0-9A-Za-z_-]{1,32}$`)

// Validate says what is wrong with the office, if anything.
func (o Office) Validate() error {
	if !officeCode.MatchString(o.Code) {
		return Errorf(Invalid, "机关代码“%s”只能用 1 至 32 个字母、数字、下划线或连字符", o.Code)
	}
	if o.Name == "" {
		return Errorf(Invalid, "机关名称不能为空")
	}
	return nil
}

// Below gives the codes of the office and of every office under it. Offices
// that point at each other in a circle are followed once.
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

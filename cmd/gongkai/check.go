package main

import (
	"gongkai/views"
)

// Run checks a published table and names each equation that fails.
func (c *checkCommand) Run(p *program) error {
	f, err := p.open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	published, err := views.ReadPublished(c.File, f)
	if err != nil {
		return err
	}
	verdict := published.Check()
	if c.JSON {
		err = p.json(verdict)
	} else {
		printVerdict(p, published, verdict)
	}
	if err == nil && len(verdict.Failed) > 0 {
		err = errFound
	}
	return err
}

func printVerdict(p *program, published views.Published, v views.Verdict) {
	p.say("%s %d 年度，%s 年版统计表", published.Report.Office.Name, published.Report.Year, published.Report.Edition.Name)
	for _, f := range v.Failed {
		p.say("%s %s%s：%s", f.ID, f.Where, map[bool]string{true: "（提示）"}[f.Soft], f.Says)
	}
	switch {
	case len(v.Failed) == 0:
		p.say("核对 %d 条，全部成立", v.Equations)
	case v.Holds:
		p.say("核对 %d 条，勾稽关系全部成立，另有 %d 条提示", v.Equations, len(v.Failed))
	default:
		p.say("核对 %d 条，有 %d 条不成立", v.Equations, len(v.Failed))
	}
}

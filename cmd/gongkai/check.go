package main

import (
	"gongkai/views/published"
)

// Run checks published tables and names each equation that fails. The status is 1 if
// any does; hints count as well.
func (c *checkCommand) Run(p *program) error {
	tables, err := c.read(p, c.File)
	if err != nil {
		return err
	}
	last, err := c.read(p, c.Last)
	if err != nil {
		return err
	}
	verdict, err := published.CheckPublished(tables, last)
	if err != nil {
		return err
	}
	if c.JSON {
		err = p.json(verdict)
	} else {
		printVerdict(p, tables, verdict)
	}
	if err == nil && len(verdict.Failed) > 0 {
		err = errFound
	}
	return err
}

// read reads the tables of a file, which says by itself what format it has. Without a
// file there are none.
func (c *checkCommand) read(p *program, file string) ([]published.Published, error) {
	if file == "" {
		return nil, nil
	}
	f, err := p.open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	return published.Read(file, f)
}

// printVerdict prints the verdict on each table, or on the only one there is.
func printVerdict(p *program, tables []published.Published, v published.Verdict) {
	if len(v.Tables) == 0 {
		printTable(p, tables[0].Alone(v))
		return
	}
	for _, t := range v.Tables {
		printTable(p, t)
	}
}

// printTable prints what fails in one table, hints marked as such, and sums up.
func printTable(p *program, v published.TableVerdict) {
	p.say("%s", v.Head())
	broken := 0
	for _, f := range v.Failed {
		p.say("%s %s%s：%s", f.ID, f.Where, map[bool]string{true: "（提示）"}[f.Soft], f.Says)
		if !f.Soft {
			broken++
		}
	}
	switch hints := len(v.Failed) - broken; {
	case len(v.Failed) == 0:
		p.say("核对 %d 条，全部成立", v.Equations)
	case v.Holds:
		p.say("核对 %d 条，勾稽关系全部成立，另有 %d 条提示", v.Equations, hints)
	case hints > 0:
		p.say("核对 %d 条，有 %d 条不成立，另有 %d 条提示", v.Equations, broken, hints)
	default:
		p.say("核对 %d 条，有 %d 条不成立", v.Equations, broken)
	}
}

package main

import (
	"gongkai/workflow"
	"gongkai/workflow/fault"
)

// mostUnits is more than any applicant asks for, and keeps the work short.
const mostUnits = 100_000

// feeAnswer is what `fee --json` prints, in whole yuan. For items, Total is that of
// the month and Last is what the last item is charged; for pages, Total is that of
// the application.
type feeAnswer struct {
	Tariff  workflow.TariffCode `json:"tariff"`
	Units   int                 `json:"units"`
	Total   int                 `json:"total"`
	Last    int                 `json:"last"`
	Article string              `json:"article"`
	Steps   []feeStep           `json:"steps"`
}

// feeStep is a run of units at one price.
type feeStep struct {
	From  int `json:"from"` // counted from 1, inclusive like To
	To    int `json:"to"`
	Price int `json:"price"` // of one unit, yuan
	Sum   int `json:"sum"`   // of the run, yuan
}

// Run works out a fee by the tariff that was asked for.
func (c *feeCommand) Run(p *program) error {
	code, units := workflow.ByItem, c.Items
	if c.Pages != 0 {
		code, units = workflow.ByPage, c.Pages
	}
	if units < 1 || units > mostUnits {
		return misuse{"件数、页数应当是 1 至 100000 的整数"}
	}
	t, _ := workflow.TariffOf(code)
	answer := feeAnswer{code, units, t.Total(units), t.Price(units), t.Article, feeSteps(t, units)}
	if c.JSON {
		return p.json(answer)
	}
	answer.print(p, t)
	return nil
}

// feeSteps splits the units wherever the price changes.
func feeSteps(t workflow.Tariff, units int) []feeStep {
	var out []feeStep
	for n := 1; n <= units; n++ {
		price := t.Price(n)
		if len(out) == 0 || out[len(out)-1].Price != price {
			out = append(out, feeStep{From: n, Price: price})
		}
		last := &out[len(out)-1]
		last.To, last.Sum = n, last.Sum+price
	}
	return out
}

// print shows each run as a sum that can be checked by hand.
func (a feeAnswer) print(p *program, t workflow.Tariff) {
	p.say("%s收费（%s）", t.Label, fault.Cite(a.Article))
	for _, s := range a.Steps {
		p.say("  第 %d 至 %d %s：%d %s × %d 元 = %d 元", s.From, s.To, t.Unit, s.To-s.From+1, t.Unit, s.Price, s.Sum)
	}
	if a.Tariff == workflow.ByItem {
		p.say("本月 %d 件共 %d 元，其中第 %d 件 %d 元", a.Units, a.Total, a.Units, a.Last)
		return
	}
	p.say("%d 页共 %d 元", a.Units, a.Total)
}

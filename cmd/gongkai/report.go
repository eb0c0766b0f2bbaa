package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"gongkai/views"
	"gongkai/workflow"
)

func (c ofYear) options() workflow.ReportOptions {
	return workflow.ReportOptions{Office: c.Office, Year: c.Year, Form: c.Form, Rollup: c.Rollup}
}

// Run writes the yearly table.
func (c *reportCommand) Run(p *program) error {
	return p.withDesk(func(desk *workflow.Desk) error {
		report, err := desk.Report(p.ctx, c.options())
		if err != nil {
			return err
		}
		behind := behind(p.ctx, desk, c.options())
		return p.write(c.Output, func(w io.Writer) error { return views.WriteReport(w, report, c.format(), behind) })
	})
}

// format is the one asked for, else the one that the file's name ends in.
func (c *reportCommand) format() string {
	if c.JSON {
		return "json"
	}
	if c.Format != "" {
		return c.Format
	}
	for _, format := range []string{"json", "csv", "xlsx"} {
		if strings.EqualFold(filepath.Ext(c.Output), "."+format) {
			return format
		}
	}
	return "text"
}

// behind lists what is behind the numbers of one report.
func behind(ctx context.Context, desk *workflow.Desk, o workflow.ReportOptions) views.Behind {
	return func(line, col string) ([]workflow.Brief, error) {
		cell, err := desk.Cell(ctx, o, line, col)
		if err != nil {
			return nil, err
		}
		list, _, err := desk.List(ctx, cell.Query)
		return list, err
	}
}

// cellAnswer is what `cell --json` prints.
type cellAnswer struct {
	Count        int      `json:"count"`
	Applications []string `json:"applications"`
	Means        string   `json:"means"`
}

// Run lists the applications behind one number.
func (c *cellCommand) Run(p *program) error {
	return p.withDesk(func(desk *workflow.Desk) error {
		cell, err := desk.Cell(p.ctx, c.options(), c.Line, c.Col)
		if err != nil {
			return err
		}
		list, count, err := desk.List(p.ctx, cell.Query)
		if err != nil {
			return err
		}
		answer := cellAnswer{count, []string{}, views.Describe(cell.Cond, cell.Query.Period)}
		for _, b := range list {
			answer.Applications = append(answer.Applications, b.Number)
		}
		if c.JSON {
			return p.json(answer)
		}
		p.say("%s / %s：%d 件", cell.Line.Label, cell.Col.Label, count)
		p.say("含义：%s", answer.Means)
		for _, b := range list {
			p.say("%s\t收到 %s\t办结 %s", b.Number, b.Received, b.Closed)
		}
		return nil
	})
}

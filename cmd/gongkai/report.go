package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"gongkai/views"
	"gongkai/views/export"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/report"
)

// options are the flags as the report knows them.
func (c ofYear) options() report.Options {
	return report.Options{Office: c.Office, Year: c.Year, Form: c.Form, Rollup: c.Rollup}
}

// Run writes the yearly table: as it is now, as it was known on a day, or as it was
// submitted.
func (c *reportShow) Run(p *program) error {
	o, err := c.optionsAsOf(c.AsOf, p)
	if err != nil {
		return err
	}
	return p.withDesk(func(desk *desks.Set) error {
		report, details, err := c.report(p.ctx, desk, o)
		if err != nil {
			return err
		}
		return p.write(c.Output, func(w io.Writer) error {
			return export.WriteReport(w, report, c.format(), details.Behind)
		})
	})
}

// report is the table asked for, with what is behind its numbers where the format shows
// that. Behind those of a submitted table is what it was submitted with.
func (c *reportShow) report(
	ctx context.Context, desk *desks.Set, o report.Options,
) (r report.Report, details report.Details, err error) {
	if c.Frozen || c.Revision > 0 {
		kept, err := desk.Reports.Revision(ctx, o, c.Revision)
		if err == nil && export.ListsDetails(c.format()) {
			details, err = desk.Reports.DetailsKept(ctx, o, kept)
		}
		return kept.Report(), details, err
	}
	if r, err = desk.Reports.Report(ctx, o); err == nil && export.ListsDetails(c.format()) {
		details, err = desk.Reports.Details(ctx, o, nil)
	}
	return r, details, err
}

// format is the one asked for, or else the one that the file's name ends in; "text"
// if that says nothing.
func (c *reportShow) format() string {
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

// optionsAsOf are the options as of a day, "" for now. The day must have come.
func (c ofYear) optionsAsOf(day string, p *program) (report.Options, error) {
	o := c.options()
	if day == "" {
		return o, nil
	}
	d, err := calendar.ParseDate(day)
	if err != nil {
		return o, misuse{plain(err)}
	}
	if today := calendar.DateOf(p.now()); d > today {
		return o, misuse{"--as-of " + day + " 晚于今天（" + string(today) + "），还不知道那时的情况"}
	}
	o.AsOf = d
	return o, nil
}

// cellAnswer is what `cell --json` prints.
type cellAnswer struct {
	Count        int      `json:"count"`
	Applications []string `json:"applications"` // their numbers
	Means        string   `json:"means"`        // in Chinese, what the number counts
}

// Run lists the applications behind one number.
func (c *cellCommand) Run(p *program) error {
	o, err := c.optionsAsOf(c.AsOf, p)
	if err != nil {
		return err
	}
	return p.withDesk(func(desk *desks.Set) error {
		cell, list, count, err := desk.Reports.Behind(p.ctx, o, c.Line, c.Col, 0, 0)
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

package main

import (
	"fmt"
	"time"

	"gongkai/models"
	"gongkai/views"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/report"
)

// frozenAnswer is what `report freeze --json` prints.
type frozenAnswer struct {
	Office   string    `json:"office"`
	Year     int       `json:"year"`
	Form     string    `json:"form"`
	Rollup   bool      `json:"rollup"`
	Revision int       `json:"revision"` // 1 for the first
	At       time.Time `json:"at"`
	Digest   string    `json:"digest"` // SHA-256 of the report, in hexadecimal
	Prev     string    `json:"prev"`   // digest of the revision before, "" for the first
}

// Run submits a report. Without --date the signers sign today.
func (c *reportFreeze) Run(p *program) error {
	signers := report.Signers{Head: c.Head, Reviewer: c.Reviewer,
		Filler: c.Filler, Phone: c.Phone, Date: calendar.DateOf(p.now())}
	if c.Date != "" {
		d, err := calendar.ParseDate(c.Date)
		if err != nil {
			return misuse{plain(err)}
		}
		signers.Date = d
	}
	return p.withDesk(func(desk *desks.Set) error {
		f, err := desk.Reports.Freeze(p.ctx, c.options(), signers, c.Reason, p.now())
		if err != nil {
			return err
		}
		if c.JSON {
			return p.json(frozenAnswer{f.Office, f.Year, f.Form, f.Rollup, f.Revision, f.At, f.Digest, f.Prev})
		}
		p.say("已定稿：%s %d 年度报告，第 %d 稿，摘要 %s", f.OfficeName, f.Year, f.Revision, f.Digest)
		return nil
	})
}

// diffAnswer is what `report diff --json` prints.
type diffAnswer struct {
	Office      string                 `json:"office"`
	Year        int                    `json:"year"`
	Form        string                 `json:"form"`
	Rollup      bool                   `json:"rollup"`
	Revision    int                    `json:"revision"`
	At          time.Time              `json:"at"`
	Digest      string                 `json:"digest"`
	Broken      string                 `json:"broken,omitempty"` // what is wrong with it as stored
	Differences []views.DifferenceJSON `json:"differences"`
}

// Run tells what has changed since a report was submitted. The status is 1 if
// anything has, or if the stored report is not what was submitted.
func (c *reportDiff) Run(p *program) error {
	return p.withDesk(func(desk *desks.Set) error {
		f, moved, err := desk.Reports.Differences(p.ctx, c.options(), c.Revision, p.now())
		if err != nil {
			return err
		}
		if c.JSON {
			err = p.json(diffAnswer{f.Office, f.Year, f.Form, f.Rollup,
				f.Revision, f.At, f.Digest, f.Broken, views.NewDifferencesJSON(moved)})
		} else {
			_, err = fmt.Fprint(p.stdout, views.DifferenceWords(f, moved))
		}
		if err == nil && (len(moved) > 0 || f.Broken != "") {
			err = errFound
		}
		return err
	})
}

// frozenFaults names every submitted report that is not as it was. It relies on the
// reports coming in order of revision, so that each follows the one before.
func frozenFaults(p *program, store *models.Store) ([]string, error) {
	all, err := store.Frozen(p.ctx, report.FrozenQuery{})
	var out []string
	prev := report.Frozen{}
	for _, f := range all {
		switch {
		case f.Broken != "":
			out = append(out, fmt.Sprintf("%s %d 年度 %s 年版定稿第 %d 稿：%s", f.Office, f.Year, f.Form, f.Revision, f.Broken))
		case f.Revision > 1 && f.Prev != prev.Digest:
			out = append(out, fmt.Sprintf("%s %d 年度 %s 年版定稿第 %d 稿：与上一稿不相衔接", f.Office, f.Year, f.Form, f.Revision))
		}
		prev = f
	}
	return out, err
}

package views

import (
	"net/url"
	"strconv"
	"strings"

	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// Deciding is the entry of the journal that made an application count in a number.
// Anchor leads to it on the page of the application. The zero value is for lists that
// nothing decides.
type Deciding struct{ Anchor, On, Label string }

// deciding is the entry as it is shown.
func deciding(d workflow.DecidingEntry) Deciding {
	if d.Seq == 0 {
		return Deciding{}
	}
	return Deciding{anchor(d.Seq), string(d.On), d.Label()}
}

// anchor names an entry on the page of its application.
func anchor(seq int) string { return "e" + strconv.Itoa(seq) }

// ApartSide are the applications behind one side of an equation but not the other.
type ApartSide struct {
	Words string // which side, and how many
	Apps  []Link
	More  bool // not all of them are named
}

// apartSides name the applications that make the difference in an equation, each with a
// link to it; nil if no lists stand behind it.
func apartSides(f statistics.Finding, r report.Report) []ApartSide {
	var out []ApartSide
	for _, side := range []struct {
		word  string
		names []string
	}{{"只在左边的", f.OnlyLeft}, {"只在右边的", f.OnlyRight}} {
		n := len(side.names)
		if n == 0 {
			continue
		}
		row := ApartSide{Words: side.word + " " + strconv.Itoa(n) + " 件：", More: n > apartMost}
		for _, name := range side.names[:min(apartMost, n)] {
			row.Apps = append(row.Apps, appLink(name, r))
		}
		out = append(out, row)
	}
	return out
}

// appLink finds an application by its name in a finding: its number, after its office
// if there are several.
func appLink(name string, r report.Report) Link {
	office, number := r.Office.Code, name
	if len(r.Offices) > 1 {
		office, number, _ = strings.Cut(name, " ")
	}
	return Link{URL: address.Query(address.Applications, url.Values{"office": {office}, "q": {number}}), Label: name}
}

package report

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// Draw asks for a random sample (随机抽查) of the applications received in a year.
type Draw struct {
	Year   int    // "": all in the person's scope
	Office string // the code; "": all in the person's scope
	N      int    // how many to draw, from 1 to [MostDrawn]
	Seed   string // chosen before the draw, so that nobody can steer it afterwards
}

// MostDrawn is how many applications one sample may have.
const MostDrawn = 100

// seedForm keeps a seed to what can be read out and typed again without doubt.
var seedForm = regexp.MustCompile(`^[0-9A-Za-z-]{1,40}$`)

// Validate returns what is wrong with the draw, or nil.
func (d Draw) Validate() error {
	switch {
	case !calendar.Years.Has(d.Year):
		return fault.InputYear.Wrong("年份 %d 不对", d.Year)
	case d.N < 1 || d.N > MostDrawn:
		return fault.InputDrawn.Wrong("抽查件数请填 1 至 %d", MostDrawn)
	case !seedForm.MatchString(d.Seed):
		return fault.InputSeed.Wrong("种子请用 1 至 40 个字母、数字或者连字符")
	}
	return nil
}

// Lot returns what decides the place of an application in the draw: the SHA-256, in
// hexadecimal, of seed|office|number. Anybody can work it out again, with any database
// or with none.
func (d Draw) Lot(office, number string) string {
	sum := sha256.Sum256([]byte(d.Seed + "|" + office + "|" + number))
	return hex.EncodeToString(sum[:])
}

// From draws: it returns the applications with the lowest lots, in order of their lots.
// Neither the order of the list nor anything else about an application matters.
func (d Draw) From(all []workflow.Brief) []workflow.Brief {
	out := slices.Clone(all)
	slices.SortFunc(out, func(a, b workflow.Brief) int {
		// Equal lots do not occur in practice; office and number make the order
		// complete all the same.
		return cmp.Or(strings.Compare(d.Lot(a.Office, a.Number), d.Lot(b.Office, b.Number)),
			strings.Compare(a.Office, b.Office), strings.Compare(a.Number, b.Number))
	})
	return out[:min(d.N, len(out))]
}

// Drawn is a sample.
type Drawn struct {
	Draw
	Of int // how many applications it was drawn from
	// Digest is the SHA-256 over what was drawn from, one office|number a line in
	// order. Two samples with the same seed and digest are the same.
	Digest string
	Apps   []workflow.Brief // in order of their lots
}

// Sample draws from the applications received in the year that the person may see.
// Those divided or merged away were never counted as received, and are not drawn.
func (d Reports) Sample(ctx context.Context, draw Draw) (Drawn, error) {
	if err := draw.Validate(); err != nil {
		return Drawn{}, err
	}
	q := workflow.Query{Where: receivedIn, Period: calendar.YearOf(draw.Year), Sort: cond.FieldNumber, Untotalled: true}
	if draw.Office != "" {
		if _, err := d.InScope(ctx, draw.Office); err != nil {
			return Drawn{}, err
		}
		q.Where = cond.All{cond.InOffices(draw.Office), receivedIn}
	}
	all, _, err := d.List(ctx, q)
	return Drawn{draw, len(all), populationDigest(all), draw.From(all)}, err
}

// populationDigest returns the digest of what was drawn from; see [Drawn].
func populationDigest(all []workflow.Brief) string {
	var lines []string
	for _, b := range all {
		lines = append(lines, b.Office+"|"+b.Number+"\n")
	}
	slices.Sort(lines)
	return digest(strings.Join(lines, ""))
}

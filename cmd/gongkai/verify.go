package main

import (
	"fmt"
	"slices"

	"gongkai/models"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

// verifyAnswer is what `verify --json` prints. Gaps are numbers missing from a run
// that looks like ours. They are worth a look but no error, as an office may have
// brought numbers of its own.
type verifyAnswer struct {
	Applications int      `json:"applications"`
	Entries      int      `json:"entries"`
	Head         string   `json:"head"`       // hash over the ends of all chains, to compare with one noted earlier
	Mismatches   []string `json:"mismatches"` // in Chinese, one for each thing that is wrong
	Gaps         []string `json:"gaps"`
	Ledger       int64    `json:"ledger"` // lines of the ledger
	Root         string   `json:"root"`   // of the Merkle tree over them
}

// Run derives every application anew from its journal and compares it with what is
// stored, walks the hash chains, and holds all other rows against the ledger. The status is 1 if anything is wrong.
func (c *verifyCommand) Run(p *program) error {
	if c.Offline != "" {
		return c.offline(p)
	}
	if len(c.Note) > 0 || c.Key != "" {
		return fault.Errorf(fault.Invalid, "--note 和 --key 要与 --offline 一起用")
	}
	return p.withStore(func(store *models.Store, desk *desks.Set) error {
		answer, err := verify(p, store)
		if err != nil {
			return err
		}
		kept, err := frozenFaults(p, store)
		if err != nil {
			return err
		}
		answer.Mismatches = append(answer.Mismatches, kept...)
		if c.JSON {
			err = p.json(answer)
		} else {
			answer.print(p)
		}
		answer.note(p, desk)
		if err == nil && len(answer.Mismatches) > 0 {
			err = errFound
		}
		return err
	})
}

// verify checks everything that is stored. It changes nothing.
func verify(p *program, store desks.Store) (verifyAnswer, error) {
	offices, err := store.Offices(p.ctx)
	if err != nil {
		return verifyAnswer{}, err
	}
	numbers := newRuns(offices)
	c, err := store.Verify(p.ctx, ledger.Witness{Row: func(r ledger.Row) error {
		numbers.add(r)
		return nil
	}})
	out := verifyAnswer{c.Applications, c.Entries, c.Head, append([]string{}, c.Faults...),
		[]string{}, c.Lines, c.Root.String()}
	out.Gaps = append(out.Gaps, numbers.gaps()...)
	return out, err
}

// numberSeries collects, for each office and year, the numbers that are of our making: those
// written in the pattern of the office, such as 2023-00012.
type numberSeries struct {
	offices map[string]account.Numbering               // the pattern of each
	read    map[string]func(string) (int, int64, bool) // reads a number in that pattern
	places  map[series][]int64                         // the places seen, in any order
}

// series is what is numbered in one sequence.
type series struct {
	office string
	year   int
}

// newRuns is for the offices there are, without any number yet.
func newRuns(offices []account.Office) numberSeries {
	r := numberSeries{map[string]account.Numbering{}, map[string]func(string) (int, int64, bool){}, map[series][]int64{}}
	for _, o := range offices {
		r.offices[o.Code], r.read[o.Code] = o.Numbering, o.Numbering.Reader()
	}
	return r
}

// add notes the number of an application; one not in the pattern is passed over, and so
// is one of an office that is not there.
func (r numberSeries) add(row ledger.Row) {
	read := r.read[row.Office]
	if read == nil {
		return
	}
	if year, place, ok := read(row.Number); ok {
		key := series{row.Office, year}
		r.places[key] = append(r.places[key], place)
	}
}

// gaps names the numbers missing up to the greatest, in order. With the usual pattern
// they start at 1; with a pattern of its own, an office may have begun anywhere, so
// they start at the least.
func (r numberSeries) gaps() []string {
	var out []string
	for key, places := range r.places {
		slices.Sort(places)
		write, next := r.offices[key.office], int64(1)
		if write != "" {
			next = places[0]
		}
		for _, n := range places {
			if n > next {
				out = append(out, fmt.Sprintf("%s %s 至 %s", key.office, write.Number(key.year, next), write.Number(key.year, n-1)))
			}
			next = n + 1
		}
	}
	slices.Sort(out)
	return out
}

// note writes into the log that the journals were checked. If that fails, the answer
// stands all the same.
func (a verifyAnswer) note(p *program, desk *desks.Set) {
	says := fmt.Sprintf("%d 件申请、%d 条办理记录，有 %d 处不符", a.Applications, a.Entries, len(a.Mismatches))
	if err := desk.Note(p.ctx, account.JournalChecked, "", says, "", p.now()); err != nil {
		p.warn("管理日志没有写入：%s", err)
	}
}

// print names what is wrong, then the gaps, and sums up.
func (a verifyAnswer) print(p *program) {
	for _, m := range a.Mismatches {
		p.say("%s", m)
	}
	for _, g := range a.Gaps {
		p.say("编号不连续：缺 %s", g)
	}
	if len(a.Mismatches) > 0 {
		p.say("%d 件申请、%d 条办理记录，有 %d 处不符", a.Applications, a.Entries, len(a.Mismatches))
		return
	}
	p.say("%d 件申请、%d 条办理记录，全部相符；链头 %s；存证 %d 条，根 %s",
		a.Applications, a.Entries, a.Head, a.Ledger, a.Root)
}

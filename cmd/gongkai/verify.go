package main

import (
	"fmt"
	"reflect"
	"slices"

	"gongkai/models"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
)

// verifyAnswer is what `verify --json` prints. Gaps are numbers left out in a
// run that looks like ours: worth a look, not an error, since an office may have
// brought its own numbers along.
type verifyAnswer struct {
	Applications int      `json:"applications"`
	Entries      int      `json:"entries"`
	Head         string   `json:"head"`
	Mismatches   []string `json:"mismatches"`
	Gaps         []string `json:"gaps"`
}

// Run derives every application again from its journal and compares it with
// what is stored, and walks the hash chains.
func (c *verifyCommand) Run(p *program) error {
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

func verify(p *program, store desks.Store) (verifyAnswer, error) {
	chain, err := store.Chain(p.ctx)
	if err != nil {
		return verifyAnswer{}, err
	}
	cal, err := store.Calendar(p.ctx)
	if err != nil {
		return verifyAnswer{}, err
	}
	out := verifyAnswer{chain.Applications, chain.Entries, chain.Head, append([]string{}, chain.Broken...), []string{}}
	offices, err := store.Offices(p.ctx)
	if err != nil {
		return verifyAnswer{}, err
	}
	numbers := newRuns(offices)
	err = store.Each(p.ctx, nil, func(app *workflow.Application) error {
		out.Mismatches = append(out.Mismatches, mismatches(app, cal)...)
		numbers.add(app)
		return nil
	})
	out.Gaps = append(out.Gaps, numbers.gaps()...)
	return out, err
}

// mismatches compares the stored columns with those the journal gives.
func mismatches(app *workflow.Application, cal *calendar.Calendar) []string {
	want := workflow.Replay(app.Journal, cal.For(app.Office))
	want.ID, want.Office, want.Token, want.Version = app.ID, app.Office, app.Token, app.Version
	if n := len(app.Journal); app.Version != n {
		return []string{fmt.Sprintf("%s %s：版本为 %d，办理记录有 %d 条", app.Office, app.Number, app.Version, n)}
	}
	var out []string
	stored, derived := reflect.ValueOf(*app), reflect.ValueOf(*want)
	for i := range stored.NumField() {
		a, b := stored.Field(i), derived.Field(i)
		if !same(a, b) {
			out = append(out, fmt.Sprintf("%s %s：%s 存为 %v，由办理记录得出 %v",
				app.Office, app.Number, stored.Type().Field(i).Name, a, b))
		}
	}
	return out
}

// same takes an empty list and no list for the same.
func same(a, b reflect.Value) bool {
	if a.Kind() == reflect.Slice && a.Len() == 0 && b.Len() == 0 {
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// runs collects the numbers of each office and year that are of our making: those
// written as the office writes them, 2023-00012.
type runs struct {
	offices map[string]account.Numbering
	read    map[string]func(string) (int, int64, bool)
	places  map[series][]int64
}

type series struct {
	office string
	year   int
}

func newRuns(offices []account.Office) runs {
	r := runs{map[string]account.Numbering{}, map[string]func(string) (int, int64, bool){}, map[series][]int64{}}
	for _, o := range offices {
		r.offices[o.Code], r.read[o.Code] = o.Numbering, o.Numbering.Reader()
	}
	return r
}

func (r runs) add(app *workflow.Application) {
	if year, place, ok := r.read[app.Office](app.Number); ok {
		key := series{app.Office, year}
		r.places[key] = append(r.places[key], place)
	}
}

// gaps names the numbers missing between the least and the greatest: before the
// least the office may have written them otherwise.
func (r runs) gaps() []string {
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

// note writes into the log that the journals were checked. Where it cannot be
// written the answer stands all the same.
func (a verifyAnswer) note(p *program, desk *desks.Set) {
	says := fmt.Sprintf("%d 件申请、%d 条办理记录，有 %d 处不符", a.Applications, a.Entries, len(a.Mismatches))
	if err := desk.Note(p.ctx, account.JournalChecked, "", says, "", p.now()); err != nil {
		p.warn("管理日志没有写入：%s", err)
	}
}

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
	p.say("%d 件申请、%d 条办理记录，全部相符；链头 %s", a.Applications, a.Entries, a.Head)
}

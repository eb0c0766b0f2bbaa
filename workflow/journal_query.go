package workflow

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// EntryQuery asks for lines of the journals of many applications, the latest first. A
// field that is empty asks for nothing.
type EntryQuery struct {
	Offices   []string      // codes; none: of all offices
	From, To  calendar.Date // the days, in China, on which they were recorded; "" leaves an end open
	By        string        // who recorded them, as the journal shows the name
	User      string        // the account; an entry without one may be anybody's of that name
	Event     Event
	Number    string // of the application, exactly
	Irregular bool   // only what was recorded although the law speaks against it
	Voided    bool   // only what was voided
	Limit     int    // 0: all
	Offset    int
}

// MostEntries is how far the lines of a journal are counted: nobody turns that many
// pages, and counting further takes longer than reading.
const MostEntries = 1000

// JournalLine is one entry with the application that it belongs to.
type JournalLine struct {
	App    ID
	Number string
	Office string
	Entry  Entry
	Voided bool // the entry was voided later
}

// Seal proves the journal of one application.
type Seal struct {
	Entries int    // how many there are
	Hash    string // of the last entry, which covers all before it
	Broken  string // in Chinese what is wrong; "" if nothing is
}

// JournalStore reads the journals across applications. It is part of [Store]. It knows
// no scope: the offices asked for are the limit.
type JournalStore interface {
	// Entries returns one page of the lines asked for, ordered by the moment they were
	// recorded, application and entry, the last first; and how many there are in all, or
	// one more than [MostEntries] where there are more than that.
	Entries(ctx context.Context, q EntryQuery) ([]JournalLine, int, error)
	// Journals returns the whole journals of applications. An unknown one is left out.
	Journals(ctx context.Context, ids ...ID) (map[ID][]Entry, error)
	// Seals verifies the hash chains of some applications. An unknown one is left out.
	Seals(ctx context.Context, ids ...ID) (map[ID]Seal, error)
}

// Matches reports whether the line is asked for. Page and order are for the store.
func (q EntryQuery) Matches(l JournalLine) bool {
	e := l.Entry
	return (len(q.Offices) == 0 || slices.Contains(q.Offices, l.Office)) &&
		(q.Number == "" || q.Number == l.Number) &&
		(q.From == "" || e.At.After(q.Since())) && (q.To == "" || !e.At.After(calendar.EndOf(q.To))) &&
		(q.By == "" || q.By == e.By) && (q.User == "" || e.User == "" || q.User == e.User) &&
		(q.Event == "" || q.Event == e.Event) &&
		(!q.Irregular || e.Irregular != "") && (!q.Voided || l.Voided)
}

// Since returns the last moment before the first day asked for.
func (q EntryQuery) Since() time.Time { return calendar.EndOf(q.From.AddDays(-1)) }

// Entries returns a page of the journals in the person's scope, and how many lines
// there are (see [JournalStore]). It is NotFound if an office is named that is out of
// scope.
func (d *Desk) Entries(ctx context.Context, q EntryQuery) ([]JournalLine, int, error) {
	if q.From != "" && q.To != "" && q.From > q.To {
		return nil, 0, fault.InputFrom.Wrong("起始日期 %s 晚于截止日期 %s", q.From, q.To)
	}
	for _, office := range q.Offices {
		if _, err := d.InScope(ctx, office); err != nil {
			return nil, 0, err
		}
	}
	if len(q.Offices) > 0 {
		return d.Store.Entries(ctx, q)
	}
	codes, everything, err := d.Everywhere(ctx)
	if err != nil || !everything && len(codes) == 0 {
		return nil, 0, err
	}
	if !everything {
		q.Offices = codes
	}
	return d.Store.Entries(ctx, q)
}

// Chain verifies the hash chains of all journals. A user who cannot see every office
// learns how many chains are broken, not which: hidden is that number, and Broken is
// empty.
func (d *Desk) Chain(ctx context.Context) (c ChainCheck, hidden int, err error) {
	codes, everything, err := d.Everywhere(ctx)
	if err != nil {
		return ChainCheck{}, 0, err
	}
	if !everything && len(codes) == 0 {
		return ChainCheck{}, 0, &fault.Error{
			Kind: fault.Forbidden,
			What: "“" + d.User().Role.Powers().Label + "”看不到办理记录",
			Next: "请由审计统计或者审核签发人核对",
		}
	}
	c, err = d.Store.Chain(ctx)
	if !everything {
		c.Broken, hidden = nil, len(c.Broken)
	}
	return c, hidden, err
}

package workflow

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// EntryQuery asks for lines of the journals of many applications, those written
// down last first.
type EntryQuery struct {
	Offices   []string      // none: of all offices
	From, To  calendar.Date // the days, in China, on which they were written down; "" leaves an end open
	By        string        // who wrote them, as the journal shows the name
	User      string        // the account; an entry without one is taken for anybody of the name
	Event     Event
	Number    string // of the application, exactly
	Irregular bool   // only what the law speaks against
	Voided    bool   // only what was voided
	Limit     int    // 0: all
	Offset    int
}

// MostEntries is how far the lines of a journal are counted: nobody turns more
// pages than that, and counting on takes longer than reading.
const MostEntries = 1000

// JournalLine is one entry with the application it is of.
type JournalLine struct {
	App    ID
	Number string
	Office string
	Entry  Entry
	Voided bool
}

// Seal is what proves the journal of one application: the hash of its last entry,
// which covers all before it, and in Chinese what is wrong; "" if nothing is.
type Seal struct {
	Entries int
	Hash    string
	Broken  string
}

// JournalStore reads the journals across applications. It is part of [Store].
type JournalStore interface {
	// Entries gives one page of the lines asked for, ordered by the moment they
	// were written down, application and entry, the last first; and how many
	// there are, where more than [MostEntries] count as one more than that.
	Entries(ctx context.Context, q EntryQuery) ([]JournalLine, int, error)
	// Journals gives the whole journals of applications. One that is not there
	// has none.
	Journals(ctx context.Context, ids ...ID) (map[ID][]Entry, error)
	// Seals walks the hash chains of some applications. One that is not there
	// has none.
	Seals(ctx context.Context, ids ...ID) (map[ID]Seal, error)
}

// Matches says whether a line is asked for, its office and application apart.
func (q EntryQuery) Matches(l JournalLine) bool {
	e := l.Entry
	return (len(q.Offices) == 0 || slices.Contains(q.Offices, l.Office)) &&
		(q.Number == "" || q.Number == l.Number) &&
		(q.From == "" || e.At.After(q.Since())) && (q.To == "" || !e.At.After(calendar.EndOf(q.To))) &&
		(q.By == "" || q.By == e.By) && (q.User == "" || e.User == "" || q.User == e.User) &&
		(q.Event == "" || q.Event == e.Event) &&
		(!q.Irregular || e.Irregular != "") && (!q.Voided || l.Voided)
}

// Since is the last moment before the first day asked for.
func (q EntryQuery) Since() time.Time { return calendar.EndOf(q.From.AddDays(-1)) }

// Entries gives a page of the journals in the person's scope. An office that is
// named and out of it is NotFound.
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

// Chain walks the hash chains of all journals. Who does not see every office gets
// the counts, and of what is broken how much, not where.
func (d *Desk) Chain(ctx context.Context) (c Chain, hidden int, err error) {
	codes, everything, err := d.Everywhere(ctx)
	if err != nil {
		return Chain{}, 0, err
	}
	if !everything && len(codes) == 0 {
		return Chain{}, 0, &fault.Error{
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

package models

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// Add implements [workflow.Store]. The applications are changed only once all are
// saved.
func (s *Store) Add(ctx context.Context, apps ...*workflow.Application) error {
	for _, app := range apps {
		if err := admit(app); err != nil {
			return err
		}
	}
	var saved []*workflow.Application
	err := s.change(ctx, func(tx *gorm.DB) (err error) {
		saved, err = s.add(tx, apps)
		return err
	})
	if err != nil {
		return err
	}
	for i, app := range apps {
		*app = *saved[i]
	}
	return nil
}

// add saves copies of the applications and returns, in their order, what is kept of
// each: the copy, or the application the same form logged before. A form that is
// submitted twice is known by its token.
func (s *Store) add(tx *gorm.DB, apps []*workflow.Application) ([]*workflow.Application, error) {
	patterns, err := numberings(tx, apps)
	if err != nil {
		return nil, err
	}
	saved, err := repeated(tx, apps)
	if err != nil {
		return nil, err
	}
	var fresh []*workflow.Application
	byToken := map[string]*workflow.Application{}
	for i, app := range apps {
		if saved[i] == nil && byToken[app.Token] == nil {
			copied := unsavedCopy(app)
			fresh, byToken[app.Token], saved[i] = append(fresh, copied), copied, copied
			delete(byToken, "")
		}
	}
	if err := s.insert(tx, fresh, patterns); err != nil {
		return nil, err
	}
	return saved, sameForm(apps, saved, byToken)
}

// sameForm fills in saved for applications whose form came twice in this call, and
// refuses a form that was logged in another office.
func sameForm(apps, saved []*workflow.Application, byToken map[string]*workflow.Application) error {
	for i, app := range apps {
		if saved[i] == nil {
			again := *byToken[app.Token]
			again.Journal = slices.Clone(again.Journal)
			saved[i] = &again
		}
		if saved[i].Office != app.Office {
			return fault.Errorf(fault.Conflict, "这张登记表已经提交过，登记在另一机关")
		}
	}
	return nil
}

// unsavedCopy is a copy of an application. The caller's stays unchanged unless all
// are saved.
func unsavedCopy(app *workflow.Application) *workflow.Application {
	c := *app
	c.ID = 0
	c.Disputes, c.Journal = slices.Clone(app.Disputes), slices.Clone(app.Journal)
	return &c
}

// offices refuses codes of offices that do not exist.
func offices(tx *gorm.DB, codes []string) error {
	var known []string
	if err := tx.Model(&officeRow{}).Pluck("code", &known).Error; err != nil {
		return err
	}
	for _, code := range codes {
		if !slices.Contains(known, code) {
			return noOffice(code)
		}
	}
	return nil
}

// noOffice says that there is no such office.
func noOffice(code string) error {
	return fault.InputOffice.Wrong("没有代码为“%s”的机关", code)
}

// repeated loads, beside each application, the one saved before with its token; nil
// where there is none.
func repeated(tx *gorm.DB, apps []*workflow.Application) ([]*workflow.Application, error) {
	saved, at := make([]*workflow.Application, len(apps)), map[string]int64{}
	var tokens []string
	for _, app := range apps {
		if app.Token != "" {
			tokens = append(tokens, app.Token)
		}
	}
	for part := range slices.Chunk(tokens, batch) {
		var rows []struct {
			ID    int64
			Token string
		}
		if err := tx.Table("applications").Select("id, token").Where("token IN ?", part).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			at[r.Token] = r.ID
		}
	}
	for i, app := range apps {
		if id, ok := at[app.Token]; ok {
			l, err := load(tx, nil, workflow.ID(id))
			if err != nil {
				return nil, err
			}
			saved[i] = l.app
		}
	}
	return saved, nil
}

// insert numbers new applications, writes all their rows and fills in their IDs.
func (s *Store) insert(tx *gorm.DB, apps []*workflow.Application, patterns numberingsOf) error {
	if err := vacant(tx, apps); err != nil {
		return err
	}
	if err := number(tx, apps, patterns); err != nil {
		return err
	}
	rows := make([]applicationRow, len(apps))
	for i, app := range apps {
		app.Journal[0].Number = app.Number // the journal is the truth of that, too
		rows[i] = row(app)
	}
	if err := create(tx, rows); err != nil {
		return err
	}
	if err := s.keepWords(tx, wordsOf(rows)); err != nil {
		return err
	}
	var entries []entryRow
	var disputes []disputeRow
	var payments []paymentRow
	for i, app := range apps {
		app.ID = workflow.ID(rows[i].ID)
		journal, err := s.entryRows(app, "", 0)
		if err == nil {
			err = attestApplication(tx, &rows[i], journal[len(journal)-1].Hash)
		}
		if err != nil {
			return err
		}
		entries, disputes = append(entries, journal...), append(disputes, disputeRows(app)...)
		payments = append(payments, paymentRows(app)...)
	}
	if err := create(tx, entries); err != nil {
		return err
	}
	if err := create(tx, payments); err != nil {
		return err
	}
	if err := index(tx, apps...); err != nil {
		return err
	}
	return create(tx, disputes)
}

// vacant refuses numbers the office has used before, in the database or in this call.
// The unique key would refuse them too, but without saying which.
func vacant(tx *gorm.DB, apps []*workflow.Application) error {
	seen, own := map[[2]string]bool{}, map[string][]string{}
	for _, app := range apps {
		key := [2]string{app.Office, app.Number}
		if app.Number == "" {
			continue
		}
		if seen[key] {
			return taken(app.Number)
		}
		seen[key], own[app.Office] = true, append(own[app.Office], app.Number)
	}
	for office, numbers := range own {
		for part := range slices.Chunk(numbers, batch) {
			var used []string
			err := tx.Table("applications").Where("office = ? AND number IN ?", office, part).Limit(1).
				Pluck("number", &used).Error
			if err != nil {
				return err
			}
			if len(used) > 0 {
				return taken(used[0])
			}
		}
	}
	return nil
}

// counterRow is one row of counters.
type counterRow struct {
	Office string `gorm:"primaryKey"`
	Year   int    `gorm:"primaryKey;autoIncrement:false"`
	Last   int64
}

// TableName implements GORM's Tabler.
func (counterRow) TableName() string { return "counters" }

// counter identifies what counts the numbers of an office in a year.
type counter struct {
	office string
	year   int
}

// numbersNeeded is what a call asks of a counter: to give n numbers, all greater than own, the
// greatest that the office gave itself.
type numbersNeeded struct{ own, n int64 }

// number gives numbers to the applications that have none. Counters are advanced in
// one order, so that two calls cannot block each other.
func number(tx *gorm.DB, apps []*workflow.Application, patterns numberingsOf) error {
	needs := map[counter]numbersNeeded{}
	for _, app := range apps {
		key, own := patterns.counterOf(app)
		was := needs[key]
		if app.Number == "" {
			was.n++
		}
		if app.Number == "" || own > 0 {
			needs[key] = numbersNeeded{max(was.own, own), was.n}
		}
	}
	next := map[counter]int64{}
	for _, key := range inOrder(needs) {
		last, err := advance(tx, key, needs[key])
		if err != nil {
			return err
		}
		next[key] = last - needs[key].n + 1
	}
	for _, app := range apps {
		if app.Number == "" {
			key, _ := patterns.counterOf(app)
			app.Number = patterns[key.office].Number(key.year, next[key])
			next[key]++
		}
	}
	return nil
}

// inOrder are the counters by office and year.
func inOrder(needs map[counter]numbersNeeded) []counter {
	var keys []counter
	for key := range needs {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b counter) int {
		return cmp.Or(cmp.Compare(a.office, b.office), cmp.Compare(a.year, b.year))
	})
	return keys
}

// numberPattern is how an office writes its numbers, and how one is read back.
type numberPattern struct {
	account.Numbering
	read func(number string) (year int, place int64, ok bool) // ok is false for a number written otherwise
}

// numberingsOf are the patterns of offices by code.
type numberingsOf map[string]numberPattern

// numberings reads how the offices of the applications write their numbers, and keeps
// that from changing until the transaction ends. It refuses an application of an
// office that does not exist.
func numberings(tx *gorm.DB, apps []*workflow.Application) (numberingsOf, error) {
	var codes []string
	for _, app := range apps {
		codes = append(codes, app.Office)
	}
	slices.Sort(codes)
	if tx.Name() == "postgres" {
		tx = tx.Clauses(clause.Locking{Strength: "SHARE"})
	}
	var rows []officeRow
	err := tx.Select("code", "numbering").Where("code IN ?", slices.Compact(codes)).Order("code").Find(&rows).Error
	out := numberingsOf{}
	for _, r := range rows {
		n := account.Numbering(r.Numbering)
		out[r.Code] = numberPattern{n, n.Reader()}
	}
	for _, app := range apps {
		if _, there := out[app.Office]; !there && err == nil {
			err = noOffice(app.Office)
		}
	}
	return out, err
}

// counterOf is the counter an application is numbered by, and the place its own number
// has in it; 0 if it has none or writes it otherwise. The year is that of receipt;
// before receipt is confirmed, that of arrival or else of the first entry.
func (p numberingsOf) counterOf(app *workflow.Application) (counter, int64) {
	if year, place, ok := p[app.Office].read(app.Number); ok {
		return counter{app.Office, year}, place
	}
	return counter{app.Office, cmp.Or(app.Received, app.Arrived, app.Journal[0].On).Year()}, 0
}

// settle moves the counters of an office past the numbers that fit its new pattern:
// they were given while it had another, and would be given again.
func settle(tx *gorm.DB, o account.Office) error {
	var numbers []string
	if err := tx.Table("applications").Where("office = ?", o.Code).Pluck("number", &numbers).Error; err != nil {
		return wrap(err)
	}
	read, greatest := o.Numbering.Reader(), map[counter]numbersNeeded{}
	for _, n := range numbers {
		if year, place, ok := read(n); ok {
			key := counter{o.Code, year}
			greatest[key] = numbersNeeded{own: max(greatest[key].own, place)}
		}
	}
	for _, key := range inOrder(greatest) {
		if _, err := advance(tx, key, greatest[key]); err != nil {
			return wrap(err)
		}
	}
	return nil
}

// advance moves a counter and returns its new value. The row stays locked until the
// transaction ends and is restored if that fails, so no number is lost.
func advance(tx *gorm.DB, key counter, want numbersNeeded) (last int64, err error) {
	err = tx.Raw(`INSERT INTO counters (office, year, last) VALUES (?, ?, ?)
ON CONFLICT (office, year) DO UPDATE
SET last = CASE WHEN counters.last < ? THEN ? ELSE counters.last END + ?
RETURNING last`, key.office, key.year, want.own+want.n, want.own, want.own, want.n).Scan(&last).Error
	if err == nil {
		err = attest(tx, counterRow{key.office, key.year, last})
	}
	return last, err
}

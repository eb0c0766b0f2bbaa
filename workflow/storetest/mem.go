package storetest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
	"gongkai/workflow/report"
	"gongkai/workflow/similar"
	"gongkai/workflow/statistics"
)

// Mem is a [desks.Store] in memory, the plainest one possible: it looks at everything,
// one thing after the other, under one lock. What goes in and what comes out are
// copies, so that what is kept changes only through the store.
type Mem struct {
	mu           sync.Mutex
	apps         []*workflow.Application // the one with ID n is at n-1
	last         map[counter]int         // the last number given
	offices      map[string]account.Office
	users        map[string]account.User
	hand         map[handLine]*statistics.Amount // nil: blanked
	drawers      map[itemPlace]draft.Item
	changes      []calendar.Change
	cal          *calendar.Calendar // after the changes; nil: to be made again
	kept                            // reports that were submitted, and what was typed in
	jobs         []*memJob
	checkpoints  []ledger.Kept // the last first
	administered               // the settings, and the log of administration
}

var _ desks.Store = (*Mem)(nil)

// counter is what the numbers of an office count by.
type counter struct {
	office string
	year   int
}

// handLine is the place of a number that was typed in.
type handLine struct {
	office string
	year   int
	form   string
	line   string
}

// NewMem returns an empty store.
func NewMem() *Mem {
	return &Mem{
		last:         map[counter]int{},
		offices:      map[string]account.Office{},
		users:        map[string]account.User{},
		administered: administered{places: map[string]account.Place{}},
		hand:         map[handLine]*statistics.Amount{},
		drawers:      map[itemPlace]draft.Item{},
	}
}

// Add implements [workflow.Store]. What fails goes back to the copies, as a transaction
// would.
func (m *Mem) Add(_ context.Context, apps ...*workflow.Application) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept, last := len(m.apps), maps.Clone(m.last)
	saved, err := m.add(apps)
	if err != nil {
		m.apps, m.last = m.apps[:kept], last
		return err
	}
	for i, app := range apps {
		*app = *clone(saved[i])
	}
	return nil
}

// add saves the applications, and returns for each the one that is kept.
func (m *Mem) add(apps []*workflow.Application) ([]*workflow.Application, error) {
	// All of them move the counters before any is numbered: a number that an office
	// gave itself holds for the whole call, whatever the order.
	for _, app := range apps {
		if err := m.admit(app); err != nil {
			return nil, err
		}
		m.moveCounter(app)
	}
	var saved []*workflow.Application
	for _, app := range apps {
		first, err := m.first(app)
		if err != nil {
			return nil, err
		}
		if first == nil {
			if first, err = m.save(clone(app)); err != nil {
				return nil, err
			}
		}
		saved = append(saved, first)
	}
	return saved, nil
}

// admit refuses what cannot be kept.
func (m *Mem) admit(app *workflow.Application) error {
	if _, ok := m.offices[app.Office]; !ok {
		return fault.InputOffice.Wrong("没有代码为“%s”的机关", app.Office)
	}
	if len(app.Journal) == 0 || app.Version != len(app.Journal) {
		return fmt.Errorf("storetest: version %d with a journal of %d entries", app.Version, len(app.Journal))
	}
	if body, err := json.Marshal(app); err != nil || !readable(app) {
		return fault.Errorf(fault.Invalid, "文字中有不能保存的字符（%d 字节）", len(body))
	}
	return nil
}

// readable reports whether every text of the application is text. PostgreSQL keeps no
// other, so no store does.
func readable(app *workflow.Application) bool {
	in := app.Intake
	for _, s := range []string{app.Number, app.Token, in.Applicant.Name, in.Applicant.IDNumber, in.Applicant.Phone,
		in.Applicant.Address, in.Applicant.Email, in.Content, in.Remark, app.LetterNumber} {
		if !utf8.ValidString(s) || slices.Contains([]byte(s), 0) {
			return false
		}
	}
	return true
}

// moveCounter makes the numbers continue after one that the office gave itself.
func (m *Mem) moveCounter(app *workflow.Application) {
	if year, n, ok := m.offices[app.Office].Numbering.Reader()(app.Number); ok {
		key := counter{app.Office, year}
		m.last[key] = max(m.last[key], int(n))
	}
}

// first returns the application that was registered with the same form; nil if there is
// none.
func (m *Mem) first(app *workflow.Application) (*workflow.Application, error) {
	i := slices.IndexFunc(m.apps, func(a *workflow.Application) bool { return app.Token != "" && a.Token == app.Token })
	switch {
	case i < 0:
		return nil, nil
	case m.apps[i].Office != app.Office:
		return nil, fault.Errorf(fault.Conflict, "这张登记表已经提交过，登记在另一机关")
	}
	return m.apps[i], nil
}

// save numbers a new application and keeps it.
func (m *Mem) save(app *workflow.Application) (*workflow.Application, error) {
	if app.Number == "" {
		key := counter{app.Office, numberYear(app)}
		m.last[key]++
		app.Number = m.offices[app.Office].Numbering.Number(key.year, int64(m.last[key]))
	}
	// The first entry carries the number, so that the journal alone makes the application.
	app.Journal[0].Number = app.Number
	app.ID = workflow.ID(len(m.apps) + 1)
	if err := m.unique(app); err != nil {
		return nil, err
	}
	m.apps = append(m.apps, app)
	return app, nil
}

// numberYear returns the year in which an application is numbered.
func numberYear(app *workflow.Application) int {
	return cmp.Or(app.Received, app.Arrived, app.Journal[0].On).Year()
}

// unique refuses a number that another application of the office has.
func (m *Mem) unique(app *workflow.Application) error {
	for _, a := range m.apps {
		if a.ID != app.ID && a.Office == app.Office && a.Number == app.Number {
			return fault.InputNumber.Taken("编号 %s 已经用过", app.Number)
		}
	}
	return nil
}

// find returns the kept application itself, not a copy; NotFound also if it is out of
// scope.
func (m *Mem) find(scope cond.Cond, id workflow.ID) (*workflow.Application, error) {
	if id < 1 || int(id) > len(m.apps) || !holds(scope, m.apps[id-1], calendar.Period{}) {
		return nil, fault.Errorf(fault.NotFound, "没有这件申请，或者不在您的范围内")
	}
	return m.apps[id-1], nil
}

// holds reports whether the condition holds; nil always does.
func holds(c cond.Cond, f cond.Facts, p calendar.Period) bool {
	return c == nil || cond.Match(c, f, p)
}

// Get implements [workflow.Store].
func (m *Mem) Get(_ context.Context, scope cond.Cond, id workflow.ID) (*workflow.Application, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	app, err := m.find(scope, id)
	if err != nil {
		return nil, err
	}
	return clone(app), nil
}

// Many implements [workflow.Store].
func (m *Mem) Many(_ context.Context, scope cond.Cond, ids []workflow.ID) ([]*workflow.Application, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []*workflow.Application
	for i, id := range ids {
		// Asked for twice it is one copy twice, not two that may come to differ.
		if twice := slices.Index(ids, id); twice < i {
			out = append(out, out[twice])
			continue
		}
		app, err := m.find(scope, id)
		if err != nil {
			return nil, err
		}
		out = append(out, clone(app))
	}
	return out, nil
}

// Update implements [workflow.Store] as a Together of one.
func (m *Mem) Update(
	ctx context.Context, scope cond.Cond, id workflow.ID, change func(*workflow.Application) error,
) (*workflow.Application, error) {
	alone := func(apps []*workflow.Application) ([]*workflow.Application, error) { return nil, change(apps[0]) }
	apps, err := m.Together(ctx, scope, []workflow.ID{id}, alone)
	if err != nil {
		return nil, err
	}
	return apps[0], nil
}

// Together implements [workflow.Store].
func (m *Mem) Together(
	_ context.Context, scope cond.Cond, ids []workflow.ID,
	change func([]*workflow.Application) ([]*workflow.Application, error),
) ([]*workflow.Application, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept, last := slices.Clone(m.apps), maps.Clone(m.last)
	apps, err := m.together(scope, ids, change)
	if err != nil {
		m.apps, m.last = kept, last
		return nil, err
	}
	return apps, nil
}

// together does what Together does, and may leave a half-done change for it to undo.
func (m *Mem) together(
	scope cond.Cond, ids []workflow.ID, change func([]*workflow.Application) ([]*workflow.Application, error),
) ([]*workflow.Application, error) {
	var olds, apps []*workflow.Application
	for _, id := range ids {
		old, err := m.find(scope, id)
		if err != nil {
			return nil, err
		}
		olds, apps = append(olds, old), append(apps, clone(old))
	}
	fresh, err := change(apps)
	if err != nil {
		return nil, err
	}
	for i, app := range apps {
		if err := m.replace(olds[i], app); err != nil {
			return nil, err
		}
	}
	saved, err := m.add(fresh)
	for i, app := range fresh {
		if err == nil {
			*app = *clone(saved[i])
		}
	}
	for i := range apps {
		apps[i] = clone(apps[i]) // what is kept belongs to nobody else
	}
	return apps, err
}

// replace keeps the changed application in place of the old one, whose journal it must
// begin with.
func (m *Mem) replace(old, app *workflow.Application) error {
	if err := m.admit(app); err != nil {
		return err
	}
	if err := m.unique(app); err != nil {
		return err
	}
	*app = *clone(app)
	if app.ID != old.ID || len(app.Journal) < len(old.Journal) ||
		text(app.Journal[:len(old.Journal)]) != text(old.Journal) {
		return fmt.Errorf("storetest: application %d: the journal was rewritten", old.ID)
	}
	m.apps[app.ID-1] = app
	return nil
}

// text returns a journal as it is compared: to the last byte.
func text(journal []workflow.Entry) string {
	b, err := json.Marshal(journal)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// clone copies an application, deeply, with its moments in UTC as a database returns
// them.
func clone(app *workflow.Application) *workflow.Application {
	c := *app
	c.Disputes = slices.Clone(app.Disputes)
	c.Journal = slices.Clone(app.Journal)
	for i := range c.Journal {
		e := &c.Journal[i]
		e.At = e.At.Round(0).UTC()
		if e.Intake != nil {
			in := *e.Intake
			e.Intake = &in
		}
		e.Also = slices.Clone(e.Also)
	}
	return &c
}

// found is one thing that a query matches.
type found struct {
	app     *workflow.Application
	dispute workflow.Dispute // zero unless disputes are asked for
	payment workflow.Payment // zero unless payments are asked for
}

// Fact asks the dispute or payment what only it can tell, and the application
// everything else.
func (f found) Fact(field cond.Field) string {
	if field == cond.FieldPaid {
		return f.payment.Fact(field)
	}
	if f.dispute != (workflow.Dispute{}) && slices.Contains(disputeFields, field) {
		return f.dispute.Fact(field)
	}
	return f.app.Fact(field)
}

// disputeFields are the fields of a dispute that an application does not have, or has
// with another meaning.
var disputeFields = []cond.Field{cond.FieldBlock,
	cond.FieldAccepted, cond.FieldClosed, cond.FieldResult,
	cond.FieldOurRole, cond.FieldStand, cond.FieldDeadline}

// all returns every application, dispute or payment, in order of ID.
func (m *Mem) all(of cond.Subject) []found {
	var out []found
	for _, app := range m.apps {
		switch of {
		case cond.Disputes:
			for _, d := range app.Disputes {
				out = append(out, found{app: app, dispute: d})
			}
		case cond.Payments:
			for _, p := range app.Payments() {
				out = append(out, found{app: app, payment: p})
			}
		default:
			out = append(out, found{app: app})
		}
	}
	return out
}

// sortable are the fields by which a list can be sorted.
var sortable = []cond.Field{"", cond.FieldReceived, cond.FieldDue,
	cond.FieldNumber, cond.FieldClosed, cond.FieldDeadline, cond.FieldUrgency}

// List implements [workflow.Store].
func (m *Mem) List(_ context.Context, q workflow.Query) ([]workflow.Brief, int, error) {
	if !slices.Contains(sortable, q.Sort) {
		return nil, 0, fault.InputSort.Wrong("不能按“%s”排序", q.Sort)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	hits := slices.DeleteFunc(m.all(q.Of), func(f found) bool {
		return !holds(q.Scope, f.app, q.Period) || !holds(q.Where, f, q.Period)
	})
	slices.SortStableFunc(hits, order(q))
	total := len(hits)
	hits = hits[min(q.Offset, total):]
	if q.Cap > 0 {
		total = min(total, q.Cap)
	}
	if q.Untotalled {
		total = 0
	}
	if q.Limit > 0 {
		hits = hits[:min(q.Limit, len(hits))]
	}
	var out []workflow.Brief
	for _, f := range hits {
		b := f.app.Brief()
		if q.Of == cond.Disputes {
			b.Dispute = &f.dispute
		}
		b.No = f.dispute.No + f.payment.No
		out = append(out, b)
	}
	return out, total, nil
}

// order sorts by the field, then by ID and by dispute or payment, so that it is always
// the same.
func order(q workflow.Query) func(a, b found) int {
	return func(a, b found) int {
		c := cmp.Or(cmp.Compare(a.app.ID, b.app.ID),
			cmp.Compare(a.dispute.No, b.dispute.No), cmp.Compare(a.payment.No, b.payment.No))
		if q.Sort != "" {
			c = cmp.Or(cmp.Compare(a.Fact(q.Sort), b.Fact(q.Sort)), c)
		}
		if q.Desc || q.Sort == "" {
			return -c
		}
		return c
	}
}

// Each implements [workflow.Store].
func (m *Mem) Each(_ context.Context, scope cond.Cond, visit func(*workflow.Application) error) error {
	for _, app := range m.copies(scope) {
		if err := visit(app); err != nil {
			return err
		}
	}
	return nil
}

// copies lets go of the lock before anyone visits, because a visitor may use the store.
func (m *Mem) copies(scope cond.Cond) []*workflow.Application {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []*workflow.Application
	for _, app := range m.apps {
		if holds(scope, app, calendar.Period{}) {
			out = append(out, clone(app))
		}
	}
	return out
}

// Tally implements [report.Store].
func (m *Mem) Tally(
	_ context.Context,
	f statistics.Form,
	offices []string,
	p calendar.Period,
) (statistics.Tally, error) {
	if p.From == "" || p.To < p.From {
		return nil, fault.Errorf(fault.Invalid, "统计期间 %s 至 %s 不对", p.From, p.To)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	t := statistics.Tally{}
	for _, of := range []cond.Subject{cond.Applications, cond.Disputes, cond.Payments} {
		var groups []statistics.Group
		for _, one := range m.all(of) {
			if slices.Contains(offices, one.app.Office) {
				groups = append(groups, one.group())
			}
		}
		f.Count(t, of, groups, p)
	}
	return t, nil
}

// group returns one thing for a form to count, or its money to add up.
func (f found) group() statistics.Group {
	if f.payment.No > 0 {
		return statistics.Group{Facts: f, Yuan: f.payment.Yuan}
	}
	return statistics.Group{Facts: f, N: 1}
}

// Chain implements [workflow.Store].
func (m *Mem) Chain(context.Context) (workflow.ChainCheck, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := workflow.ChainCheck{Applications: len(m.apps)}
	head := newHead()
	for _, app := range m.apps {
		last := ""
		for _, e := range app.Journal {
			last = link(last, e)
			c.Entries++
		}
		head.add(app.ID, last)
	}
	c.Head = head.sum()
	return c, nil
}

// SetHandLines implements [report.Store].
func (m *Mem) SetHandLines(
	_ context.Context, office string, year int, form string, decide report.DecideLines, by string, at time.Time,
) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.offices[office]; !ok {
		return fault.InputOffice.Wrong("没有代码为“%s”的机关", office)
	}
	lines, err := decide(m.handLines(office, year, form))
	if err != nil {
		return err
	}
	for line, n := range lines {
		if n != nil {
			v := *n
			n = &v
		}
		m.hand[handLine{office, year, form, line}] = n
		m.typedIn(handLine{office, year, form, line}, n, by, at)
	}
	return nil
}

// HandLines implements [report.Store].
func (m *Mem) HandLines(_ context.Context, office string, year int, form string) (map[string]statistics.Amount, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.handLines(office, year, form), nil
}

func (m *Mem) handLines(office string, year int, form string) map[string]statistics.Amount {
	out := map[string]statistics.Amount{}
	for key, n := range m.hand {
		if n != nil && key == (handLine{office, year, form, key.line}) {
			out[key.line] = *n
		}
	}
	return out
}

// Census implements [board.Store]. It is the definition itself.
func (m *Mem) Census(_ context.Context, q board.Census) ([]board.CensusRow, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return q.Take(m.apps), nil
}

// Opening implements [workflow.OpeningStore].
func (m *Mem) Opening(ctx context.Context, name string) (workflow.Opening, error) {
	u, err := m.User(ctx, name)
	if err != nil {
		return workflow.Opening{}, err
	}
	settings, err := m.Settings(ctx)
	if err != nil {
		return workflow.Opening{}, err
	}
	cal, err := m.Calendar(ctx)
	return workflow.Opening{User: u, Settings: settings, Calendar: cal}, err
}

// Alike implements [similar.Store] by looking at every application.
func (m *Mem) Alike(_ context.Context, scope cond.Cond, text string, limit int) ([]similar.Alike, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []workflow.Brief
	for _, app := range m.apps {
		if holds(scope, app, calendar.Period{}) {
			all = append(all, app.Brief())
		}
	}
	return similar.MostAlike(similar.GistOf(text), all, limit), nil
}

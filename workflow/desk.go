package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// Query asks for a list. Where speaks of what Of names: of disputes, the list has the
// application of each dispute that matches, once per dispute.
type Query struct {
	Of     cond.Subject    // "" is Applications
	Scope  cond.Cond       // on the application; nil means everything
	Where  cond.Cond       // nil means all
	Period calendar.Period // the period to which [cond.Falls] in Where refers
	// Sort is FieldReceived, FieldDue, FieldNumber, FieldClosed, FieldDeadline or
	// FieldUrgency; "" is newest first by ID.
	Sort   cond.Field
	Desc   bool
	Limit  int // 0: all
	Offset int
	// Untotalled says that the total is not wanted: counting a large register takes
	// longer than reading a page of it. The total is then 0.
	Untotalled bool
	// Cap is where counting stops; 0 counts all. A total that equals Cap means that
	// many or more.
	Cap int
}

// ChainCheck is the result of verifying the hash chains of all journals.
type ChainCheck struct { // how many were verified
	Applications int // of all of them together
	Entries      int
	Head         string   // one hash over the last hash of every application
	Broken       []string // in Chinese, one fault each; none if everything agrees
}

// Store keeps the applications, their journals and the calendar. Its contract is tested
// by gongkai/workflow/storetest. A scope given to a method is the condition on what may
// be seen; nil sets none.
type Store interface {
	// Add saves new applications, all or none, and gives each its ID, and a number
	// where it has none: the next of its office and year of receipt (of arrival while
	// unconfirmed). A number already taken in the office is a Conflict. An application
	// whose token was already used becomes the one saved with that token.
	Add(ctx context.Context, apps ...*Application) error
	// Get loads one application with its journal; NotFound if it does not exist or is
	// out of scope.
	Get(ctx context.Context, scope cond.Cond, id ID) (*Application, error)
	// Many loads several applications with their journals, in the order asked for;
	// NotFound if one does not exist or is out of scope. An ID that is given twice
	// yields the same application twice.
	Many(ctx context.Context, scope cond.Cond, ids []ID) ([]*Application, error)
	// Update loads an application, lets change work on it and saves the result, all in
	// one transaction. If change fails nothing is saved; if somebody else saved first
	// the result is a Conflict.
	Update(ctx context.Context, scope cond.Cond, id ID, change func(*Application) error) (*Application, error)
	// Together loads several applications in the order asked for, lets change work on
	// them, and saves them and the new ones that change returns, as Add would, all in
	// one transaction. It returns the applications asked for. If change fails nothing
	// is saved; one that is out of scope is NotFound; if somebody else saved first the
	// result is a Conflict.
	Together(
		ctx context.Context, scope cond.Cond, ids []ID, change func([]*Application) ([]*Application, error),
	) ([]*Application, error)
	// List returns one page of briefs, and how many there are in all (see [Query]).
	List(ctx context.Context, q Query) ([]Brief, int, error)
	// Each calls visit with every application in scope, in order of ID, until visit
	// returns an error, which it then returns.
	Each(ctx context.Context, scope cond.Cond, visit func(*Application) error) error
	// Chain verifies the hash chains of all journals, in whatever office.
	Chain(ctx context.Context) (ChainCheck, error)

	OpeningStore
	CountStore
	JournalStore

	// SetCalendar keeps a change of the calendar and, in the same transaction,
	// recalculates every open application by the new calendar. agree is given the
	// applications whose term moves, in order of ID, and may refuse; then nothing is
	// kept. It is asked again if somebody else saved first. The change is Invalid if it
	// names an office that does not exist.
	SetCalendar(ctx context.Context, c calendar.Change, agree func([]Moved) error) ([]Moved, error)
	// CalendarChanges returns the changes kept, with who made each and when: first the
	// years, then each local day by itself, then the switches, each kind in the order
	// made.
	CalendarChanges(ctx context.Context) ([]calendar.Change, error)
	// Calendar returns the calendar of the program with the changes kept: the same
	// pointer until there is another change, so that its tables are built only once.
	Calendar(ctx context.Context) (*calendar.Calendar, error)
}

// Desk is the only way in (docs/adr/0009-one-desk.md): pages, the API, the command line
// and the import all make a [Command] and give it to Do. For narrows the desk to what
// one person may see; Once and Open do so for one request.
type Desk struct {
	*account.Actor
	Store  Store
	memory account.Memory[memory] // zero: it remembers nothing; see [Desk.Once]
}

// NewDesk returns the desk over a store of applications and one of accounts, before any
// person is known; see [Desk.For].
func NewDesk(s Store, accounts account.Store) *Desk {
	return &Desk{Actor: account.NewActor(accounts), Store: s}
}

// For returns the desk as this person sees it. It may be kept, because it reads
// everything anew each time.
func (d *Desk) For(u account.User) *Desk { return &Desk{Actor: d.Actor.For(u), Store: d.Store} }

// Do takes the step that the command asks for, or returns why not. ID 0 is an
// application that the command itself begins.
func (d *Desk) Do(ctx context.Context, id ID, cmd Command) (*Application, error) {
	if err := d.MayAct(); err != nil {
		return nil, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.sign(&cmd); err != nil {
		return nil, err
	}
	if id == 0 {
		app, err := d.begin(ctx, cmd, cal)
		return d.CaughtUp(ctx, cal, cmd, app, err)
	}
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	app, err := d.change(ctx, scope, id, cmd, cal)
	return d.CaughtUp(ctx, cal, cmd, app, err)
}

// sign writes the person into the command, so that no caller can claim to be somebody
// else. Only a head may record a step that the law would have refused (补记), and only
// with a reason.
func (d *Desk) sign(cmd *Command) error {
	cmd.By, cmd.User, cmd.Role, cmd.Register = d.User().DisplayName(), d.User().Name, d.User().Role, false
	if cmd.Recorded && (d.User().Role != account.Supervisor || cmd.Reason == "") {
		return &fault.Error{
			Kind: fault.Forbidden,
			What: "已经发生而不合规定的步骤，只能由" + account.Supervisor.Powers().Label + "写明理由后照实补记",
			Next: "请转交有权限的同事，或者写明理由",
		}
	}
	return nil
}

// change takes a step of an existing application.
func (d *Desk) change(
	ctx context.Context, scope cond.Cond, id ID, cmd Command, cal *calendar.Calendar,
) (*Application, error) {
	pairs, err := d.pairs(ctx, cmd)
	if err != nil {
		return nil, err
	}
	switch cmd.Event {
	case Assign:
		return only(d.HandOver(ctx, []ID{id}, cmd))
	case Split:
		return d.divide(ctx, scope, id, cmd, cal)
	case Merge:
		return d.merge(ctx, scope, id, cmd, cal)
	case AskFee:
		if cmd, err = d.priced(ctx, scope, id, cmd); err != nil {
			return nil, err
		}
	default: // needs nothing but the application
	}
	return d.Store.Update(ctx, scope, id, func(app *Application) error {
		// Not before: a batch may have applications of several offices.
		cmd.Pair = pairs[app.Office]
		return app.Apply(cmd, cal)
	})
}

// pairs returns which offices are offices of two (两人办理). They are read only where it
// makes a difference: when a clerk is about to sign or to return.
func (d *Desk) pairs(ctx context.Context, cmd Command) (map[string]bool, error) {
	if cmd.Role != account.Clerk || cmd.Event != "" && !slices.ContainsFunc(Procedures, func(p Procedure) bool {
		r, ok := p.Named(cmd.Event)
		return ok && len(r.Small) > 0
	}) {
		return nil, nil
	}
	offices, err := d.AllOffices(ctx)
	pairs := map[string]bool{}
	for _, o := range offices {
		pairs[o.Code] = o.Pair
	}
	return pairs, err
}

// Choices returns what the person may do next with an application on a day.
func (d *Desk) Choices(ctx context.Context, app *Application, on calendar.Date) ([]Choice, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	cmd := Command{On: on, By: d.User().DisplayName(), User: d.User().Name, Role: d.User().Role}
	pairs, err := d.pairs(ctx, cmd)
	cmd.Pair = pairs[app.Office]
	return app.Choices(cmd, cal), err
}

// begin makes a new application from the command and saves it.
func (d *Desk) begin(ctx context.Context, cmd Command, cal *calendar.Calendar) (*Application, error) {
	if _, err := d.InScope(ctx, cmd.Office); err != nil {
		return nil, err
	}
	app := &Application{Office: cmd.Office, Token: cmd.Token}
	if err := app.Apply(cmd, cal); err != nil {
		return nil, err
	}
	return app, d.Store.Add(ctx, app)
}

// Log returns the command that registers what came in: as received if the day of
// receipt is known, otherwise as waiting for confirmation.
func Log(in Intake, cal *calendar.Calendar) Command {
	if on := in.ReceivedOn(cal); on != "" {
		return Command{Event: Receive, On: on, Intake: &in}
	}
	return Command{Event: Arrive, On: in.Arrived, Intake: &in}
}

// Application loads one application in the person's scope; NotFound if there is none.
func (d *Desk) Application(ctx context.Context, id ID) (*Application, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	return d.Store.Get(ctx, scope, id)
}

// Applications loads several applications, all in the person's scope, in the order
// asked for; NotFound if one is missing.
func (d *Desk) Applications(ctx context.Context, ids []ID) ([]*Application, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	return d.Store.Many(ctx, scope, ids)
}

// List returns a page of the register in the person's scope, and the total as [Query]
// wants it.
func (d *Desk) List(ctx context.Context, q Query) ([]Brief, int, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, 0, err
	}
	q.Scope = scope
	return d.Store.List(ctx, q)
}

// Each visits every application in the person's scope that meets the condition (nil:
// all), in order of ID.
func (d *Desk) Each(ctx context.Context, where cond.Cond, visit func(*Application) error) error {
	scope, err := d.Scope(ctx)
	if err != nil {
		return err
	}
	var both cond.All
	for _, c := range []cond.Cond{scope, where} {
		if c != nil {
			both = append(both, c)
		}
	}
	return d.Store.Each(ctx, both, visit)
}

// CountStore counts lists without reading them. It is part of [Store].
type CountStore interface {
	// Counts returns for each condition (nil: all) how many applications in scope meet
	// it, in one query and as of one moment: the totals List would give.
	Counts(ctx context.Context, scope cond.Cond, conds []cond.Cond) ([]int, error)
}

// Counts returns for each condition how many applications in the person's scope meet
// it, in the order of the conditions.
func (d *Desk) Counts(ctx context.Context, conds ...cond.Cond) ([]int, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	return d.Store.Counts(ctx, scope, conds)
}

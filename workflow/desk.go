package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// Query asks for a list. Of is what Where speaks of: with Disputes, the list
// has the application of each dispute that matches, once per dispute.
type Query struct {
	Of     cond.Subject // "" is Applications
	Scope  cond.Cond    // on the application; nil means everything
	Where  cond.Cond    // nil means all
	Period calendar.Period
	// Sort is FieldReceived, FieldDue, FieldNumber, FieldClosed, FieldDeadline or
	// FieldUrgency; "" is newest first by ID.
	Sort   cond.Field
	Desc   bool
	Limit  int // 0: all
	Offset int
	// Untotalled says that nobody wants to know how many there are in all:
	// counting a large register takes longer than reading a page of it. The
	// total is then 0.
	Untotalled bool
	// Cap is where counting stops; 0 counts all. The total is then at most Cap,
	// and one that is Cap means: so many or more.
	Cap int
}

// Chain is what walking the hash chains of all journals found.
type Chain struct {
	Applications int
	Entries      int
	Head         string   // one hash over the last hash of every application
	Broken       []string // in Chinese, one fault each
}

// Store keeps the applications and the calendar. Its contract is
// gongkai/workflow/storetest.
type Store interface {
	// Add saves new applications, all or none, and gives each its ID, and its
	// number where it has none: the next of its office and year of receipt (of
	// arrival while unconfirmed). A number already taken in the office is a
	// Conflict. A token already used turns the application into the one saved
	// first.
	Add(ctx context.Context, apps ...*Application) error
	// Get loads one application with its journal; NotFound also when it is out
	// of scope (nil: none).
	Get(ctx context.Context, scope cond.Cond, id ID) (*Application, error)
	// Many loads several applications with their journals, in the order asked for;
	// NotFound if one is not there or out of scope (nil: none). One asked for twice
	// is the same one twice.
	Many(ctx context.Context, scope cond.Cond, ids []ID) ([]*Application, error)
	// Update loads an application, lets change work on it and saves the result,
	// all in one transaction. If change fails nothing is saved; if someone else
	// saved first the result is a Conflict.
	Update(ctx context.Context, scope cond.Cond, id ID, change func(*Application) error) (*Application, error)
	// Together loads several applications in the order asked for, lets change
	// work on them and saves them with the new ones that change gives, as Add
	// would, all in one transaction. The result is the applications asked for.
	// If change fails nothing is saved; one out of scope is NotFound; if someone
	// else saved first the result is a Conflict.
	Together(
		ctx context.Context, scope cond.Cond, ids []ID, change func([]*Application) ([]*Application, error),
	) ([]*Application, error)
	// List gives one page of briefs, and how many there are in all.
	List(ctx context.Context, q Query) ([]Brief, int, error)
	// Each calls visit with every application in scope, in order of ID.
	Each(ctx context.Context, scope cond.Cond, visit func(*Application) error) error
	// Chain walks the hash chains.
	Chain(ctx context.Context) (Chain, error)

	OpeningStore
	CountStore
	JournalStore

	// SetCalendar keeps a change of the calendar and, in the same transaction,
	// recalculates every open application by the calendar as it is then. agree
	// gets those that move, in order of ID, and may refuse: then nothing is kept.
	// It may be asked again when someone else was first. The change is Invalid
	// where an office is not there.
	SetCalendar(ctx context.Context, c calendar.Change, agree func([]Moved) error) ([]Moved, error)
	// CalendarChanges are the changes kept, with who made each and when: the
	// years first, then each local day by itself, then the switches, all in the
	// order they were made.
	CalendarChanges(ctx context.Context) ([]calendar.Change, error)
	// Calendar is the calendar of the program and of the changes kept. It is the
	// same one until there is another change.
	Calendar(ctx context.Context) (*calendar.Calendar, error)
}

// Desk is the way in. A page, the API, the command line and the import all make
// a [Command] and give it to Do. For narrows it to what one person may see, Once
// and Open do so for one request.
type Desk struct {
	*account.Actor
	Store  Store
	memory *memory // nil: it remembers nothing; see [Desk.Once]
}

// NewDesk is the desk over a store of applications and one of accounts, before
// anybody sits there; see [Desk.For].
func NewDesk(s Store, accounts account.Store) *Desk {
	return &Desk{Actor: account.NewActor(accounts), Store: s}
}

// For is the desk as this person sees it. It may be kept: it reads everything
// anew each time.
func (d *Desk) For(u account.User) *Desk { return &Desk{Actor: d.Actor.For(u), Store: d.Store} }

// Do does the command to the application, or says why not. ID 0 is an
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

// sign writes the person into the command. Only a head writes down afterwards
// what the law would have refused (补记), and says why.
func (d *Desk) sign(cmd *Command) error {
	cmd.By, cmd.User, cmd.Role, cmd.Register = d.User().Shown(), d.User().Name, d.User().Role, false
	if cmd.Recorded && (d.User().Role != account.Supervisor || cmd.Reason == "") {
		return &fault.Error{
			Kind: fault.Forbidden,
			What: "已经发生而不合规定的步骤，只能由" + account.Supervisor.Powers().Label + "写明理由后照实补记",
			Next: "请转交有权限的同事，或者写明理由",
		}
	}
	return nil
}

// change does the command to an application that is there.
func (d *Desk) change(
	ctx context.Context,
	scope cond.Cond,
	id ID,
	cmd Command,
	cal *calendar.Calendar,
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
		cmd.Pair = pairs[app.Office]
		return app.Apply(cmd, cal)
	})
}

// pairs tells the offices of two (两人办理). They are asked for only where it
// makes a difference: a clerk is about to sign or return.
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

// Choices lists what the person may do next with an application on a day.
func (d *Desk) Choices(ctx context.Context, app *Application, on calendar.Date) ([]Choice, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	cmd := Command{On: on, By: d.User().Shown(), User: d.User().Name, Role: d.User().Role}
	pairs, err := d.pairs(ctx, cmd)
	cmd.Pair = pairs[app.Office]
	return app.Choices(cmd, cal), err
}

// begin makes a new application of the command.
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

// Log is the command that writes down what came in: received where its day of
// receipt is known, else waiting for confirmation.
func Log(in Intake, cal *calendar.Calendar) Command {
	if on := in.ReceivedOn(cal); on != "" {
		return Command{Event: Receive, On: on, Intake: &in}
	}
	return Command{Event: Arrive, On: in.Arrived, Intake: &in}
}

// Application loads one application in the person's scope.
func (d *Desk) Application(ctx context.Context, id ID) (*Application, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	return d.Store.Get(ctx, scope, id)
}

// Applications loads several applications, all in the person's scope, in the
// order asked for.
func (d *Desk) Applications(ctx context.Context, ids []ID) ([]*Application, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	return d.Store.Many(ctx, scope, ids)
}

// List gives a page of the register in the person's scope.
func (d *Desk) List(ctx context.Context, q Query) ([]Brief, int, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, 0, err
	}
	q.Scope = scope
	return d.Store.List(ctx, q)
}

// Each visits every application in the person's scope that meets the condition
// (nil: all), in order of ID.
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

package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/ledger"
	"gongkai/workflow/plain"
)

// readAll turns each row into what it stands for, keeping their order. If one row
// cannot be read, it returns that error and nothing else.
func readAll[R, T any](rows []R, read func(R) (T, error)) ([]T, error) {
	out := slices.Grow([]T(nil), len(rows))
	for _, r := range rows {
		t, err := read(r)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// applicationRow is one row of applications: what an application is now. All of it
// follows from its journal. Days are "" until they come.
type applicationRow struct {
	ID           int64   `gorm:"primaryKey"`
	Version      int     // the number of entries in the journal
	Office       string  // code
	Number       string  // unique in the office
	Token        *string // NULL for none, so that none need not be unique
	Channel      string
	Kind         string
	Name         string
	IDNumber     string
	Phone        string
	Address      string
	Email        string
	Content      string
	Submitted    string // day of the postmark or the click
	Arrived      string // day it reached the office
	Confirmed    string // day both sides confirmed it
	Oral         bool   // spoken, and written down by the office
	Remark       string
	State        string // where the clock stands; see workflow.State
	Received     string // the statutory day of receipt, "" while unconfirmed
	Due          string // "" while the clock stands still or has not begun
	Stopped      bool   // the clock stands still
	Provisional  bool   // Due reaches into a year without published days off
	Closed       string // day of the answer or other ending
	Outcome      string // the category of the answer, "" while open
	Letter       string // the number of the answer
	Method       string // how the answer was sent
	Dispatched   string
	Delivered    string
	Pace         string // on time or late, "" while open
	Entered      string // day the forms count it as received, "" if they do not
	EnteredMonth string // of Entered, "" for none
	ClosedMonth  string // of Closed, never while open
	Stage        string // the one word lists show
	Draft        string // state of the draft answer, "" for none
	Unit         string // the unit inside the office that prepares the answer, "" for none
	Handler      string // account of the person handling it, "" for nobody
	Archive      string // archive number, "" until archived
	Latest       string // due date if the opinions awaited never come, else ""
}

// TableName implements GORM's Tabler.
func (applicationRow) TableName() string { return "applications" }

// row is the application as a row, without its journal and disputes.
func row(app *workflow.Application) applicationRow {
	who := app.Applicant
	r := applicationRow{
		ID: int64(app.ID), Version: app.Version, Office: app.Office, Number: app.Number,
		Channel: string(app.Channel), Kind: string(who.Kind), Name: who.Name, IDNumber: who.IDNumber, Phone: who.Phone,
		Address: who.Address, Email: who.Email, Content: app.Content, Submitted: string(app.Submitted),
		Arrived: string(app.Arrived), Confirmed: string(app.Confirmed), Oral: app.Oral, Remark: app.Remark,
		State: string(app.State), Received: string(app.Received), Due: string(app.Due), Stopped: app.Stopped,
		Provisional: app.Provisional, Closed: string(app.Closed), Outcome: string(app.Outcome), Letter: app.LetterNumber,
		Method: string(app.Method), Dispatched: string(app.Dispatched), Delivered: string(app.Delivered), Pace: app.Pace(),
		Entered: string(app.Entered()), EnteredMonth: app.Entered().Month(), ClosedMonth: endMonth(app.Closed),
		Stage: string(app.Stage()), Draft: string(app.Draft().State), Unit: app.Unit,
		Handler: app.Handler, Archive: app.Archive, Latest: string(app.Latest),
	}
	if app.Token != "" {
		r.Token = &app.Token
	}
	return r
}

// app is the row as an application, without its journal and disputes.
func (r applicationRow) app() *workflow.Application {
	app := &workflow.Application{
		ID: workflow.ID(r.ID), Version: r.Version, Office: r.Office, Number: r.Number,
		Intake: workflow.Intake{
			Channel: workflow.Channel(r.Channel),
			Applicant: workflow.Applicant{
				Kind: workflow.ApplicantKind(r.Kind), Name: r.Name,
				IDNumber: r.IDNumber, Phone: r.Phone, Address: r.Address, Email: r.Email,
			},
			Content: r.Content, Submitted: calendar.Date(r.Submitted), Arrived: calendar.Date(r.Arrived),
			Confirmed: calendar.Date(r.Confirmed), Oral: r.Oral, Remark: r.Remark,
		},
		State: workflow.State(r.State), Received: calendar.Date(r.Received), Due: calendar.Date(r.Due), Stopped: r.Stopped,
		Provisional: r.Provisional, Closed: calendar.Date(r.Closed),
		Outcome: workflow.OutcomeCode(r.Outcome), LetterNumber: r.Letter,
		Method: workflow.Method(r.Method), Dispatched: calendar.Date(r.Dispatched), Delivered: calendar.Date(r.Delivered),
		Unit: r.Unit, Handler: r.Handler, Archive: r.Archive, Latest: calendar.Date(r.Latest),
	}
	if r.Token != nil {
		app.Token = *r.Token
	}
	return app
}

// texts are the columns that people fill in, and so those that may hold bytes the
// database cannot keep.
func (r applicationRow) texts() []string {
	token := ""
	if r.Token != nil {
		token = *r.Token
	}
	return []string{r.Number, token, r.Name, r.IDNumber, r.Phone, r.Address,
		r.Email, r.Content, r.Remark, r.Letter, r.Unit, r.Handler, r.Archive}
}

// readable says whether s can be stored; SQLite would take what it cannot read again.
func readable(s string) bool { return plain.Storable(s) }

// never stands for the month of what has not ended. It sorts after every month, so
// "ended in this month or later, or not yet" is one range of an index.
const never = "9999-99"

// endMonth is the month of an ending, never where there is none.
func endMonth(d calendar.Date) string {
	if d == "" {
		return never
	}
	return d.Month()
}

// entryRow is one row of entries. Body is the truth; the columns before it repeat
// parts of it for those who ask with SQL.
type entryRow struct {
	ApplicationID int64 `gorm:"primaryKey;autoIncrement:false"`
	Seq           int   `gorm:"primaryKey;autoIncrement:false"` // from 1, without gaps
	Event         string
	OnDate        string // the day it happened
	At            string // the moment it was written down
	ByUser        string // the person's name at that moment, as the journal shows it
	Body          string // the whole entry as JSON
	Prev          string // hash of the entry before, "" for the first
	Hash          string // over Prev and Body; see link
}

// TableName implements GORM's Tabler.
func (entryRow) TableName() string { return "entries" }

// entryAs is the entry as a row of application id. prev is the hash of the entry
// before it; by makes its own.
func entryAs(by ledger.Algorithm, id workflow.ID, e workflow.Entry, prev string) (entryRow, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return entryRow{}, fmt.Errorf("entry %d: %w", e.Seq, err)
	}
	return entryRow{
		ApplicationID: int64(id), Seq: e.Seq, Event: string(e.Event), OnDate: string(e.On), At: moment(e.At), ByUser: e.By,
		Body: string(body), Prev: prev, Hash: link(by, prev, string(body)),
	}, nil
}

// entry reads the entry from the body, whatever the other columns say.
func (r entryRow) entry() (workflow.Entry, error) {
	var e workflow.Entry
	if err := json.Unmarshal([]byte(r.Body), &e); err != nil {
		return e, fmt.Errorf("entry %d of application %d: %w", r.Seq, r.ApplicationID, err)
	}
	return e, nil
}

// disputeRow is one row of disputes: a review or a lawsuit about an application.
type disputeRow struct {
	ApplicationID int64  `gorm:"primaryKey;autoIncrement:false"`
	No            int    `gorm:"primaryKey;autoIncrement:false"` // number of the entry that began it
	Office        string // that of the application, repeated here for the index
	Block         string // the part of the form that counts it
	Accepted      string // "" while it is only filed
	Closed        string // "" while it is undecided
	Result        string // as the form counts it, "" while undecided
	OurRole       string // the part the office plays in it
	Stand         string // where its procedure stands
	Filed         string // day the office learned of it, if before it was accepted
	Deadline      string // for the next act of the office, "" if nothing is due
	Ruling        string // what was decided, "" while undecided
	AcceptedMonth string // "" for none
	ClosedMonth   string // never while undecided
}

// TableName implements GORM's Tabler.
func (disputeRow) TableName() string { return "disputes" }

// disputeRows are the disputes of an application as rows, nil for none.
func disputeRows(app *workflow.Application) []disputeRow {
	var out []disputeRow
	for _, d := range app.Disputes {
		out = append(out, disputeRow{
			ApplicationID: int64(app.ID), No: d.No, Office: app.Office, Block: string(d.Block), Accepted: string(d.Accepted),
			Closed: string(d.Closed), Result: string(d.Result), OurRole: string(d.Our), Stand: string(d.State),
			Filed: string(d.Filed), Deadline: string(d.Due), Ruling: string(d.Ruling),
			AcceptedMonth: d.Accepted.Month(), ClosedMonth: endMonth(d.Closed),
		})
	}
	return out
}

func (r disputeRow) dispute() workflow.Dispute {
	return workflow.Dispute{
		No: r.No, Block: workflow.Block(r.Block), Accepted: calendar.Date(r.Accepted),
		Closed: calendar.Date(r.Closed), Result: workflow.Result(r.Result), Our: workflow.OurRole(r.OurRole),
		State: workflow.State(r.Stand), Filed: calendar.Date(r.Filed),
		Due: calendar.Date(r.Deadline), Ruling: workflow.RulingCode(r.Ruling),
	}
}

// briefRow has the columns that a list shows, and no more: reading whole rows of a
// long list costs time. The columns hold what they hold in [applicationRow].
type briefRow struct {
	ID          int64
	Number      string
	Office      string
	Channel     string
	Kind        string
	Name        string
	Content     string
	State       string
	Stopped     bool
	Provisional bool
	Received    string
	Due         string
	Closed      string
	Outcome     string
	Stage       string
	Draft       string
	Unit        string
	Handler     string
	Letter      string
	Latest      string
	Dispatched  string
	Delivered   string
}

func (r briefRow) brief() workflow.Brief {
	return workflow.Brief{
		ID: workflow.ID(r.ID), Number: r.Number, Office: r.Office, Channel: workflow.Channel(r.Channel),
		Kind: workflow.ApplicantKind(r.Kind), Name: r.Name, Content: r.Content, State: workflow.State(r.State),
		Stopped: r.Stopped, Provisional: r.Provisional, Received: calendar.Date(r.Received), Due: calendar.Date(r.Due),
		Closed: calendar.Date(r.Closed), Outcome: workflow.OutcomeCode(r.Outcome),
		Stage: workflow.Stage(r.Stage), Draft: workflow.State(r.Draft), Unit: r.Unit,
		Handler: r.Handler, LetterNumber: r.Letter, Latest: calendar.Date(r.Latest),
		Dispatched: calendar.Date(r.Dispatched), Delivered: calendar.Date(r.Delivered),
	}
}

// officeRow is one row of offices. The bodies of remedy are names as letters print
// them, "" where the office has not filled them in.
type officeRow struct {
	Code   string `gorm:"primaryKey"`
	Name   string
	Parent *string // code of the office above, NULL for the top: "" would fail the foreign key

	Pair         bool   // any two persons may draft and sign
	Government   bool   // a government rather than a department of one
	Review       string // review body since 2024-01-01
	ReviewBefore string // review body until 2023-12-31
	Superior     string // department above
	Court        string // competent court
	Online       string // how to apply for review online
	Numbering    string // pattern of its numbers
}

// TableName implements GORM's Tabler.
func (officeRow) TableName() string { return "offices" }

func officeAs(o account.Office) officeRow {
	r := officeRow{
		Code: o.Code, Name: o.Name, Pair: o.Pair, Government: o.Remedy.Government, Review: o.Remedy.Review,
		ReviewBefore: o.Remedy.Before, Superior: o.Remedy.Superior, Court: o.Remedy.Court, Online: o.Remedy.Online,
		Numbering: string(o.Numbering),
	}
	if o.Parent != "" {
		r.Parent = &o.Parent
	}
	return r
}

func (r officeRow) office() account.Office {
	o := account.Office{Code: r.Code, Name: r.Name, Pair: r.Pair, Remedy: account.Bodies{
		Government: r.Government, Review: r.Review, Before: r.ReviewBefore,
		Superior: r.Superior, Court: r.Court, Online: r.Online,
	}, Numbering: account.Numbering(r.Numbering)}
	if r.Parent != nil {
		o.Parent = *r.Parent
	}
	return o
}

// momentForm always writes nine decimals, all a moment can have: so moments sort
// as text and come back exactly as they were stored.
const momentForm = "2006-01-02T15:04:05.000000000Z"

// moment is the text of a moment, in UTC.
func moment(t time.Time) string { return t.UTC().Format(momentForm) }

// momentOf reads what moment wrote; "" is an error. See perhapsOf.
func momentOf(s string) (time.Time, error) { return time.Parse(momentForm, s) }

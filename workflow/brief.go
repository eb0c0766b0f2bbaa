package workflow

import (
	"gongkai/workflow/calendar"
)

// Brief returns the application as one line of the register.
func (app *Application) Brief() Brief {
	return Brief{
		ID: app.ID, Number: app.Number, Office: app.Office, Channel: app.Channel, Kind: app.Applicant.Kind,
		Name: app.Applicant.Name, Content: app.Content, State: app.State, Stopped: app.Stopped, Provisional: app.Provisional,
		Received: app.Received, Due: app.Due, Latest: app.Latest, Closed: app.Closed, Outcome: app.Outcome,
		Stage: app.Stage(), Draft: app.Draft().State, Unit: app.Unit, Handler: app.Handler, LetterNumber: app.LetterNumber,
		Dispatched: app.Dispatched, Delivered: app.Delivered,
	}
}

// DecidingEntry is the entry of a journal that made an application, a dispute or a
// payment count in a line of a form, and the day that the line looks at. The zero
// DecidingEntry means none.
type DecidingEntry struct {
	Seq   int
	Event Event
	On    calendar.Date
}

// Label returns the event of the entry in Chinese; "" for none.
func (d DecidingEntry) Label() string {
	if d.Seq == 0 {
		return ""
	}
	return EventLabel(d.Event)
}

// Brief is one line of the register: what a list shows of an application. Its fields
// are those of [Application].
type Brief struct {
	ID           ID            `json:"id"`
	Number       string        `json:"number"`
	Office       string        `json:"office"`
	Channel      Channel       `json:"channel"`
	Kind         ApplicantKind `json:"kind"`
	Name         string        `json:"name"`
	Content      string        `json:"content"`
	State        State         `json:"state"`
	Stopped      bool          `json:"stopped"`
	Provisional  bool          `json:"provisional"`
	Received     calendar.Date `json:"received"`
	Due          calendar.Date `json:"due"`
	Latest       calendar.Date `json:"latest,omitempty"`
	Closed       calendar.Date `json:"closed"`
	Outcome      OutcomeCode   `json:"outcome"`
	Stage        Stage         `json:"stage"`
	Draft        State         `json:"draft,omitempty"`
	Unit         string        `json:"unit,omitempty"`
	Handler      string        `json:"handler,omitempty"`
	LetterNumber string        `json:"letter,omitempty"`
	Dispatched   calendar.Date `json:"dispatched,omitempty"`
	Delivered    calendar.Date `json:"delivered,omitempty"`
	Dispute      *Dispute      `json:"-"` // in a list of disputes, which of them; else nil
	No           int           `json:"-"` // in a list of disputes or payments, the entry that began it; else 0
	Decides      DecidingEntry `json:"-"` // in the list behind a number, the entry that decides
}

// Answered reports whether the application ended with an answer, as opposed to lapsing,
// being withdrawn or being merged.
func (b Brief) Answered() bool {
	o, ok := OutcomeOf(b.Outcome)
	return ok && b.State == Answered && o.Event == Answer
}

package models

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/ledger"
	"gongkai/workflow/storetest"
)

// An application loses nothing on its way through a row, whatever is in it.
func TestRowRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return rapid.String().Draw(t, name) }
		day := func(name string) calendar.Date { return calendar.Date(text(name)) }
		yes := func(name string) bool { return rapid.Bool().Draw(t, name) }
		want := &workflow.Application{
			ID: workflow.ID(rapid.Int64().Draw(t, "id")), Version: rapid.Int().Draw(t, "version"),
			Office: text("office"), Number: text("number"), Token: text("token"),
			Intake: workflow.Intake{
				Channel: workflow.Channel(text("channel")),
				Applicant: workflow.Applicant{
					Kind: workflow.ApplicantKind(text("kind")), Name: text("name"), IDNumber: text("id number"),
					Phone: text("phone"), Address: text("address"), Email: text("email"),
				},
				Content: text("content"), Submitted: day("submitted"), Arrived: day("arrived"), Confirmed: day("confirmed"),
				Oral: yes("oral"), Remark: text("remark"),
			},
			State: workflow.State(text("state")), Received: day("received"), Due: day("due"), Stopped: yes("stopped"),
			Provisional: yes("provisional"), Closed: day("closed"), Outcome: workflow.OutcomeCode(text("outcome")),
			LetterNumber: text("letter"), Method: workflow.Method(text("method")),
			Dispatched: day("dispatched"), Delivered: day("delivered"),
			Unit: text("unit"), Handler: text("handler"), Archive: text("archive"), Latest: day("latest"),
		}
		if d := cmp.Diff(want, row(want).app()); d != "" {
			t.Fatalf("(-want +got):\n%s", d)
		}
	})
}

// No field of an application is forgotten by the test above: one that is added
// must be added there, to the row and to its table.
func TestRowHasEveryField(t *testing.T) {
	fields := reflect.TypeFor[workflow.Application]().NumField() + reflect.TypeFor[workflow.Intake]().NumField() +
		reflect.TypeFor[workflow.Applicant]().NumField()
	// Intake, Applicant, Disputes and Journal are no columns; pace, stage, draft, the
	// day it counts by and two months are only columns.
	if want := reflect.TypeFor[applicationRow]().NumField() + 4 - 6; fields != want {
		t.Errorf("an application has %d fields, its row makes %d of them", fields, want)
	}
}

// A moment comes back as it was, and later ones sort later.
func TestMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) time.Time {
			return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" ns")).UTC()
		}
		a, b := draw("a"), draw("b")
		if got, err := momentOf(moment(a)); err != nil || !got.Equal(a) {
			t.Fatalf("got %v (%v), want %v", got, err, a)
		}
		if a.Before(b) != (moment(a) < moment(b)) {
			t.Fatalf("%s and %s sort unlike %v and %v", moment(a), moment(b), a, b)
		}
	})
}

// An entry comes back to the last byte, and its hash depends on all before it.
func TestEntryRoundTrip(t *testing.T) {
	for _, app := range storetest.Sample(50, 3) {
		prev := ""
		for _, e := range app.Journal {
			r, err := entryAs(ledger.SHA256, app.ID, e, prev)
			if err != nil {
				t.Fatal(err)
			}
			back, err := r.entry()
			if err != nil {
				t.Fatal(err)
			}
			again, err := entryAs(ledger.SHA256, app.ID, back, prev)
			if err != nil || again != r {
				t.Fatalf("entry %d (%v):\ngot  %+v\nwant %+v", e.Seq, err, again, r)
			}
			if other, _ := entryAs(ledger.SHA256, app.ID, e, prev+"x"); other.Hash == r.Hash {
				t.Fatalf("entry %d has the hash %s after two different ones", e.Seq, r.Hash)
			}
			prev = r.Hash
		}
	}
}

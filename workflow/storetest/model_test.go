package storetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/proof"
	"gongkai/workflow/statistics"
)

// modelCommand is a command as the independent model writes it.
type modelCommand struct {
	E     string               `json:"e"`
	On    calendar.Date        `json:"on"`
	R     account.Role         `json:"r"`
	U     string               `json:"u"`
	Ch    workflow.Channel     `json:"ch"`
	Kind  string               `json:"kind"`
	Until calendar.Date        `json:"until"`
	Party workflow.Party       `json:"party"`
	Op    workflow.Opinion     `json:"op"`
	For   string               `json:"for"`
	Oc    workflow.OutcomeCode `json:"oc"`
	Days  int                  `json:"days"`
	M     workflow.Method      `json:"m"`
	Dec   workflow.RulingCode  `json:"dec"`
	Blk   workflow.Block       `json:"blk"`
	Our   workflow.OurRole     `json:"our"`
	Why   string               `json:"why"`
	Amt   int                  `json:"amt"`
	Ref   int                  `json:"ref"`
	Unit  string               `json:"unit"`
}

// command is the same for the program. A fee of 100 yuan is that of the eleventh
// application of a month.
func (m modelCommand) command(app *workflow.Application) workflow.Command {
	cmd := workflow.Command{
		Event: workflow.Event(m.E), On: m.On, At: m.On.Noon(), By: m.U, User: m.U, Role: m.R, Until: m.Until, Party: m.Party,
		Opinion: m.Op, Outcome: m.Oc, Days: m.Days, Method: m.M, Ruling: m.Dec, Block: m.Blk, Our: m.Our, Reason: m.Why,
		Unit: m.Unit, Archive: "某号", Amount: statistics.Whole(m.Amt),
	}
	if m.Amt > 0 {
		cmd.Tariff, cmd.Units = workflow.ByItem, 11
	}
	switch {
	case m.E == "draft" && m.For == "extend":
		cmd.Event = workflow.DraftExtension
	case m.E == "draft":
		cmd.Event = workflow.DraftAnswer
	case m.E == "receive" || m.E == "arrive":
		cmd.Intake = &workflow.Intake{Channel: m.Ch, Content: "某项信息",
			Arrived: m.On, Applicant: workflow.Applicant{Kind: "person", Name: "某人"}}
	}
	switch {
	case m.Ref > len(app.Disputes):
		cmd.Ref = 999 // there is none such
	case m.Ref > 0:
		cmd.Ref = app.Disputes[m.Ref-1].No
	}
	return cmd
}

// triple is a way to reach a standing, and everything that was tried there.
type triple struct {
	Script []modelCommand      `json:"script"`
	Tries  [][]json.RawMessage `json:"tries"`
}

// The model and the program agree, at every standing that can be reached, on
// whether each event by each role is admitted, and on the state, the stage, the
// due date, the closing day and the outcome that follow. The ordinary run takes
// every fifth standing.
func TestModelOfTheProcedures(t *testing.T) {
	standings, tried, every := 0, 0, proof.Of(1, 5, 10)
	for line := range modelLines(t, "triples.jsonl.gz") {
		var tr triple
		if err := json.Unmarshal(line, &tr); err != nil {
			t.Fatal(err)
		}
		if standings++; standings%every > 0 {
			continue
		}
		app := &workflow.Application{Office: Offices[0].Code, Number: "1"}
		for _, m := range tr.Script {
			if err := app.Apply(m.command(app), calendar.Published()); err != nil {
				t.Fatalf("%s: the script is refused at %s on %s: %v", told(tr.Script), m.E, m.On, err)
			}
		}
		for _, try := range tr.Tries {
			tried++
			if fault := agree(app, try); fault != "" {
				t.Errorf("%s: %s", told(tr.Script), fault)
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d standings, %d commands tried", standings, tried)
	if standings < 3000 || tried < 50_000 {
		t.Errorf("only %d standings and %d commands", standings, tried)
	}
}

// agree tries one command and says how the two differ, if they do.
func agree(app *workflow.Application, try []json.RawMessage) string {
	var m modelCommand
	var want [6]string
	if err := json.Unmarshal(try[0], &m); err != nil {
		return err.Error()
	}
	for i, raw := range try[1:] {
		if err := json.Unmarshal(raw, &want[i]); err != nil {
			return err.Error()
		}
	}
	probe := clone(app)
	err := probe.Apply(m.command(app), calendar.Published())
	got := [6]string{"ok", string(probe.State), string(probe.Stage()),
		string(probe.Due), string(probe.Closed), string(probe.Outcome)}
	if err != nil {
		got = [6]string{"no"}
	}
	if got != want {
		text, _ := json.Marshal(m)
		return fmt.Sprintf("%s: the program says %v (%v), the model %v", text, got, err, want)
	}
	return ""
}

func told(script []modelCommand) string {
	out := ""
	for _, m := range script {
		out += fmt.Sprintf("%s %s%s%s%s; ", m.On, m.E, m.For, m.Oc, m.Dec)
	}
	return out
}

// The program and the model agree on every cell of the thousand worlds, here in
// memory; models does the same on both databases. The ordinary run takes each
// fiftieth world.
func TestModelWorlds(t *testing.T) {
	WorldsAgree(t, func() desks.Store { return NewMem() }, proof.Of(1, 50, 50))
}

// What comes in first, by every channel and role around the change of editions,
// and the fees, are those of the model too.
func TestModelOfReceiptAndFees(t *testing.T) {
	for line := range plainLines(t, "receipts.jsonl") {
		var try []json.RawMessage
		if err := json.Unmarshal(line, &try); err != nil {
			t.Fatal(err)
		}
		var m modelCommand
		var want [3]string
		_ = json.Unmarshal(try[0], &m)
		for i, raw := range try[1:] {
			_ = json.Unmarshal(raw, &want[i])
		}
		app := &workflow.Application{Office: Offices[0].Code, Number: "1"}
		got := [3]string{"no"}
		if err := app.Apply(m.command(app), calendar.Published()); err == nil {
			got = [3]string{"ok", string(app.State), string(app.Due)}
		}
		if got != want {
			t.Errorf("%s: the program says %v, the model %v", try[0], got, want)
		}
	}
	items, _ := workflow.TariffOf(workflow.ByItem)
	pages, _ := workflow.TariffOf(workflow.ByPage)
	for line := range plainLines(t, "fees.jsonl") {
		var want struct{ N, Items, Pages int }
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		if i, p := items.Total(want.N), pages.Total(want.N); i != want.Items || p != want.Pages {
			t.Errorf("%d items cost %d and pages %d, the model says %d and %d", want.N, i, p, want.Items, want.Pages)
		}
	}
}

func plainLines(t *testing.T, name string) func(func([]byte) bool) {
	t.Helper()
	text, err := os.ReadFile("testdata/model/" + name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	if len(lines) < 200 {
		t.Fatalf("%s has %d lines", name, len(lines))
	}
	return slices.Values(lines)
}

package storetest

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// World is three years of one office, made by chance alone: what is tried on an
// application does not depend on whether it is allowed. An independent model makes the
// same worlds by the same rule (testdata/model/README.md) and decides by its own
// reading of the law what is admitted and what the tables then say
// (docs/adr/0020-independent-model.md). So the order of draws and of every list here
// must not change.
type World struct {
	First int // the first of its three years
	Apps  []*workflow.Application
	Tried hash.Hash64 // over '1' for each command admitted and '0' for each refused
	Lines []string    // what happened to the application that is traced; nil for none

	dice  dice
	trace int
}

// dice is splitmix64, which is easy to write alike in any language.
type dice uint64

// golden is the step of splitmix64.
const golden = 0x9E3779B97F4A7C15

// next returns the next 64 bits.
func (d *dice) next() uint64 {
	*d += golden
	z := uint64(*d)
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
	z = (z ^ (z >> 27)) * 0x94D049BB133111EB
	return z ^ (z >> 31)
}

// draw returns a number from 0 to n-1.
func (d *dice) draw(n int) int { return int(d.next() % uint64(n)) }

// worldSize is the number of applications in a world.
const worldSize = 500

// NewWorld makes world n. What happens to the application with the number trace is
// recorded line by line; -1 is for none.
func NewWorld(n, trace int) *World {
	w := &World{First: 2016 + n%8, Tried: fnv.New64a(), trace: trace}
	seed := dice(uint64(n+1) * golden)
	w.dice = dice(seed.next()) // the seeds themselves are as far apart as the draws
	for i := range worldSize {
		w.Apps = append(w.Apps, w.application(i))
	}
	return w
}

// What a proposal chooses from, in the order of the model.
var (
	worldChannels = []workflow.Channel{workflow.InPerson, workflow.RegisteredPost,
		workflow.OrdinaryPost, workflow.Online, workflow.Email, workflow.Fax}
	worldKinds   = []workflow.ApplicantKind{"person", "company", "institute", "charity", "law_firm", "other"}
	worldMethods = []workflow.Method{workflow.ServedByHand,
		workflow.ServedByPost, workflow.ServedElectronically, workflow.ServedByNotice}
	worldOpinions = []workflow.Opinion{"agrees", "objects", "unreasoned", workflow.Silent}
	worldOur      = []workflow.OurRole{workflow.Original, workflow.Original,
		workflow.Original, "co_reviewer", "reviewer", "third"}
	worldOutcomes = []workflow.OutcomeCode{
		"already_public", "granted", "partial", "secret", "prohibited", "security", "third_party", "internal", "deliberative",
		"enforcement_file", "registry", "not_held", "not_ours",
		"needs_work", "still_unclear", "petition", "duplicate", "publication",
		"excessive", "reissue", "commercial", "privacy", "not_information", "other_law", "told_to_correct", "other_way",
	}
	reviewRulings = []workflow.RulingCode{
		"upheld", "dismissed", "revoked", "remake", "changed", "unlawful",
		"void", "perform", "rejected", "terminated", "mediated",
	}
	suitRulings = []workflow.RulingCode{
		"dismissed", "revoked", "remake", "perform", "unlawful", "void",
		"changed", "rejected", "withdrawn", "not_filed", "transferred",
	}
	appealRulings = append(slices.Clone(suitRulings), "affirmed", "appeal_withdrawn")
)

// proposals are the events that are tried, the likelier ones several times.
var proposals = []workflow.Event{
	"confirm", "confirm", "confirm", "ask_correction", "correct",
	"correct", "lapse", "ask_reasons", "explained", "consult",
	"consulted", "consulted", "override", "ask_fee", "pay", "pay",
	"lapse", "extend", "answer", "answer", "answer", "answer",
	"answer", "withdraw", "cease", "transfer", "dispatch", "dispatch", "deliver", "deliver", "undelivered", "supplement",
	"rectify", "proactive", "archive", "unreachable", "void",
	"review_filed", "accept_review", "accept_review", "refuse_review",
	"review_reply", "suspend_review", "resume_review", "change_answer",
	"end_review", "end_review", "accept_suit", "accept_suit",
	"court_reply", "judge", "judge", "appeal", "take_effect", "take_effect", "judge_appeal", "remand", "end_suit", "retry",
}

// reasoned are the proposals that always have a reason.
var reasoned = []workflow.Event{
	"unreachable", "override", "return", "withdraw", "cease",
	"undelivered", "supplement", "rectify", "change_answer", "void",
}

// headed are the events that only a head may take.
var headed = []workflow.Event{"explained", "override", "extend", "answer", "void"}

// worldEnd is after the last day on which anything is tried.
const worldEnd calendar.Date = "2026-06-30"

// application makes one application. Every proposal takes six draws, used or not, so
// that both programs stay in step.
func (w *World) application(no int) *workflow.Application {
	app := &workflow.Application{Office: Offices[0].Code}
	on := calendar.Date(fmt.Sprintf("%d-01-01", w.First)).AddDays(w.dice.draw(1096))
	in := workflow.Intake{
		Channel: worldChannels[w.dice.draw(6)], Content: "某项信息", Arrived: on,
		Applicant: workflow.Applicant{Kind: worldKinds[w.dice.draw(6)], Name: "某人"},
	}
	first := workflow.Log(in, calendar.Published())
	first.On = on
	w.try(no, app, first, "u1")
	for range 4 + w.dice.draw(9) {
		var x [6]int
		for i := range x {
			x[i] = w.dice.draw(1000)
		}
		gap := x[0] % 12
		if x[0] >= 750 {
			gap *= 3
		}
		on = on.AddDays(gap)
		if on > worldEnd {
			break
		}
		w.propose(no, app, on, x)
	}
	return app
}

// propose tries one proposal. What must be drafted and signed is three commands, each
// admitted or refused by itself.
func (w *World) propose(no int, app *workflow.Application, on calendar.Date, x [6]int) {
	cmd := w.command(on, x)
	user := "u1"
	if slices.Contains(headed, cmd.Event) {
		user = "u2"
	}
	if x[5] >= 900 { // now and then the clerk tries what only a head may do
		user = "u1"
	}
	if draft, ok := signed[cmd.Event]; ok {
		first := cmd
		first.Event = draft
		w.try(no, app, first, "u1")
		w.try(no, app, workflow.Command{Event: workflow.Submit, On: on}, "u1")
		cmd = workflow.Command{Event: cmd.Event, On: on}
	}
	w.try(no, app, cmd, user)
}

// signed are the steps that are drafted first, with the event that drafts them.
var signed = map[workflow.Event]workflow.Event{
	workflow.Answer: workflow.DraftAnswer, workflow.Extend: workflow.DraftExtension,
}

// command reads a proposal from six numbers.
func (w *World) command(on calendar.Date, x [6]int) workflow.Command {
	cmd := workflow.Command{
		Event: proposals[x[1]%len(proposals)], On: on, Unit: "某科", Archive: "某号",
		Outcome: worldOutcomes[x[2]%len(worldOutcomes)], Days: 1 + x[2]%22, Opinion: worldOpinions[x[2]%4],
		Method: worldMethods[x[2]%4], Our: worldOur[x[3]%6], Party: workflow.ThirdParty, Block: workflow.SuitDirect,
		Tariff: workflow.ByItem, Units: 11, Amount: statistics.Whole(100),
	}
	if x[2]%2 == 1 {
		cmd.Party, cmd.Block = workflow.CoMaker, workflow.SuitAfterReview
	}
	if x[4]%2 == 0 || slices.Contains(reasoned, cmd.Event) {
		cmd.Reason = "x"
	}
	if cmd.Event == workflow.Explained && x[5]%2 == 0 {
		cmd.Until = on.AddDays(30 + x[5]%30)
	}
	rulings := map[workflow.Event][]workflow.RulingCode{
		workflow.EndReview: reviewRulings, workflow.Judge: suitRulings,
		workflow.EndSuit: suitRulings, workflow.JudgeAppeal: appealRulings,
	}[cmd.Event]
	if len(rulings) > 0 {
		cmd.Ruling = rulings[x[2]%len(rulings)]
	}
	return cmd
}

// try takes one step, and records whether it was admitted.
func (w *World) try(no int, app *workflow.Application, cmd workflow.Command, user string) {
	cmd.At, cmd.By, cmd.User = cmd.On.Noon(), user, user
	cmd.Role = map[string]account.Role{"u1": account.Clerk, "u2": account.Supervisor}[user]
	err := app.Apply(cmd, calendar.Published())
	bit := "1"
	if err != nil {
		bit = "0"
	}
	_, _ = w.Tried.Write([]byte(bit))
	if no == w.trace {
		w.Lines = append(w.Lines, fmt.Sprintf("%s %s %s %s %s %s %v", cmd.On, cmd.Event, user, bit, app.State, app.Due, err))
	}
}

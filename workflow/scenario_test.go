package workflow_test

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// Scenarios are sentences of the regulation told as a story of one application:
// testdata/scenarios, one file a story, named by the article. A line is a day, a
// step and what its form asks for:
//
//	2024-03-01 receive in_person
//	2024-03-06 consult third_party
//	2024-03-20 consulted agrees reason=来函第5号
//
// Steps are done by whom the procedures let do them; as=ROLE and user=NAME say
// otherwise. An answer or an extension is drafted and submitted first by somebody
// else, unless a submitted draft is there or raw=yes stands behind it.
// "! ARTICLE" behind a step says that it is refused by that article
// ("! forbidden", "! invalid", "! refused": without one); "~ ARTICLE" that it is
// taken over from an old register and marked irregular. "= NAME VALUE" is what
// the application says at that point; below the dashes stands what it says at
// the end. "countsYEAR" are the lines of that year's forms in which it counts.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) < 350 {
		t.Fatalf("%d scenarios, %v; want at least 350", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) { tell(t, name) })
	}
}

// Every answer and ending of docs/law.md §6.2 and every event of §8.1 to §8.3
// has a scenario named by its number.
func TestScenariosTellEveryRule(t *testing.T) {
	for _, rules := range []struct {
		letter string
		n      int
	}{{"a", 17}, {"e", 35}, {"r", 13}, {"l", 11}} {
		for i := 1; i <= rules.n; i++ {
			pattern := fmt.Sprintf("testdata/scenarios/%s%02d_*.txt", rules.letter, i)
			if files, err := filepath.Glob(pattern); err != nil || len(files) == 0 {
				t.Errorf("no file is %s (%v)", pattern, err)
			}
		}
	}
}

func tell(t *testing.T, name string) {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	app, says, ends := &workflow.Application{Office: "sl", Number: "2024-00001"}, 0, false
	for no, lines := 1, bufio.NewScanner(f); lines.Scan(); no++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case strings.HasPrefix(words[0], "---"):
			ends = true
		case ends || words[0] == "=":
			says++
			expect(t, app, no, strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "=")))
		default:
			act(t, app, no, line)
		}
	}
	if says == 0 {
		t.Error("the scenario claims nothing")
	}
	if again := workflow.Replay(app.Journal, calendar.Published()); again.Due != app.Due || again.State != app.State ||
		again.Outcome != app.Outcome {
		t.Errorf("replayed: %s due %s outcome %s, want %s %s %s",
			again.State, again.Due, again.Outcome, app.State, app.Due, app.Outcome)
	}
}

// act does one line of a scenario.
func act(t *testing.T, app *workflow.Application, no int, line string) {
	line, refused, isRefused := strings.Cut(line, "!")
	line, irregular, isIrregular := strings.Cut(line, "~")
	cmd := command(t, no, strings.Fields(line))
	cmd.Recorded, cmd.Register = isIrregular, isIrregular
	before := len(app.Journal)
	err := lead(app, cmd)
	switch {
	case isRefused:
		if got, want := reason(err), strings.TrimSpace(refused); got != want {
			t.Errorf("line %d: %s: refused by %q (%v), want %q", no, cmd.Event, got, err, want)
		}
	case err != nil:
		t.Errorf("line %d: %s: %v", no, cmd.Event, err)
	case isIrregular:
		e := app.Journal[before]
		if got, want := e.Article, strings.TrimSpace(irregular); e.Irregular == "" || got != want {
			t.Errorf("line %d: %s: irregular %q by %q, want by %q", no, cmd.Event, e.Irregular, got, want)
		}
	}
}

// reason is the article of a refusal, or its kind where it has none.
func reason(err error) string {
	e := (*fault.Error)(nil)
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	if e.Kind == fault.Refused && e.Article != "" {
		return e.Article
	}
	return map[fault.Kind]string{
		fault.Refused: "refused", fault.Forbidden: "forbidden", fault.Invalid: "invalid", fault.Conflict: "conflict",
	}[e.Kind]
}

// command reads a step: the bare word behind the event is what its form asks
// for first.
func command(t *testing.T, no int, words []string) workflow.Command {
	cmd := workflow.Command{On: calendar.Date(words[0]), Event: workflow.Event(words[1]), Role: account.Clerk, User: "经办人"}
	for _, p := range workflow.Procedures {
		if r, ok := p.Named(cmd.Event); ok && !slices.Contains(r.Roles, account.Clerk) {
			cmd.Role, cmd.User = account.Supervisor, "负责人"
		}
		if r, ok := p.Named(cmd.Event); ok &&
			slices.ContainsFunc(r.Guards, func(g workflow.Guard) bool { return g.Name == workflow.HasReason.Name }) {
			cmd.Reason = "示例理由"
		}
	}
	bare := map[workflow.Event]string{
		workflow.Receive: "channel", workflow.Arrive: "channel", workflow.Extend: "days", workflow.Answer: "outcome",
		workflow.Lapse: "outcome", workflow.Withdraw: "outcome", workflow.Consult: "party", workflow.Consulted: "opinion",
		workflow.AskFee: "amount", workflow.Dispatch: "method", workflow.Deliver: "method", workflow.AcceptSuit: "block",
		workflow.EndReview: "ruling", workflow.EndSuit: "ruling", workflow.Judge: "ruling", workflow.JudgeAppeal: "ruling",
		workflow.DraftAnswer: "outcome", workflow.DraftExtension: "days", workflow.Transfer: "unit", workflow.Split: "parts",
		workflow.FileAway: "archive", workflow.Merge: "other", workflow.Explained: "until", workflow.Charge: "amount",
	}[cmd.Event]
	if cmd.Event == workflow.Amend {
		bare = "channel"
	}
	if bare == "channel" {
		cmd.Intake = someone("", "")
	}
	for _, w := range words[2:] {
		key, value, ok := strings.Cut(w, "=")
		if !ok {
			key, value = bare, w
		}
		set, known := settings[key]
		if !known {
			t.Fatalf("line %d: %q is nothing that %s asks for", no, w, cmd.Event)
		}
		set(&cmd, value)
	}
	if cmd.Intake != nil && cmd.Intake.Arrived == "" && cmd.Intake.Confirmed == "" {
		cmd.Intake.Arrived = cmd.On
	}
	return cmd
}

// settings are the words a step may have.
var settings = map[string]func(*workflow.Command, string){
	"channel":   func(c *workflow.Command, s string) { c.Intake.Channel = workflow.Channel(s) },
	"submitted": func(c *workflow.Command, s string) { c.Intake.Submitted = calendar.Date(s) },
	"arrived":   func(c *workflow.Command, s string) { c.Intake.Arrived = calendar.Date(s) },
	"confirmed": func(c *workflow.Command, s string) { c.Intake.Confirmed = calendar.Date(s) },
	"oral":      func(c *workflow.Command, s string) { c.Intake.Oral = s == "yes" },
	"kind":      func(c *workflow.Command, s string) { c.Intake.Applicant.Kind = workflow.ApplicantKind(s) },
	"as":        func(c *workflow.Command, s string) { c.Role = account.Role(s) },
	"days":      func(c *workflow.Command, s string) { c.Days, _ = strconv.Atoi(s) },
	"until":     func(c *workflow.Command, s string) { c.Until = calendar.Date(s) },
	"party":     func(c *workflow.Command, s string) { c.Party = workflow.Party(s) },
	"opinion":   func(c *workflow.Command, s string) { c.Opinion = workflow.Opinion(s) },
	"outcome":   func(c *workflow.Command, s string) { c.Outcome = workflow.OutcomeCode(s) },
	"method":    func(c *workflow.Command, s string) { c.Method = workflow.Method(s) },
	"amount":    func(c *workflow.Command, s string) { c.Amount, _ = statistics.ParseAmount(s) },
	"ref":       func(c *workflow.Command, s string) { c.Ref, _ = strconv.Atoi(s) },
	"block":     func(c *workflow.Command, s string) { c.Block = workflow.Block(s) },
	"result":    func(c *workflow.Command, s string) { c.Result = workflow.Result(s) },
	"ruling":    func(c *workflow.Command, s string) { setRuling(c, s) },
	"our":       func(c *workflow.Command, s string) { c.Our = workflow.OurRole(s) },
	"track":     func(c *workflow.Command, s string) { c.Track = workflow.Track(s) },
	"user":      func(c *workflow.Command, s string) { c.User = s },
	"pair":      func(c *workflow.Command, s string) { c.Pair = s == "yes" },
	"raw":       func(c *workflow.Command, s string) { c.Token = s },
	"also":      func(c *workflow.Command, s string) { c.Also = append(c.Also, workflow.OutcomeCode(s)) },
	"unit":      func(c *workflow.Command, s string) { c.Unit = s },
	"archive":   func(c *workflow.Command, s string) { c.Archive = s },
	"other":     func(c *workflow.Command, s string) { c.Other = s },
	"tariff":    func(c *workflow.Command, s string) { c.Tariff = workflow.TariffCode(s) },
	"units":     func(c *workflow.Command, s string) { c.Units, _ = strconv.Atoi(s) },
	"name":      func(c *workflow.Command, s string) { c.Intake.Applicant.Name = s },
	"reason": func(c *workflow.Command, s string) {
		c.Reason = s
		if s == "none" {
			c.Reason = ""
		}
	},
	"letter": func(c *workflow.Command, s string) { c.LetterNumber = s },
	"parts":  func(c *workflow.Command, s string) { c.Parts = strings.Split(s, "/") },
}

// setRuling takes one of the three results of the form for a decision of which no
// more is known.
func setRuling(c *workflow.Command, s string) {
	if c.Result = workflow.Result(s); s == "corrected" || s == "otherwise" {
		return
	}
	c.Ruling, c.Result = workflow.RulingCode(s), ""
}

// lead does a command. What has to be signed is first drafted and submitted by
// somebody else, all or nothing.
func lead(app *workflow.Application, cmd workflow.Command) error {
	t := twin(app)
	if draft := unsigned[cmd.Event]; draft != "" && !cmd.Register && cmd.Token != "yes" &&
		t.Draft().State != workflow.Submitted {
		for _, event := range []workflow.Event{draft, workflow.Submit} {
			first := cmd
			first.Event, first.Role, first.User = event, account.Clerk, "拟稿人"
			if err := try(t, first); err != nil {
				return err
			}
		}
	}
	if err := try(t, cmd); err != nil {
		return err
	}
	*app = *t
	return nil
}

var unsigned = map[workflow.Event]workflow.Event{
	workflow.Answer: workflow.DraftAnswer, workflow.Extend: workflow.DraftExtension,
}

// facts are what a scenario may claim of an application.
var facts = map[string]func(*workflow.Application) string{
	"edition":     func(app *workflow.Application) string { return app.Law(calendar.Published()).Name },
	"state":       func(app *workflow.Application) string { return string(app.State) },
	"received":    func(app *workflow.Application) string { return cmp.Or(string(app.Received), "none") },
	"due":         func(app *workflow.Application) string { return cmp.Or(string(app.Due), "none") },
	"stopped":     func(app *workflow.Application) string { return strconv.FormatBool(app.Stopped) },
	"provisional": func(app *workflow.Application) string { return strconv.FormatBool(app.Provisional) },
	"closed":      func(app *workflow.Application) string { return cmp.Or(string(app.Closed), "none") },
	"outcome":     func(app *workflow.Application) string { return string(app.Outcome) },
	"pace":        func(app *workflow.Application) string { return app.Pace() },
	"delivered":   func(app *workflow.Application) string { return string(app.Delivered) },
	"left": func(app *workflow.Application) string {
		return strconv.Itoa(app.Clock(app.Law(calendar.Published())).Left)
	},
	"until":     func(app *workflow.Application) string { return string(app.Journal[len(app.Journal)-1].Until) },
	"effective": func(app *workflow.Application) string { return string(app.Journal[len(app.Journal)-1].Effective) },
	"irregular": func(app *workflow.Application) string { return strconv.Itoa(len(app.Irregular())) },
	"excluded":  func(app *workflow.Application) string { return strconv.Itoa(excludedDays(app)) },
	"line2014":  func(app *workflow.Application) string { return lineOf(app, in2014) },
	"line2019":  func(app *workflow.Application) string { return lineOf(app, in2019) },
	"line2021":  func(app *workflow.Application) string { return lineOf(app, in2021) },
	"disputes": func(app *workflow.Application) string {
		var out []string
		for _, d := range app.Disputes {
			out = append(out, strings.TrimSuffix(string(d.Block)+":"+cmp.Or(string(d.Result), string(d.State)), ":"))
		}
		return strings.Join(out, ",")
	},
	"stage":   func(app *workflow.Application) string { return string(app.Stage()) },
	"entered": func(app *workflow.Application) string { return cmp.Or(string(app.Entered()), "none") },
	"draft":   func(app *workflow.Application) string { return cmp.Or(string(app.Draft().State), "none") },
	"drafted": func(app *workflow.Application) string { return cmp.Or(string(app.Draft().Outcome), "none") },
	"unit":    func(app *workflow.Application) string { return cmp.Or(app.Unit, "none") },
	"answers": func(app *workflow.Application) string { return strconv.Itoa(len(app.Answers())) },
	"deadline": func(app *workflow.Application) string {
		return cmp.Or(string(app.Disputes[len(app.Disputes)-1].Due), "none")
	},
	"ruling": func(app *workflow.Application) string {
		return cmp.Or(string(app.Disputes[len(app.Disputes)-1].Ruling), "none")
	},
	"counted": func(app *workflow.Application) string {
		n := 0
		for _, d := range app.Disputes {
			if d.Our == workflow.Original {
				n++
			}
		}
		return strconv.Itoa(n)
	},
	"remedy": func(app *workflow.Application) string {
		var out []string
		for _, r := range app.Remedies(account.Office{}, "2030-01-01", app.Law(calendar.Published())) {
			out = append(out, string(r.Kind)+":"+cmp.Or(string(r.Until), "-")+map[bool]string{true: ":first"}[r.First]+
				map[bool]string{true: ":then"}[r.Then])
		}
		return cmp.Or(strings.Join(out, ","), "none")
	},
	"article": func(app *workflow.Application) string { return cmp.Or(app.Journal[len(app.Journal)-1].Article, "none") },
	"ground": func(app *workflow.Application) string {
		o, _ := workflow.OutcomeOf(app.Outcome)
		return cmp.Or(o.Article(app.Law(calendar.Published()).Name), "none")
	},
	"stand": func(app *workflow.Application) string {
		return cmp.Or(string(app.Disputes[len(app.Disputes)-1].State), "none")
	},
	"archive":    func(app *workflow.Application) string { return cmp.Or(app.Archive, "none") },
	"letter":     func(app *workflow.Application) string { return cmp.Or(app.LetterNumber, "none") },
	"dispatched": func(app *workflow.Application) string { return cmp.Or(string(app.Dispatched), "none") },
	"channel":    func(app *workflow.Application) string { return string(app.Channel) },
	"kind":       func(app *workflow.Application) string { return string(app.Applicant.Kind) },
	"overdue":    overdueFrom,
	"paid": func(app *workflow.Application) string {
		sum := statistics.Amount(0)
		for _, p := range app.Payments() {
			sum += p.Yuan
		}
		return sum.String()
	},
	"open": func(app *workflow.Application) string { return strings.Join(openTo(app, account.Clerk), ",") },
	"head": func(app *workflow.Application) string { return strings.Join(openTo(app, account.Supervisor), ",") },
}

// openTo lists the events of handling that a role may do on the day of the
// latest step.
func openTo(app *workflow.Application, role account.Role) []string {
	on, _ := app.LastStep()
	var out []string
	for _, c := range app.Choices(workflow.Command{Role: role, On: on}, calendar.Published()) {
		if _, handling := workflow.HandlingProcedure.Named(c.Rule.Event); handling && c.Why == "" &&
			!slices.Contains(out, string(c.Rule.Event)) {
			out = append(out, string(c.Rule.Event))
		}
	}
	return out
}

// excludedDays counts the working days of the ledger that do not count.
func excludedDays(app *workflow.Application) int {
	n := 0
	for _, d := range app.Ledger(app.Law(calendar.Published()), app.Received) {
		if d.Working && d.Counted == 0 {
			n++
		}
	}
	return n
}

// countsIn lists the lines of the forms of a year in which the application, its
// reviews and suits and what was collected for it are counted; where the columns
// are the blocks of disputes, with the block.
func countsIn(app *workflow.Application, year int) string {
	var out []string
	for _, f := range report.EditionFor(year).Forms {
		for _, l := range f.Lines {
			for _, thing := range countable(app, l) {
				if !cond.Match(l.Where, thing, calendar.YearOf(year)) {
					continue
				}
				if f.By == cond.FieldBlock {
					out = append(out, thing.Fact(cond.FieldBlock)+"/"+l.Code)
				} else {
					out = append(out, l.Code)
				}
			}
		}
	}
	return cmp.Or(strings.Join(out, ","), "none")
}

// countable are the things of an application that a line counts.
func countable(app *workflow.Application, l statistics.Line) []cond.Facts {
	var out []cond.Facts
	switch {
	case l.Where == nil:
	case l.Of == cond.Disputes:
		for _, d := range app.Disputes {
			out = append(out, d)
		}
	case l.Of == cond.Payments:
		for _, p := range app.Payments() {
			out = append(out, p)
		}
	default:
		out = append(out, app)
	}
	return out
}

// overdueFrom is the first day on which the application is overdue if nothing
// more happens; "none" if that never comes.
func overdueFrom(app *workflow.Application) string {
	for d, n := cmp.Or(app.Received, app.Arrived), 0; n < 1000; d, n = d.AddDays(1), n+1 {
		if cond.Match(workflow.OverdueOn(d), app, calendar.Period{}) {
			return string(d)
		}
	}
	return "none"
}

func lineOf(app *workflow.Application, line func(workflow.Outcome) string) string {
	o, _ := workflow.OutcomeOf(app.Outcome)
	return cmp.Or(line(o), "none")
}

func expect(t *testing.T, app *workflow.Application, no int, words []string) {
	if len(words) < 2 {
		t.Fatalf("line %d: %v is no claim", no, words)
	}
	want := strings.Join(words[1:], " ")
	fact, known := facts[words[0]]
	if year, err := strconv.Atoi(strings.TrimPrefix(words[0], "counts")); err == nil {
		fact, known = func(app *workflow.Application) string { return countsIn(app, year) }, true
	}
	if !known {
		t.Fatalf("line %d: nobody knows what %q is", no, words[0])
	}
	if got := fact(app); got != want {
		t.Errorf("line %d: %s is %s, want %s", no, words[0], got, want)
	}
}

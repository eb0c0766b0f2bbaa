package workflow

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
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
	app, says, ends := &Application{Office: "sl", Number: "2024-00001"}, 0, false
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
	if again := Replay(app.Journal, Published()); again.Due != app.Due || again.State != app.State ||
		again.Outcome != app.Outcome {
		t.Errorf("replayed: %s due %s outcome %s, want %s %s %s",
			again.State, again.Due, again.Outcome, app.State, app.Due, app.Outcome)
	}
}

// act does one line of a scenario.
func act(t *testing.T, app *Application, no int, line string) {
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
	e := (*Error)(nil)
	if !asError(err, &e) {
		return fmt.Sprint(err)
	}
	if e.Kind == Refused && e.Article != "" {
		return e.Article
	}
	return map[Kind]string{Refused: "refused", Forbidden: "forbidden", Invalid: "invalid", Conflict: "conflict"}[e.Kind]
}

// command reads a step: the bare word behind the event is what its form asks
// for first.
func command(t *testing.T, no int, words []string) Command {
	cmd := Command{On: Date(words[0]), Event: Event(words[1]), Role: Clerk, User: "经办人"}
	for _, p := range Procedures {
		if r, ok := p.Named(cmd.Event); ok && !slices.Contains(r.Roles, Clerk) {
			cmd.Role, cmd.User = Supervisor, "负责人"
		}
		if r, ok := p.Named(cmd.Event); ok &&
			slices.ContainsFunc(r.Guards, func(g Guard) bool { return g.Name == hasReason.Name }) {
			cmd.Reason = "示例理由"
		}
	}
	bare := map[Event]string{
		Receive: "channel", Arrive: "channel", Extend: "days", Answer: "outcome",
		Lapse: "outcome", Withdraw: "outcome", Consult: "party", Consulted: "opinion",
		AskFee: "amount", Dispatch: "method", Deliver: "method", AcceptSuit: "block",
		EndReview: "ruling", EndSuit: "ruling", Judge: "ruling", JudgeAppeal: "ruling",
		DraftAnswer: "outcome", DraftExtension: "days", Transfer: "unit", Split: "parts",
		FileAway: "archive", Merge: "other", Explained: "until", Charge: "amount",
	}[cmd.Event]
	if cmd.Event == Amend {
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
var settings = map[string]func(*Command, string){
	"channel":   func(c *Command, s string) { c.Intake.Channel = Channel(s) },
	"submitted": func(c *Command, s string) { c.Intake.Submitted = Date(s) },
	"arrived":   func(c *Command, s string) { c.Intake.Arrived = Date(s) },
	"confirmed": func(c *Command, s string) { c.Intake.Confirmed = Date(s) },
	"oral":      func(c *Command, s string) { c.Intake.Oral = s == "yes" },
	"kind":      func(c *Command, s string) { c.Intake.Applicant.Kind = ApplicantKind(s) },
	"as":        func(c *Command, s string) { c.Role = Role(s) },
	"days":      func(c *Command, s string) { c.Days, _ = strconv.Atoi(s) },
	"until":     func(c *Command, s string) { c.Until = Date(s) },
	"party":     func(c *Command, s string) { c.Party = Party(s) },
	"opinion":   func(c *Command, s string) { c.Opinion = Opinion(s) },
	"outcome":   func(c *Command, s string) { c.Outcome = OutcomeCode(s) },
	"method":    func(c *Command, s string) { c.Method = Method(s) },
	"amount":    func(c *Command, s string) { c.Amount, _ = ParseAmount(s) },
	"ref":       func(c *Command, s string) { c.Ref, _ = strconv.Atoi(s) },
	"block":     func(c *Command, s string) { c.Block = Block(s) },
	"result":    func(c *Command, s string) { c.Result = Result(s) },
	"ruling":    func(c *Command, s string) { setRuling(c, s) },
	"our":       func(c *Command, s string) { c.Our = OurRole(s) },
	"track":     func(c *Command, s string) { c.Track = Track(s) },
	"user":      func(c *Command, s string) { c.User = s },
	"pair":      func(c *Command, s string) { c.Pair = s == "yes" },
	"raw":       func(c *Command, s string) { c.Token = s },
	"also":      func(c *Command, s string) { c.Also = append(c.Also, OutcomeCode(s)) },
	"unit":      func(c *Command, s string) { c.Unit = s },
	"archive":   func(c *Command, s string) { c.Archive = s },
	"other":     func(c *Command, s string) { c.Other = s },
	"tariff":    func(c *Command, s string) { c.Tariff = TariffCode(s) },
	"units":     func(c *Command, s string) { c.Units, _ = strconv.Atoi(s) },
	"name":      func(c *Command, s string) { c.Intake.Applicant.Name = s },
	"reason": func(c *Command, s string) {
		c.Reason = s
		if s == "none" {
			c.Reason = ""
		}
	},
	"letter": func(c *Command, s string) { c.Letter = s },
	"parts":  func(c *Command, s string) { c.Parts = strings.Split(s, "/") },
}

// setRuling takes one of the three results of the form for a decision of which no
// more is known.
func setRuling(c *Command, s string) {
	if c.Result = Result(s); s == "corrected" || s == "otherwise" {
		return
	}
	c.Ruling, c.Result = RulingCode(s), ""
}

// lead does a command. What has to be signed is first drafted and submitted by
// somebody else, all or nothing.
func lead(app *Application, cmd Command) error {
	t := twin(app)
	if draft := unsigned[cmd.Event]; draft != "" && !cmd.Register && cmd.Token != "yes" && t.Draft().State != Submitted {
		for _, event := range []Event{draft, Submit} {
			first := cmd
			first.Event, first.Role, first.User = event, Clerk, "拟稿人"
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

var unsigned = map[Event]Event{Answer: DraftAnswer, Extend: DraftExtension}

// facts are what a scenario may claim of an application.
var facts = map[string]func(*Application) string{
	"edition":     func(app *Application) string { return app.Law(Published()).Name },
	"state":       func(app *Application) string { return string(app.State) },
	"received":    func(app *Application) string { return cmp.Or(string(app.Received), "none") },
	"due":         func(app *Application) string { return cmp.Or(string(app.Due), "none") },
	"stopped":     func(app *Application) string { return strconv.FormatBool(app.Stopped) },
	"provisional": func(app *Application) string { return strconv.FormatBool(app.Provisional) },
	"closed":      func(app *Application) string { return cmp.Or(string(app.Closed), "none") },
	"outcome":     func(app *Application) string { return string(app.Outcome) },
	"pace":        func(app *Application) string { return app.Pace() },
	"delivered":   func(app *Application) string { return string(app.Delivered) },
	"left":        func(app *Application) string { return strconv.Itoa(app.Clock(app.Law(Published())).Left) },
	"until":       func(app *Application) string { return string(app.Journal[len(app.Journal)-1].Until) },
	"effective":   func(app *Application) string { return string(app.Journal[len(app.Journal)-1].Effective) },
	"irregular":   func(app *Application) string { return strconv.Itoa(len(app.Irregular())) },
	"excluded":    func(app *Application) string { return strconv.Itoa(excludedDays(app)) },
	"line2014":    func(app *Application) string { return lineOf(app, in2014) },
	"line2019":    func(app *Application) string { return lineOf(app, in2019) },
	"line2021":    func(app *Application) string { return lineOf(app, in2021) },
	"disputes": func(app *Application) string {
		var out []string
		for _, d := range app.Disputes {
			out = append(out, strings.TrimSuffix(string(d.Block)+":"+cmp.Or(string(d.Result), string(d.State)), ":"))
		}
		return strings.Join(out, ",")
	},
	"stage":    func(app *Application) string { return string(app.Stage()) },
	"entered":  func(app *Application) string { return cmp.Or(string(app.Entered()), "none") },
	"draft":    func(app *Application) string { return cmp.Or(string(app.Draft().State), "none") },
	"drafted":  func(app *Application) string { return cmp.Or(string(app.Draft().Outcome), "none") },
	"unit":     func(app *Application) string { return cmp.Or(app.Unit, "none") },
	"answers":  func(app *Application) string { return strconv.Itoa(len(app.Answers())) },
	"deadline": func(app *Application) string { return cmp.Or(string(app.Disputes[len(app.Disputes)-1].Due), "none") },
	"ruling":   func(app *Application) string { return cmp.Or(string(app.Disputes[len(app.Disputes)-1].Ruling), "none") },
	"counted": func(app *Application) string {
		n := 0
		for _, d := range app.Disputes {
			if d.Our == Original {
				n++
			}
		}
		return strconv.Itoa(n)
	},
	"remedy": func(app *Application) string {
		var out []string
		for _, r := range app.Remedies(Office{}, "2030-01-01", app.Law(Published())) {
			out = append(out, string(r.Way)+":"+cmp.Or(string(r.Until), "-")+map[bool]string{true: ":first"}[r.First]+
				map[bool]string{true: ":then"}[r.Then])
		}
		return cmp.Or(strings.Join(out, ","), "none")
	},
	"article": func(app *Application) string { return cmp.Or(app.Journal[len(app.Journal)-1].Article, "none") },
	"ground": func(app *Application) string {
		o, _ := OutcomeOf(app.Outcome)
		return cmp.Or(o.Article(app.Law(Published()).Name), "none")
	},
	"stand":      func(app *Application) string { return cmp.Or(string(app.Disputes[len(app.Disputes)-1].State), "none") },
	"archive":    func(app *Application) string { return cmp.Or(app.Archive, "none") },
	"letter":     func(app *Application) string { return cmp.Or(app.Letter, "none") },
	"dispatched": func(app *Application) string { return cmp.Or(string(app.Dispatched), "none") },
	"channel":    func(app *Application) string { return string(app.Channel) },
	"kind":       func(app *Application) string { return string(app.Applicant.Kind) },
	"overdue":    overdueFrom,
	"paid": func(app *Application) string {
		sum := Amount(0)
		for _, p := range app.Payments() {
			sum += p.Yuan
		}
		return sum.String()
	},
	"open": func(app *Application) string { return strings.Join(openTo(app, Clerk), ",") },
	"head": func(app *Application) string { return strings.Join(openTo(app, Supervisor), ",") },
}

// openTo lists the events of handling that a role may do on the day of the
// latest step.
func openTo(app *Application, role Role) []string {
	on, _ := app.lastStep()
	var out []string
	for _, c := range app.Choices(Command{Role: role, On: on}, Published()) {
		if _, handling := HandlingProcedure.Named(c.Rule.Event); handling && c.Why == "" &&
			!slices.Contains(out, string(c.Rule.Event)) {
			out = append(out, string(c.Rule.Event))
		}
	}
	return out
}

// excludedDays counts the working days of the ledger that do not count.
func excludedDays(app *Application) int {
	n := 0
	for _, d := range app.Ledger(app.Law(Published()), app.Received) {
		if d.Working && d.Counted == 0 {
			n++
		}
	}
	return n
}

// countsIn lists the lines of the forms of a year in which the application, its
// reviews and suits and what was collected for it are counted; where the columns
// are the blocks of disputes, with the block.
func countsIn(app *Application, year int) string {
	var out []string
	for _, f := range EditionFor(year).Forms {
		for _, l := range f.Lines {
			for _, thing := range countable(app, l) {
				if !Match(l.Where, thing, YearOf(year)) {
					continue
				}
				if f.By == FieldBlock {
					out = append(out, thing.Fact(FieldBlock)+"/"+l.Code)
				} else {
					out = append(out, l.Code)
				}
			}
		}
	}
	return cmp.Or(strings.Join(out, ","), "none")
}

// countable are the things of an application that a line counts.
func countable(app *Application, l Line) []Facts {
	var out []Facts
	switch {
	case l.Where == nil:
	case l.Of == Disputes:
		for _, d := range app.Disputes {
			out = append(out, d)
		}
	case l.Of == Payments:
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
func overdueFrom(app *Application) string {
	for d, n := cmp.Or(app.Received, app.Arrived), 0; n < 1000; d, n = d.AddDays(1), n+1 {
		if Match(OverdueOn(d), app, Period{}) {
			return string(d)
		}
	}
	return "none"
}

func lineOf(app *Application, line func(Outcome) string) string {
	o, _ := OutcomeOf(app.Outcome)
	return cmp.Or(line(o), "none")
}

func expect(t *testing.T, app *Application, no int, words []string) {
	if len(words) < 2 {
		t.Fatalf("line %d: %v is no claim", no, words)
	}
	want := strings.Join(words[1:], " ")
	fact, known := facts[words[0]]
	if year, err := strconv.Atoi(strings.TrimPrefix(words[0], "counts")); err == nil {
		fact, known = func(app *Application) string { return countsIn(app, year) }, true
	}
	if !known {
		t.Fatalf("line %d: nobody knows what %q is", no, words[0])
	}
	if got := fact(app); got != want {
		t.Errorf("line %d: %s is %s, want %s", no, words[0], got, want)
	}
}

package handlers

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/proof"
	"gongkai/workflow/statistics"
)

// situation is a state an application can be in, how it got there, and the day
// on which everything is tried.
type situation struct {
	name  string
	begun calendar.Date
	steps []workflow.Command
	on    calendar.Date // "": today
	pair  bool          // in the office of two
}

// thePair are the people of an office of two: both draft, and either signs.
var thePair = []account.User{
	{Name: "erjia", Display: "二人甲", Office: "lrb", Role: account.Clerk},
	{Name: "eryi", Display: "二人乙", Office: "lrb", Role: account.Clerk},
}

// by gives a step to one of the people of the site.
func by(name string, on calendar.Date, cmd workflow.Command) workflow.Command {
	all := append(slices.Clone(people), thePair...)
	i := slices.IndexFunc(all, func(u account.User) bool { return u.Name == name })
	cmd.On, cmd.User, cmd.By, cmd.Role = on, name, all[i].Display, all[i].Role
	return cmd
}

func clerk(on calendar.Date, event workflow.Event, cmd workflow.Command) workflow.Command {
	cmd.Event = event
	return by("jingban", on, cmd)
}

func head(on calendar.Date, event workflow.Event, cmd workflow.Command) workflow.Command {
	cmd.Event = event
	return by("shenhe", on, cmd)
}

type cmds = []workflow.Command

// signed is drafted and submitted by the clerk and signed by the head.
func signed(on calendar.Date, outcome workflow.OutcomeCode) cmds {
	return cmds{
		clerk(on, workflow.DraftAnswer, workflow.Command{Outcome: outcome}), clerk(on, workflow.Submit, none),
		head(on, workflow.Answer, none),
	}
}

func prolonged(on calendar.Date) cmds {
	return cmds{clerk(on, workflow.DraftExtension, workflow.Command{Days: 10}), clerk(on, workflow.Submit, none),
		head(on, workflow.Extend, none)}
}

func with(before cmds, more ...workflow.Command) cmds { return append(slices.Clone(before), more...) }

var none, why = workflow.Command{}, workflow.Command{Reason: "示例理由"}

// situations are the states of the handling under both editions, of a draft, of
// reviews and suits.
func situations() []situation {
	return slices.Concat(handlingSituations(), oldSituations(), draftSituations(),
		answeredSituations(), reviewSituations(), suitSituations())
}

var (
	correction = cmds{clerk("2026-11-04", workflow.AskCorrection, why)}
	consult    = cmds{clerk("2026-11-04", workflow.Consult, workflow.Command{Party: workflow.ThirdParty})}
	fee        = cmds{clerk("2026-11-04", workflow.AskFee,
		workflow.Command{Tariff: workflow.ByPage, Units: 57, Amount: statistics.Whole(270)})}
	reasons = cmds{clerk("2026-11-04", workflow.AskReasons, why)}
)

func handlingSituations() []situation {
	return []situation{
		{"待确认", "2026-11-02", nil, "", false},
		{"办理中", "2026-11-02", nil, "2026-11-05", false},
		{"办理中，告知补正的期限已过", "2026-11-02", nil, "", false},
		{"办理中，逾期", "2026-09-01", nil, "", false},
		{"待补正", "2026-11-02", correction, "2026-11-09", false},
		{"待补正，逾期", "2026-11-02", correction, "", false},
		{"办理中，已补正", "2026-11-02", with(correction, clerk("2026-11-09", workflow.Correct, none)), "", false},
		{"待说明理由", "2026-11-02", reasons, "", false},
		{"待缴费", "2026-11-02", fee, "", false},
		{"待缴费，逾期", "2026-09-01", cmds{clerk("2026-09-02", workflow.AskFee, fee[0])}, "", false},
		{"已延期", "2026-11-02", prolonged("2026-11-10"), "", false},
		{"征求意见中", "2026-11-02", consult, "", false},
		{"第三方合理反对", "2026-11-02",
			with(consult, clerk("2026-11-09", workflow.Consulted, workflow.Command{Opinion: "objects"})), "", false},
		{"已终止，逾期不补正", "2026-11-02", with(correction, clerk("2026-11-20", workflow.Lapse, none)), "", false},
		{"已终止，撤回", "2026-11-02", cmds{clerk("2026-11-09", workflow.Withdraw, why)}, "", false},
		{"已并拆", "2026-11-02",
			cmds{head("2026-11-09", workflow.Split, workflow.Command{Parts: []string{"甲", "乙"}, Reason: "一事一申请"})}, "", false},
	}
}

// oldSituations are under the edition of 2007.
func oldSituations() []situation {
	ask := cmds{clerk("2018-03-05", workflow.AskCorrection, why)}
	third := cmds{clerk("2018-03-05", workflow.Consult, workflow.Command{Party: workflow.ThirdParty})}
	return []situation{
		{"2007年条例：待确认", "2018-03-01", nil, "2018-03-02", false},
		{"2007年条例：办理中", "2018-03-01", nil, "2018-03-20", false},
		{"2007年条例：办理中，成本费停收以前", "2017-03-01", nil, "2017-03-10", false},
		{"2007年条例：待补正", "2018-03-01", ask, "2018-03-12", false},
		{"2007年条例：征求意见中", "2018-03-01", third, "2018-03-12", false},
		{"2007年条例：第三方未提出意见", "2018-03-01", with(third,
			clerk("2018-03-12", workflow.Consulted, workflow.Command{Opinion: workflow.Silent})), "2018-03-14", false},
		{"2007年条例：已延期", "2018-03-01", prolonged("2018-03-12"), "2018-03-20", false},
		{"2007年条例：已答复", "2018-03-01", signed("2018-03-12", "granted"), "2018-03-14", false},
		{"2007年条例：逾期", "2018-03-01", nil, "2018-04-20", false},
	}
}

var (
	draftAnswer = clerk("2026-11-10", workflow.DraftAnswer, workflow.Command{Outcome: "granted"})
	submit      = clerk("2026-11-10", workflow.Submit, none)
)

func draftSituations() []situation {
	own := func(name string) cmds {
		return cmds{by(name, "2026-11-10", workflow.Command{Event: workflow.DraftAnswer, Outcome: "granted"}),
			by(name, "2026-11-10", workflow.Command{Event: workflow.Submit})}
	}
	extension := cmds{clerk("2026-11-10", workflow.DraftExtension, workflow.Command{Days: 10}), submit}
	veto := with(consult, clerk("2026-11-09", workflow.Consulted, workflow.Command{Opinion: "objects"}))
	return []situation{
		{"拟稿", "2026-11-02", cmds{draftAnswer}, "", false},
		{"待签发，经办人拟", "2026-11-02", cmds{draftAnswer, submit}, "", false},
		{"待签发，审核签发人拟", "2026-11-02", own("shenhe"), "", false},
		{"待签发，第三方合理反对而拟予以公开", "2026-11-02", with(veto, draftAnswer, submit), "", false},
		{"延期待签发", "2026-11-02", extension, "", false},
		{"已退回", "2026-11-02", cmds{draftAnswer, submit, head("2026-11-10", workflow.Return, why)}, "", false},
		{"两人办理：办理中", "2026-11-02", nil, "", true},
		{"两人办理：待签发，二人甲拟", "2026-11-02", own("erjia"), "", true},
	}
}

var (
	answered = signed("2026-11-10", "granted")
	refusing = signed("2026-11-10", "third_party")
	sent     = with(answered, clerk("2026-11-11", workflow.Dispatch, workflow.Command{Method: workflow.ServedByPost}))
	reviewed = with(refusing, clerk("2026-11-12", workflow.AcceptReview, none))
	sued     = with(answered, clerk("2026-11-12", workflow.AcceptSuit, workflow.Command{Block: workflow.SuitDirect}))
	judged   = with(sued, clerk("2026-11-13", workflow.Judge, workflow.Command{Ruling: "dismissed"}))
	remake   = with(reviewed, clerk("2026-11-20", workflow.EndReview, workflow.Command{Ruling: "remake"}))
)

func answeredSituations() []situation {
	return []situation{
		{"已答复，未送达", "2026-11-02", answered, "", false},
		{"已答复，已寄出", "2026-11-02", sent, "", false},
		{"已答复，退件", "2026-11-02", with(sent, clerk("2026-11-16", workflow.Undelivered, why)), "", false},
		{"已答复，已签收", "2026-11-02",
			with(sent, clerk("2026-11-13", workflow.Deliver, workflow.Command{Method: workflow.ServedByPost})), "", false},
		{"已答复，已归档", "2026-11-02",
			with(sent, clerk("2026-11-16", workflow.FileAway, workflow.Command{Archive: "2026-永久-1"})), "", false},
		{"不予公开，未经复议", "2026-11-02", refusing, "", false},
	}
}

func reviewSituations() []situation {
	return []situation{
		{"收到复议申请", "2026-11-02", with(refusing, clerk("2026-11-12", workflow.FileReview, none)), "", false},
		{"复议不予受理", "2026-11-02", with(refusing, clerk("2026-11-12", workflow.FileReview, none),
			clerk("2026-11-13", workflow.RefuseReview, none)), "", false},
		{"复议审理中", "2026-11-02", reviewed, "", false},
		{"复议审理中，已答复复议机关", "2026-11-02", with(reviewed, clerk("2026-11-18", workflow.ReplyReview, none)), "", false},
		{"复议中止", "2026-11-02", with(reviewed, clerk("2026-11-13", workflow.SuspendReview, none)), "", false},
		{"复议维持", "2026-11-02", with(reviewed, clerk("2026-11-20", workflow.EndReview, workflow.Command{Ruling: "upheld"})),
			"", false},
		{"重新答复中", "2026-11-02", remake, "", false},
		{"重新答复中，待签发", "2026-11-02", with(remake, clerk("2026-11-23", workflow.DraftAnswer,
			workflow.Command{Outcome: "partial"}), clerk("2026-11-23", workflow.Submit, none)), "", false},
	}
}

func suitSituations() []situation {
	appeal := with(judged, clerk("2026-11-20", workflow.Appeal, none))
	return []situation{
		{"一审审理中", "2026-11-02", sued, "", false},
		{"一审已裁判，未生效", "2026-11-02", judged, "", false},
		{"二审中", "2026-11-02", appeal, "", false},
		{"诉讼审结", "2026-11-02", with(appeal, clerk("2026-11-23", workflow.JudgeAppeal, workflow.Command{Ruling: "affirmed"})),
			"", false},
	}
}

// make plays a situation.
func (st situation) make(t *testing.T) *workflow.Application {
	t.Helper()
	in := workflow.Intake{Channel: workflow.RegisteredPost, Content: "某项信息", Arrived: st.begun,
		Applicant: workflow.Applicant{Kind: "person", Name: "某人"}}
	if strings.HasSuffix(st.name, "待确认") {
		in.Channel = workflow.Online
	}
	app := &workflow.Application{Office: st.office()}
	logged := by(st.people()[0].Name, st.begun, workflow.Log(in, calendar.Published()))
	for _, cmd := range append(cmds{logged}, st.steps...) {
		cmd.At, cmd.Pair = cmd.On.Noon(), st.pair
		if err := app.Apply(cmd, calendar.Published()); err != nil {
			t.Fatalf("%s: %s on %s: %v", st.name, cmd.Event, cmd.On, err)
		}
	}
	return app
}

func (st situation) office() string {
	if st.pair {
		return "lrb"
	}
	return "xfb"
}

func (st situation) people() []account.User {
	if st.pair {
		return thePair
	}
	return people[:4]
}

// events are all events of all procedures, each once.
func events() []workflow.Event {
	var out []workflow.Event
	for _, p := range workflow.Procedures {
		for _, r := range p {
			if !slices.Contains(out, r.Event) {
				out = append(out, r.Event)
			}
		}
	}
	return out
}

// stage is a site with everybody of a situation signed in, and an application in
// their office that another can be merged into.
type stage struct {
	*site
	tabs  map[string]*browser
	other string
}

// openStage is the stage of one situation, on its day. Each has a store of its
// own: a page looks through all that is kept.
func openStage(t *testing.T, s situation) stage {
	t.Helper()
	ctx, store := context.Background(), populated(t, people...)
	hash, err := hashOnce()
	if err != nil {
		t.Fatal(err)
	}
	if err := store.AddOffice(ctx, account.Office{Code: "lrb", Name: "示例县两人办", Pair: true}); err != nil {
		t.Fatal(err)
	}
	for _, u := range thePair {
		if u.Password = hash; store.AddUser(ctx, u) != nil {
			t.Fatalf("add %s", u.Name)
		}
	}
	st := stage{site: siteOn(t, store), tabs: map[string]*browser{}}
	if s.on != "" {
		st.now = s.on.Noon()
	}
	for _, u := range s.people() {
		st.tabs[u.Name] = st.as(u.Name)
	}
	other := situation{begun: "2016-11-01", pair: s.pair}.make(t)
	if err := store.Add(ctx, other); err != nil {
		t.Fatal(err)
	}
	st.other = other.Number
	return st
}

// In every state each person can do exactly what the accepted table says: the
// page offers it, and what is sent, by the page's form and by the API, is taken.
// Every other step, though its form be filled in, is refused over HTTP with the
// reason in Chinese, and changes nothing. The ordinary run takes every sixth
// state.
func TestWhoMayDoWhatOverHTTP(t *testing.T) {
	every := proof.Of(1, 6, 6)
	if *update {
		every = 1 // the table is rewritten whole
	}
	all := situations()
	sections := make([]string, len(all))
	t.Run("situations", func(t *testing.T) {
		for i, s := range all {
			if i%every > 0 {
				continue
			}
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				sections[i] = openStage(t, s).enact(t, s)
			})
		}
	})
	if every == 1 {
		golden(t, whoMayDoWhat, whoMayDoWhatHead+strings.Join(sections, ""))
		return
	}
	accepted, err := os.ReadFile("testdata/" + whoMayDoWhat)
	if err != nil {
		t.Fatal(err)
	}
	for i, section := range sections {
		if whole := string(accepted) + "\n## "; section != "" && !strings.Contains(whole, section+"\n## ") {
			t.Errorf("%s is not in %s\n got:\n%s", all[i].name, whoMayDoWhat, section)
		}
	}
}

const (
	whoMayDoWhat     = "who_may_do_what.md"
	whoMayDoWhatHead = "# 各状态下谁可以办理什么\n\n" +
		"每种状态由一段真实的办理记录到达；各步骤的表单都按要求填满后，经页面和接口提交。没有列为“可办理”的步骤都被拒绝，理由列在后面，申请不变。\n"
)

func someOf(labels []string, none string) string {
	if len(labels) == 0 {
		return "（" + none + "）"
	}
	return strings.Join(labels, "、")
}

// looks is why a person can do nothing at all; "无" for one who might.
func looks(u account.User) string {
	switch p := u.Role.Powers(); {
	case p.Acts:
		return "无"
	case p.Reads:
		return "只能查看"
	}
	return "看不到申请"
}

// scene is one situation as one person meets it.
type scene struct {
	stage
	situation
	on   calendar.Date
	user account.User
	app  *workflow.Application // that everything refused is tried on
}

// enact tries everything in a situation, by everybody, and writes down what came
// of it.
func (st stage) enact(t *testing.T, s situation) string {
	var b strings.Builder
	on := calendar.DateOf(st.clock())
	app := s.make(t)
	fmt.Fprintf(&b, "\n## %s\n\n状态 %s，阶段 %s；%s 办理\n\n| 谁 | 可办理 |\n|---|---|\n", s.name, app.State, app.Stage(), on)
	var no refusals
	for _, u := range s.people() {
		sc := scene{st, s, on, u, s.make(t)}
		sc.keep(t, sc.app)
		taken := sc.play(t, &no)
		fmt.Fprintf(&b, "| %s，%s | %s |\n", u.Role.Powers().Label, u.Display, someOf(taken, looks(u)))
	}
	b.WriteString(no.String())
	return b.String()
}

func (sc scene) keep(t *testing.T, app *workflow.Application) {
	t.Helper()
	if err := sc.store.Add(context.Background(), app); err != nil {
		t.Fatal(err)
	}
}

// play tries every step by the person; it gives the labels of those that were
// taken.
func (sc scene) play(t *testing.T, no *refusals) []string {
	var taken []string
	offered := sc.offered(t)
	for _, event := range events() {
		label := sc.label(event)
		err := sc.expected(t, event)
		if err == nil {
			sc.takes(t, event)
			taken = append(taken, label)
			if !offered[event] {
				t.Errorf("%s could do %s, but the page does not offer it", sc.user.Name, event)
			}
			continue
		}
		sc.refuses(t, event, err)
		no.add(sc.user, strings.ReplaceAll(err.Error(), "“"+label+"”", "“…”"), label)
	}
	kept, err := sc.store.Get(context.Background(), nil, sc.app.ID)
	if err != nil || kept.Version != sc.app.Version {
		t.Errorf("%s: a refused step changed it to version %d (%v)", sc.user.Name, kept.Version, err)
	}
	return taken
}

func (sc scene) label(event workflow.Event) string {
	if r, ok := workflow.HandlingProcedure.Rule(event, sc.app.State); ok {
		return r.Label
	}
	return workflow.EventLabel(event)
}

var stepForm = regexp.MustCompile(`id="step-(\w+)"`)

// offered are the steps that the page has a form for.
func (sc scene) offered(t *testing.T) map[workflow.Event]bool {
	t.Helper()
	out := map[workflow.Event]bool{}
	r := sc.browser().get(views.ApplicationURL(sc.app.ID))
	want := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[sc.user.Role.Powers().Reads]
	if r.status != want {
		t.Errorf("%s sees the page with status %d, want %d", sc.user.Name, r.status, want)
	}
	for _, m := range stepForm.FindAllStringSubmatch(r.body, -1) {
		out[workflow.Event(m[1])] = true
	}
	if len(out) > 0 && !sc.user.Role.Powers().Acts {
		t.Errorf("%s is offered %v, want nothing", sc.user.Name, out)
	}
	return out
}

// browser is the person's own, for this test alone.
func (sc scene) browser() *browser {
	b := *sc.tabs[sc.user.Name]
	b.site = sc.site
	return &b
}

// filled is the form of a step, filled in as the step asks.
func (sc scene) filled(event workflow.Event, version int) map[string]string {
	out := map[string]string{"event": string(event), "on": string(sc.on), "version": fmt.Sprint(version)}
	rule := sc.rule(event)
	for _, ask := range rule.Asks {
		if signs := event == workflow.Answer || event == workflow.Extend; signs && ask != workflow.AskLetterNumber {
			continue // stands in the draft
		}
		for name, value := range sc.answers(ask, event) {
			out[name] = value
		}
	}
	return out
}

func (sc scene) rule(event workflow.Event) workflow.Rule {
	for _, p := range workflow.Procedures {
		if r, ok := p.Rule(event, sc.app.State); ok {
			return r
		}
		if r, ok := p.Named(event); ok {
			return r
		}
	}
	return workflow.Rule{}
}

// answers are what is filled in where a step asks for something.
func (sc scene) answers(ask fault.Input, event workflow.Event) map[string]string {
	switch ask {
	case workflow.AskIntake:
		return map[string]string{"channel": string(sc.app.Channel), "kind": "person", "name": "某人",
			"content": "某项信息，2024年度", "arrived": string(sc.app.Arrived)}
	case workflow.AskRuling:
		return map[string]string{"ruling": string(workflow.RulingsFor(event)[0].Code)}
	case workflow.AskOther:
		return map[string]string{"other": sc.other}
	default: // always the same
	}
	return map[fault.Input]map[string]string{
		workflow.AskDays: {"days": "5"}, workflow.AskUntil: {"until": "2027-03-31"},
		workflow.AskParty:   {"party": "third_party"},
		workflow.AskOpinion: {"opinion": "agrees"}, workflow.AskOutcome: {"outcome": "granted"}, workflow.AskAlso: {},
		workflow.AskLetterNumber: {"letter": "示公开告〔2026〕1号"}, workflow.AskMethod: {"method": "post"}, workflow.AskRef: {},
		workflow.AskReason: {"reason": "示例理由"}, workflow.AskAmount: {"amount": "270"},
		workflow.AskTariff: {"tariff": "pages", "units": "57"},
		workflow.AskRoute:  {"block": "suit_direct"}, workflow.AskOur: {"our": "original"}, workflow.AskTrack: {"track": ""},
		workflow.AskUnit: {"unit": "示例股"}, workflow.AskArchive: {"archive": "2026-永久-2"},
		workflow.AskParts: {"parts": "甲项信息\n乙项信息"},
	}[ask]
}

// expected is what the desk makes of the step, on an application of its own.
func (sc scene) expected(t *testing.T, event workflow.Event) error {
	t.Helper()
	if !sc.user.Role.Powers().Acts {
		return &fault.Error{Kind: fault.Forbidden, What: looks(sc.user)}
	}
	app := sc.make(t)
	sc.keep(t, app)
	cmd, err := form.Of(sc.filled(event, app.Version)).Command(sc.clock())
	if err != nil {
		t.Fatal(err)
	}
	_, err = desks.New(sc.store).For(sc.user).Do(context.Background(), app.ID, cmd)
	return err
}

// takes sends the step to the page and to the API, each for an application of its
// own, and finds it in the journal under the person's name.
func (sc scene) takes(t *testing.T, event workflow.Event) {
	t.Helper()
	for _, way := range []string{"page", "API"} {
		app := sc.make(t)
		sc.keep(t, app)
		got := sc.sends(way, app, event)
		kept, err := sc.store.Get(context.Background(), nil, app.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int{"page": http.StatusSeeOther, "API": http.StatusOK}[way]
		if last := kept.Journal[len(kept.Journal)-1]; got.status != want || last.Event != event ||
			last.User != sc.user.Name || len(kept.Journal) != len(app.Journal)+1 {
			t.Errorf("%s by %s to the %s: status %d, want %d; last entry %s by %s\n%.300s",
				event, sc.user.Name, way, got.status, want, last.Event, last.User, got.body)
		}
	}
}

func (sc scene) sends(way string, app *workflow.Application, event workflow.Event) reply {
	fields := sc.filled(event, app.Version)
	url := views.ApplicationURL(app.ID) + "/events"
	if way == "API" {
		object := map[string]any{}
		for name, v := range fields {
			object[name] = v
		}
		return sc.browser().json("/api"+url, object, nil)
	}
	var pairs []string
	for name, v := range fields {
		pairs = append(pairs, name, v)
	}
	return sc.browser().post(url, pairs...)
}

// refuses sends a step that is shut to the API, and to the page where the page
// could offer it to this person: of those that it could not, only the first.
func (sc scene) refuses(t *testing.T, event workflow.Event, err error) {
	t.Helper()
	ways := []string{"API", "page"}
	if sc.foreign(event) && event != workflow.Receive {
		ways = ways[:1]
	}
	for _, way := range ways {
		got := sc.sends(way, sc.app, event)
		if want := statuses[fault.KindOf(err)]; got.status != want {
			t.Errorf("%s by %s to the %s: status %d, want %d\n%.300s", event, sc.user.Name, way, got.status, want, got.body)
		}
		if sc.user.Role.Powers().Acts && !strings.Contains(html.UnescapeString(got.body), err.Error()) {
			t.Errorf("%s by %s to the %s does not say %q\n%.600s", event, sc.user.Name, way, err.Error(), got.body)
		}
	}
}

// foreign says whether no table has the step from where the application stands,
// or the person takes no steps at all.
func (sc scene) foreign(event workflow.Event) bool {
	if !sc.user.Role.Powers().Acts {
		return true
	}
	choices := sc.app.Choices(workflow.Command{On: sc.on, Role: sc.user.Role, User: sc.user.Name}, calendar.Published())
	return !slices.ContainsFunc(choices, func(c workflow.Choice) bool { return c.Rule.Event == event })
}

// refusals are the reasons of refusal in the order they are met, each with the
// steps it refuses, and to whom where not to all.
type refusals struct {
	order  []string
	events map[string][]string
	people map[string][]string
}

func (r *refusals) add(u account.User, why, label string) {
	if !u.Role.Powers().Acts {
		return // the table says so
	}
	if r.events == nil {
		r.events, r.people = map[string][]string{}, map[string][]string{}
	}
	if r.events[why] == nil {
		r.order = append(r.order, why)
	}
	if !slices.Contains(r.events[why], label) {
		r.events[why] = append(r.events[why], label)
	}
	key := why + label
	if !slices.Contains(r.people[key], u.Display) {
		r.people[key] = append(r.people[key], u.Display)
	}
}

// String lists the reasons, the steps that two or more people are refused alike
// without their names.
func (r *refusals) String() string {
	var b strings.Builder
	b.WriteString("\n不能办理：\n\n")
	for _, why := range r.order {
		var whole, single []string
		for _, label := range r.events[why] {
			if who := r.people[why+label]; len(who) > 1 {
				whole = append(whole, label)
			} else {
				single = append(single, label+"（"+who[0]+"）")
			}
		}
		fmt.Fprintf(&b, "- %s\n  %s\n", why, strings.Join(append(whole, single...), "、"))
	}
	return b.String()
}

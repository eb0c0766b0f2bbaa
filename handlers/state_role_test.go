package handlers

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow"
)

// situation is a state an application can be in, and how it got there.
type situation struct {
	name  string
	begun workflow.Date
	steps []workflow.Command
}

// by gives a step to one of the people of the site.
func by(name string, on workflow.Date, cmd workflow.Command) workflow.Command {
	i := slices.IndexFunc(people, func(u workflow.User) bool { return u.Name == name })
	cmd.On, cmd.User, cmd.By, cmd.Role = on, name, people[i].Display, people[i].Role
	return cmd
}

func clerk(on workflow.Date, event workflow.Event, cmd workflow.Command) workflow.Command {
	cmd.Event = event
	return by("jingban", on, cmd)
}

func head(on workflow.Date, event workflow.Event, cmd workflow.Command) workflow.Command {
	cmd.Event = event
	return by("shenhe", on, cmd)
}

type cmds = []workflow.Command

// signedAnswer is drafted and submitted by the clerk and signed by the head.
func signedAnswer(on workflow.Date, outcome workflow.OutcomeCode) cmds {
	return cmds{
		clerk(on, workflow.DraftAnswer, workflow.Command{Outcome: outcome}), clerk(on, workflow.Submit, workflow.Command{}),
		head(on, workflow.Answer, workflow.Command{}),
	}
}

// situations are the states of the handling, of a draft, of reviews and suits.
func situations() []situation {
	none := workflow.Command{}
	why := workflow.Command{Reason: "示例理由"}
	draft := clerk("2026-11-10", workflow.DraftAnswer, workflow.Command{Outcome: "granted"})
	submit := clerk("2026-11-10", workflow.Submit, none)
	answered := signedAnswer("2026-11-10", "granted")
	refused := signedAnswer("2026-11-10", "third_party")
	sent := append(slices.Clone(answered), clerk("2026-11-11", workflow.Dispatch, workflow.Command{Method: workflow.ServedByPost}))
	reviewed := append(slices.Clone(refused), clerk("2026-11-12", workflow.AcceptReview, none))
	sued := append(slices.Clone(answered), clerk("2026-11-12", workflow.AcceptSuit, workflow.Command{Block: workflow.SuitDirect}))
	judged := append(slices.Clone(sued), clerk("2026-11-13", workflow.Judge, workflow.Command{Ruling: "dismissed"}))
	with := func(before cmds, more ...workflow.Command) cmds { return append(slices.Clone(before), more...) }
	extension := cmds{
		clerk("2026-11-10", workflow.DraftExtension, workflow.Command{Days: 10}), clerk("2026-11-10", workflow.Submit, none), head("2026-11-10", workflow.Extend, none),
	}
	correction := cmds{clerk("2026-11-04", workflow.AskCorrection, why)}
	consult := cmds{clerk("2026-11-04", workflow.Consult, workflow.Command{Party: workflow.ThirdParty})}
	fee := workflow.Command{Tariff: workflow.ByPage, Units: 57, Amount: workflow.Whole(270)}
	return []situation{
		{"待确认", "2026-11-02", nil},
		{"办理中", "2026-11-02", nil},
		{"办理中，逾期", "2026-09-01", nil},
		{"办理中，2007年条例", "2018-03-01", nil},
		{"待补正", "2026-11-02", correction},
		{"办理中，已补正", "2026-11-02", with(correction, clerk("2026-11-09", workflow.Correct, none))},
		{"待说明理由", "2026-11-02", cmds{clerk("2026-11-04", workflow.AskReasons, why)}},
		{"待缴费", "2026-11-02", cmds{clerk("2026-11-04", workflow.AskFee, fee)}},
		{"已延期", "2026-11-02", extension},
		{"征求意见中", "2026-11-02", consult},
		{"第三方合理反对", "2026-11-02", with(consult, clerk("2026-11-09", workflow.Consulted, workflow.Command{Opinion: "objects"}))},
		{"拟稿", "2026-11-02", cmds{draft}},
		{"待签发，经办人拟", "2026-11-02", cmds{draft, submit}},
		{"待签发，审核签发人拟", "2026-11-02", cmds{head("2026-11-10", workflow.DraftAnswer, workflow.Command{Outcome: "granted"}), head("2026-11-10", workflow.Submit, none)}},
		{"已退回", "2026-11-02", cmds{draft, submit, head("2026-11-10", workflow.Return, why)}},
		{"已答复，未送达", "2026-11-02", answered},
		{"已答复，已寄出", "2026-11-02", sent},
		{"已答复，退件", "2026-11-02", with(sent, clerk("2026-11-16", workflow.Undelivered, why))},
		{"已答复，已签收", "2026-11-02", with(sent, clerk("2026-11-13", workflow.Deliver, workflow.Command{Method: workflow.ServedByPost}))},
		{"已答复，已归档", "2026-11-02", with(sent, clerk("2026-11-16", workflow.FileAway, workflow.Command{Archive: "2026-永久-1"}))},
		{"已终止，撤回", "2026-11-02", cmds{clerk("2026-11-09", workflow.Withdraw, why)}},
		{"已并拆", "2026-11-02", cmds{head("2026-11-09", workflow.Split, workflow.Command{Parts: []string{"甲", "乙"}, Reason: "一事一申请"})}},
		{"收到复议申请", "2026-11-02", with(refused, clerk("2026-11-12", workflow.FileReview, none))},
		{"复议审理中", "2026-11-02", reviewed},
		{"复议中止", "2026-11-02", with(reviewed, clerk("2026-11-13", workflow.SuspendReview, none))},
		{"复议维持", "2026-11-02", with(reviewed, clerk("2026-11-20", workflow.EndReview, workflow.Command{Ruling: "upheld"}))},
		{"复议责令重作，重新答复中", "2026-11-02", with(reviewed, clerk("2026-11-20", workflow.EndReview, workflow.Command{Ruling: "remake"}))},
		{"一审审理中", "2026-11-02", sued},
		{"一审已裁判，未生效", "2026-11-02", judged},
		{"二审中", "2026-11-02", with(judged, clerk("2026-11-20", workflow.Appeal, none))},
		{"诉讼审结", "2026-11-02", with(sued, clerk("2026-11-20", workflow.EndSuit, workflow.Command{Ruling: "dismissed"}))},
	}
}

// make plays a situation.
func (st situation) make(t *testing.T, office string, pair bool) *workflow.Application {
	t.Helper()
	in := workflow.Intake{Channel: workflow.Registered, Content: "某项信息", Arrived: st.begun, Applicant: workflow.Applicant{Kind: "person", Name: "某人"}}
	if st.name == "待确认" {
		in.Channel = workflow.Online
	}
	app := &workflow.Application{Office: office}
	for _, cmd := range append(cmds{by("jingban", st.begun, workflow.Log(in, workflow.Published()))}, st.steps...) {
		cmd.At, cmd.Pair = cmd.On.Noon(), pair
		if err := app.Apply(cmd, workflow.Published()); err != nil {
			t.Fatalf("%s: %s on %s: %v", st.name, cmd.Event, cmd.On, err)
		}
	}
	return app
}

// events are all events of all procedures, each once.
func events() []workflow.Rule[*workflow.Application] {
	var out []workflow.Rule[*workflow.Application]
	for _, p := range workflow.Procedures {
		for _, r := range p {
			if !slices.ContainsFunc(out, func(o workflow.Rule[*workflow.Application]) bool { return o.Event == r.Event }) {
				out = append(out, r)
			}
		}
	}
	return out
}

// In every state each role can do exactly what the accepted table says. Every
// other step is refused over HTTP, by the page and by the API, with the reason,
// and changes nothing.
func TestWhoMayDoWhatOverHTTP(t *testing.T) {
	s := newSite(t)
	ctx, today := context.Background(), workflow.DateOf(s.clock())
	roles := map[string]*browser{}
	for _, u := range people[:4] {
		roles[u.Name] = s.as(u.Name)
	}
	var b strings.Builder
	b.WriteString("# 各状态下谁可以办理什么\n\n办理日期一律为 " + string(today) + "。没有列为“可办理”的步骤，经页面和接口提交都被拒绝，理由列在后面。\n")
	refusals := 0
	for _, st := range situations() {
		app := st.make(t, "xfb", false)
		if err := s.store.Add(ctx, app); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n## %s\n\n状态 %s，阶段 %s\n", st.name, app.State, app.Stage())
		for _, u := range people[:4] {
			open, shut := s.choices(t, app, u, today)
			if len(open) == 0 && len(shut.order) == 1 {
				shut = refusal{[]string{shut.order[0]}, map[string][]string{shut.order[0]: {"所有步骤"}}}
			}
			fmt.Fprintf(&b, "\n%s可办理：%s\n", u.Role.Powers().Label, strings.Join(open, "、")+map[bool]string{true: "（无）"}[len(open) == 0])
			for _, why := range shut.order {
				fmt.Fprintf(&b, "- %s：%s\n", why, strings.Join(shut.events[why], "、"))
			}
			refusals += s.refuses(t, st, app, roles[u.Name], u, today)
		}
		kept, err := s.store.Get(ctx, nil, app.ID)
		if err != nil || kept.Version != app.Version {
			t.Errorf("%s: a refused step changed it (%v)", st.name, err)
		}
	}
	t.Logf("%d steps refused over HTTP", refusals)
	golden(t, "who_may_do_what.md", b.String())
}

// refusal are the reasons of refusal in the order they are met, with the steps each
// refuses.
type refusal struct {
	order  []string
	events map[string][]string
}

// choices lists what the person may do, and why not the rest.
func (s *site) choices(t *testing.T, app *workflow.Application, u workflow.User, today workflow.Date) ([]string, refusal) {
	t.Helper()
	var open []string
	no := refusal{events: map[string][]string{}}
	for _, r := range events() {
		if own, ok := workflow.HandlingProcedure.Rule(r.Event, app.State); ok {
			r = own
		}
		err := s.bare(app, u, r.Event, today)
		if err == nil || workflow.KindOf(err) == workflow.Invalid {
			open = append(open, r.Label)
			continue
		}
		why := strings.ReplaceAll(err.Error(), "“"+r.Label+"”", "“…”")
		if no.events[why] == nil {
			no.order = append(no.order, why)
		}
		no.events[why] = append(no.events[why], r.Label)
	}
	return open, no
}

// bare is what becomes of a step with nothing but its day filled in.
func (s *site) bare(app *workflow.Application, u workflow.User, event workflow.Event, today workflow.Date) error {
	if p := u.Role.Powers(); !p.Reads || !p.Acts {
		return &workflow.Error{Kind: workflow.Forbidden, What: map[bool]string{true: "只能查看", false: "看不到申请"}[p.Reads]}
	}
	probe := *app
	probe.Journal, probe.Disputes = slices.Clone(app.Journal), slices.Clone(app.Disputes)
	cmd := by(u.Name, today, workflow.Command{Event: event, At: today.Noon()})
	return probe.Apply(cmd, workflow.Published())
}

// refuses sends every step that is shut, to the page and to the API.
func (s *site) refuses(t *testing.T, st situation, app *workflow.Application, b *browser, u workflow.User, today workflow.Date) int {
	t.Helper()
	n := 0
	for _, r := range events() {
		err := s.bare(app, u, r.Event, today)
		if err == nil || workflow.KindOf(err) == workflow.Invalid {
			continue
		}
		n++
		page := b.post(fmt.Sprintf("/applications/%d/events", app.ID), "event", string(r.Event), "on", string(today))
		api := b.json(fmt.Sprintf("/api/applications/%d/events", app.ID), map[string]any{"event": string(r.Event), "on": string(today)}, nil)
		for what, got := range map[string]reply{"page": page, "API": api} {
			want := map[workflow.Kind]int{workflow.Refused: http.StatusUnprocessableEntity, workflow.Forbidden: http.StatusForbidden}[workflow.KindOf(err)]
			if got.status != want {
				t.Errorf("%s, %s by %s, %s: status %d, want %d\n%.300s", st.name, r.Event, u.Name, what, got.status, want, got.body)
			}
			if u.Role.Powers().Acts && !strings.Contains(html.UnescapeString(got.body), err.Error()) {
				t.Errorf("%s, %s by %s, %s does not say %q\n%.600s", st.name, r.Event, u.Name, what, err.Error(), got.body)
			}
		}
	}
	return n
}

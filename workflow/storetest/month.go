package storetest

import (
	"fmt"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// asker is the applicant who makes one application after the other.
var asker = workflow.Applicant{Kind: "person", Name: "甲某", IDNumber: "110101199003070011"}

// monthDesks are the desks to which a month of applications comes.
type monthDesks struct {
	*testing.T
	clerk, head *desks.Set
	tariff      workflow.Tariff
}

// openPlaces returns the desks of a clerk and a head of the county.
func openPlaces(t *testing.T, s desks.Store) monthDesks {
	t.Helper()
	addOffices(t, s)
	desk := desks.New(s)
	tariff, _ := workflow.TariffOf(workflow.ByItem)
	return monthDesks{
		T: t, tariff: tariff,
		clerk: desk.For(account.User{Name: "jb", Office: "county", Role: account.Clerk}),
		head:  desk.For(account.User{Name: "fzr", Office: "county", Role: account.Supervisor}),
	}
}

// Of the applications of one applicant to one office in a calendar month, each is
// charged by its place: nothing up to the tenth, then by steps; and the next month
// begins anew (109号 4). What others ask for, what the same applicant asks of another
// office, and what is not yet received is not counted with them.
func months(t *testing.T, s desks.Store) {
	p := openPlaces(t, s)
	var march []*workflow.Application
	for i := range 45 {
		march = append(march, p.logs("county", calendar.Date(fmt.Sprintf("2024-03-%02d", 1+i/2)), asker, workflow.InPerson))
		p.noise(i)
	}
	var april []*workflow.Application
	for range 12 {
		april = append(april, p.logs("county", "2024-04-01", asker, workflow.InPerson))
	}
	var got statistics.Amount
	for i, app := range march {
		got += p.charged(app, i+1)
	}
	if want := statistics.Whole(p.tariff.Total(45)); got != want || want != statistics.Whole(5500) {
		t.Errorf("45 applications were charged %s yuan, want %s", got, want)
	}
	for i, app := range april {
		p.charged(app, i+1)
	}
}

// noise is what arrives in between and counts for somebody else, or not yet.
func (p monthDesks) noise(i int) {
	on := calendar.Date(fmt.Sprintf("2024-03-%02d", 1+i/2))
	switch i % 9 {
	case 0:
		p.logs("county", on, workflow.Applicant{Kind: "person", Name: "乙某", IDNumber: asker.IDNumber}, workflow.InPerson)
	case 2:
		p.logs("county", on,
			workflow.Applicant{Kind: "person", Name: asker.Name, IDNumber: "110101199003070038"}, workflow.InPerson)
	case 4:
		p.logs("county", on, asker, workflow.Online) // not confirmed
	case 6:
		p.logs("police", on, asker, workflow.InPerson)
	}
}

// logs registers an application.
func (p monthDesks) logs(
	office string, on calendar.Date, who workflow.Applicant, by workflow.Channel,
) *workflow.Application {
	p.Helper()
	desk := p.clerk
	if office != "county" {
		desk = desks.New(desk.Store).For(account.User{Name: "other", Office: office, Role: account.Clerk})
	}
	cmd := workflow.Log(workflow.Intake{Channel: by, Applicant: who, Content: "预算", Arrived: on}, calendar.Published())
	cmd.At, cmd.Office = on.Noon(), office
	return must(desk.Do(ctx, 0, cmd))(p.T)
}

// charged asks for the fee of an application and records the payment: not a yuan more
// than its place costs, and nothing where that is free. It returns what was paid.
func (p monthDesks) charged(app *workflow.Application, place int) statistics.Amount {
	p.Helper()
	if n := must(p.clerk.Ordinal(ctx, app))(p.T); n != place {
		p.Fatalf("%s is application %d of its month, want %d", app.Number, n, place)
	}
	price := p.tariff.Fee(place)
	ask := workflow.Command{Event: workflow.AskFee, On: app.Received,
		At: app.Received.Noon(), Tariff: workflow.ByItem, Amount: price + statistics.Whole(1)}
	_, err := p.clerk.Do(ctx, app.ID, ask)
	wantKind(p.T, fmt.Sprintf("a yuan too much for application %d", place), err, fault.Refused)
	ask.Amount, ask.Units = price, place+1
	_, err = p.clerk.Do(ctx, app.ID, ask)
	wantKind(p.T, fmt.Sprintf("application %d charged as the next", place), err, fault.Invalid)
	if price == 0 {
		return 0
	}
	ask.Units = 0
	must(p.clerk.Do(ctx, app.ID, ask))(p.T)
	paid := must(p.clerk.Do(ctx, app.ID,
		workflow.Command{Event: workflow.Pay, On: app.Received.AddDays(1), At: app.Received.AddDays(1).Noon()}))(p.T)
	e, _ := paid.Last(workflow.AskFee)
	if e.Units != place || len(paid.Payments()) != 1 || paid.Payments()[0].Yuan != price {
		p.Errorf("application %d: asked as number %d and paid %+v, want %s yuan", place, e.Units, paid.Payments(), price)
	}
	return paid.Payments()[0].Yuan
}

// The parts into which an application is divided each have a place of their own; one
// that is merged into another has none any more.
func parted(t *testing.T, s desks.Store) {
	p := openPlaces(t, s)
	var apps []*workflow.Application
	for range 12 {
		apps = append(apps, p.logs("county", "2024-03-01", asker, workflow.InPerson))
	}
	do := func(i int, cmd workflow.Command) {
		t.Helper()
		cmd.On, cmd.At, cmd.Reason = "2024-03-04", calendar.Date("2024-03-04").Noon(), "示例理由"
		must(p.head.Do(ctx, apps[i].ID, cmd))(t)
	}
	do(3, workflow.Command{Event: workflow.Merge, Other: apps[0].Number})
	p.place(apps[11].ID, 11)
	do(4, workflow.Command{Event: workflow.Split, Parts: []string{"甲项", "乙项", "丙项"}})
	p.place(apps[11].ID, 10)
	for i := range 3 {
		p.place(apps[11].ID+workflow.ID(1+i), 11+i)
	}
}

// place checks the place of an application in its month.
func (p monthDesks) place(id workflow.ID, want int) {
	p.Helper()
	if got := must(p.clerk.Ordinal(ctx, must(p.clerk.Application(ctx, id))(p.T)))(p.T); got != want {
		p.Errorf("application %d has place %d of its month, want %d", id, got, want)
	}
}

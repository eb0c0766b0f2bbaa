package form

import (
	"cmp"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// Command reads what a person wants done to an application. Who it is, in which
// role and when, the form has no say in.
func (f Form) Command(now time.Time) (workflow.Command, error) {
	cmd := f.words()
	cmd.At, cmd.Recorded = now, f.Yes("recorded")
	for _, code := range f.Several("also") {
		cmd.Also = append(cmd.Also, workflow.OutcomeCode(code))
	}
	var errs [7]error
	cmd.On, errs[0] = f.Day("on")
	cmd.Until, errs[1] = f.Day("until")
	cmd.Days, errs[2] = f.Number("days")
	cmd.Ref, errs[3] = f.Number("ref")
	cmd.Version, errs[4] = f.Number("version")
	cmd.Amount, errs[5] = f.amount("amount")
	cmd.Units, errs[6] = f.Number("units")
	if err := cmp.Or(errs[:]...); err != nil {
		return cmd, err
	}
	if _, sent := f.Given("channel"); sent && cmd.Event == workflow.Amend { // what was registered, as it should have been
		in, err := f.Intake()
		if err != nil {
			return cmd, err
		}
		cmd.Intake = &in
	}
	return cmd, cmp.Or(f.Short("letter", 100), f.Short("reason", 2000), f.Short("archive", 100),
		f.Short("other", 64), f.Short("parts", 100_000))
}

// words are the parts of a command that are text or a code; the workflow knows
// the codes.
func (f Form) words() workflow.Command {
	return workflow.Command{
		Event: workflow.Event(f.Text("event")), Then: workflow.Event(f.Text("then")), Party: workflow.Party(f.Text("party")),
		Opinion: workflow.Opinion(f.Text("opinion")), Outcome: workflow.OutcomeCode(f.Text("outcome")),
		LetterNumber: f.Text("letter"), Method: workflow.Method(f.Text("method")), Block: workflow.Block(f.Text("block")),
		Our: workflow.OurRole(f.Text("our")), Track: workflow.Track(f.Text("track")),
		Ruling: workflow.RulingCode(f.Text("ruling")), Result: workflow.Result(f.Text("result")),
		Tariff: workflow.TariffCode(f.Text("tariff")), Unit: f.Text("unit"),
		Handler: f.Text("handler"), Archive: f.Text("archive"),
		Other: f.Text("other"), Parts: f.Several("parts"), Reason: f.Text("reason"),
	}
}

// Intake reads what came in with an application.
func (f Form) Intake() (workflow.Intake, error) {
	in := workflow.Intake{
		Channel: workflow.Channel(f.Text("channel")),
		Content: f.Text("content"), Oral: f.Yes("oral"), Remark: f.Text("remark"),
		Applicant: workflow.Applicant{
			Kind: workflow.ApplicantKind(f.Text("kind")), Name: f.Text("name"), IDNumber: f.Text("id_number"),
			Phone: f.Text("phone"), Address: f.Text("address"), Email: f.Text("email"),
		},
	}
	var errs [3]error
	in.Submitted, errs[0] = f.Day("submitted")
	in.Arrived, errs[1] = f.Day("arrived")
	in.Confirmed, errs[2] = f.Day("confirmed")
	if err := cmp.Or(errs[:]...); err != nil {
		return in, err
	}
	return in, cmp.Or(f.Short("id_number", 40), f.Short("phone", 40), f.Short("address", 200),
		f.Short("email", 200), f.Short("remark", 2000))
}

// Logging reads the command that writes down a new application.
func (f Form) Logging(cal *calendar.Calendar, u account.User, now time.Time) (workflow.Command, error) {
	in, err := f.Intake()
	if err != nil {
		return workflow.Command{}, err
	}
	if err := cmp.Or(f.Short("number", 64), f.Short("token", 64)); err != nil {
		return workflow.Command{}, err
	}
	cmd := workflow.Log(in, cal)
	cmd.At, cmd.Number, cmd.Office = now, f.Text("number"), f.Text("office")
	if cmd.Office == "" {
		cmd.Office = u.Office
	}
	if t := f.Text("token"); t != "" {
		cmd.Token = u.Name + " " + t // one person's form cannot stand for another's
	}
	return cmd, nil
}

// ID reads the number of an application from the address.
func ID(c echo.Context) (workflow.ID, error) {
	n, err := strconv.ParseUint(c.Param("id"), 10, 63)
	if err != nil || n == 0 {
		return 0, fault.Errorf(fault.NotFound, "没有这件申请")
	}
	return workflow.ID(n), nil
}

// ReportOptions reads which report is wanted: by default the reader's office
// and the last year that is over.
func (f Form) ReportOptions(u account.User, today calendar.Date) (report.Options, error) {
	o := report.Options{Office: f.Text("office"), Form: f.Text("form"), Rollup: f.Yes("rollup")}
	if o.Office == "" {
		o.Office = u.Office
	}
	var err error
	if o.Year, err = f.Number("year"); o.Year == 0 {
		o.Year = today.Year() - 1
	}
	if err != nil {
		return o, err
	}
	o.AsOf, err = f.AsOf(today)
	return o, err
}

package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// form is what came in with a request, from a page or as JSON: each name once,
// every value text; of the few names that stand for a list, a line for each
// value. Nothing of it gets anywhere but by being asked for by name.
type form struct{ values map[string]string }

// readForm reads a form.
func readForm(c echo.Context) (form, error) {
	if _, err := c.FormParams(); err != nil {
		if http5 := (*echo.HTTPError)(nil); errors.As(err, &http5) {
			return form{}, http5
		}
		return form{}, echo.NewHTTPError(http.StatusBadRequest)
	}
	return once(c.Request().PostForm)
}

// readQuery reads a query string.
func readQuery(c echo.Context) (form, error) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return form{}, echo.NewHTTPError(http.StatusBadRequest)
	}
	return once(values)
}

// lists are the names that may bring several values.
var lists = map[string]bool{"also": true, "parts": true, "ids": true, "columns": true}

// once refuses a name that stands twice, but for lists, and text that is no text.
func once(values url.Values) (form, error) {
	f := form{map[string]string{}}
	for name, all := range values {
		if len(all) != 1 && !lists[name] {
			return form{}, echo.NewHTTPError(http.StatusBadRequest).SetInternal(twice(name))
		}
		v := strings.Join(all, "\n")
		if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
			return form{}, unreadable(name)
		}
		f.values[name] = v
	}
	return f, nil
}

// twice is the error of a name with two values where one is expected.
func twice(name string) error {
	return fault.Input(name).Wrong("“%s”给出了两次，不知道以哪个为准，请求没有处理", name)
}

// unreadable is the error of a value that is no text.
func unreadable(name string) error {
	return fault.Input(name).Wrong("“%s”中有不能识别的字符", name)
}

// raw is a value as it came.
func (f form) raw(name string) string { return f.values[name] }

// given is a value without space around it, and whether it came at all.
func (f form) given(name string) (string, bool) {
	v, ok := f.values[name]
	return strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")), ok
}

func (f form) text(name string) string { v, _ := f.given(name); return v }

// several are the values of a list, without those that are blank.
func (f form) several(name string) []string {
	var out []string
	for _, line := range strings.Split(f.text(name), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (f form) yes(name string) bool { return f.text(name) != "" }

// day reads a date; "" where there is none.
func (f form) day(name string) (calendar.Date, error) {
	d, err := calendar.ReadDate(f.text(name))
	if err != nil {
		return "", fault.About(fault.Input(name), err)
	}
	return d, nil
}

// number reads a number from 0; 0 where there is none.
func (f form) number(name string) (int, error) {
	v := f.text(name)
	if v == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(v, 10, 31)
	if err != nil {
		return 0, fault.Input(name).Wrong("“%s”不是整数，请填写 0 以上的整数", v)
	}
	return int(n), nil
}

// pageNumber is the page of a list that is asked for, the first where none is.
func (f form) pageNumber() (int, error) {
	n, err := f.number("page")
	return max(1, n), err
}

func (f form) amount(name string) (statistics.Amount, error) {
	v := f.text(name)
	if v == "" {
		return 0, nil
	}
	a, err := statistics.ParseAmount(v)
	if err != nil {
		return 0, fault.About(fault.Input(name), err)
	}
	return a, nil
}

// signed reads an amount that may be below 0; 0 where there is none.
func (f form) signed(name string) (statistics.Amount, error) {
	if f.text(name) == "" {
		return 0, nil
	}
	a, err := statistics.ParseSigned(f.text(name))
	return a, fault.About(fault.Input(name), err)
}

// command reads what a person wants done to an application. Who it is, in which
// role and when, the form has no say in.
func (f form) command(now time.Time) (workflow.Command, error) {
	cmd := f.words()
	cmd.At, cmd.Recorded = now, f.yes("recorded")
	for _, code := range f.several("also") {
		cmd.Also = append(cmd.Also, workflow.OutcomeCode(code))
	}
	var errs [7]error
	cmd.On, errs[0] = f.day("on")
	cmd.Until, errs[1] = f.day("until")
	cmd.Days, errs[2] = f.number("days")
	cmd.Ref, errs[3] = f.number("ref")
	cmd.Version, errs[4] = f.number("version")
	cmd.Amount, errs[5] = f.amount("amount")
	cmd.Units, errs[6] = f.number("units")
	if err := first(errs[:]); err != nil {
		return cmd, err
	}
	if _, sent := f.given("channel"); sent && cmd.Event == workflow.Amend { // what was registered, as it should have been
		in, err := f.intake()
		if err != nil {
			return cmd, err
		}
		cmd.Intake = &in
	}
	return cmd, f.short(limit{"letter", 100}, limit{"reason", 2000},
		limit{"archive", 100}, limit{"other", 64}, limit{"parts", 100_000})
}

// words are the parts of a command that are text or a code; the workflow knows
// the codes.
func (f form) words() workflow.Command {
	return workflow.Command{
		Event: workflow.Event(f.text("event")), Then: workflow.Event(f.text("then")), Party: workflow.Party(f.text("party")),
		Opinion: workflow.Opinion(f.text("opinion")), Outcome: workflow.OutcomeCode(f.text("outcome")),
		Letter: f.text("letter"), Method: workflow.Method(f.text("method")), Block: workflow.Block(f.text("block")),
		Our: workflow.OurRole(f.text("our")), Track: workflow.Track(f.text("track")),
		Ruling: workflow.RulingCode(f.text("ruling")), Result: workflow.Result(f.text("result")),
		Tariff: workflow.TariffCode(f.text("tariff")), Unit: f.text("unit"),
		Handler: f.text("handler"), Archive: f.text("archive"),
		Other: f.text("other"), Parts: f.several("parts"), Reason: f.text("reason"),
	}
}

// limit is the length a text may have, in characters.
type limit struct {
	name string
	max  int
}

// short holds texts to their lengths.
func (f form) short(limits ...limit) error {
	for _, l := range limits {
		if len([]rune(f.text(l.name))) > l.max {
			return fault.Input(l.name).Wrong("不能超过 %d 字", l.max)
		}
	}
	return nil
}

// intake reads what came in with an application.
func (f form) intake() (workflow.Intake, error) {
	in := workflow.Intake{
		Channel: workflow.Channel(f.text("channel")),
		Content: f.text("content"), Oral: f.yes("oral"), Remark: f.text("remark"),
		Applicant: workflow.Applicant{
			Kind: workflow.ApplicantKind(f.text("kind")), Name: f.text("name"), IDNumber: f.text("id_number"),
			Phone: f.text("phone"), Address: f.text("address"), Email: f.text("email"),
		},
	}
	var errs [3]error
	in.Submitted, errs[0] = f.day("submitted")
	in.Arrived, errs[1] = f.day("arrived")
	in.Confirmed, errs[2] = f.day("confirmed")
	if err := first(errs[:]); err != nil {
		return in, err
	}
	return in, f.short(limit{"id_number", 40}, limit{"phone", 40},
		limit{"address", 200}, limit{"email", 200}, limit{"remark", 2000})
}

func first(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// logging reads the command that writes down a new application.
func (f form) logging(cal *calendar.Calendar, u account.User, now time.Time) (workflow.Command, error) {
	in, err := f.intake()
	if err != nil {
		return workflow.Command{}, err
	}
	if err := f.short(limit{"number", 64}, limit{"token", 64}); err != nil {
		return workflow.Command{}, err
	}
	cmd := workflow.Log(in, cal)
	cmd.At, cmd.Number, cmd.Office = now, f.text("number"), f.text("office")
	if cmd.Office == "" {
		cmd.Office = u.Office
	}
	if t := f.text("token"); t != "" {
		cmd.Token = u.Name + " " + t // one person's form cannot stand for another's
	}
	return cmd, nil
}

// id reads the number of an application from the address.
func id(c echo.Context) (workflow.ID, error) {
	n, err := strconv.ParseUint(c.Param("id"), 10, 63)
	if err != nil || n == 0 {
		return 0, fault.Errorf(fault.NotFound, "没有这件申请")
	}
	return workflow.ID(n), nil
}

// reportOptions reads which report is wanted: by default the reader's office
// and the last year that is over.
func (f form) reportOptions(u account.User, today calendar.Date) (report.Options, error) {
	o := report.Options{Office: f.text("office"), Form: f.text("form"), Rollup: f.yes("rollup")}
	if o.Office == "" {
		o.Office = u.Office
	}
	var err error
	if o.Year, err = f.number("year"); o.Year == 0 {
		o.Year = today.Year() - 1
	}
	if err != nil {
		return o, err
	}
	o.AsOf, err = f.asOf(today)
	return o, err
}

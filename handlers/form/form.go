// Package form reads what comes in with a request: the fields of a page, a query
// string, the JSON of a program. All three become one [Form] of texts, and from it
// the values that others ask for by name: a day, a number, a command. What cannot
// be read is told with the name of its input. The package does not know who sends
// a request, what that person may do and what time it is; whether a command makes
// sense is for the workflow to say.
package form

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/plain"
	"gongkai/workflow/statistics"
)

// Form is what came in with a request, from a page or as JSON: each name once,
// every value text; of the few names that stand for a list, a line for each
// value. Nothing of it gets anywhere but by being asked for by name.
type Form struct{ values map[string]string }

// MaxFields is how many fields a form may have. The largest page, a yearly report, has
// some two hundred; a register ticked from end to end a few thousand.
const MaxFields = 5_000

// Read reads a form. What is not a form, or too much of one, is an [echo.HTTPError] with
// the reason; reading it again gives the same.
func Read(c echo.Context) (Form, error) {
	if err := countFields(c.Request()); err != nil {
		return Form{}, err
	}
	_, err := c.FormParams()
	if http5 := (*echo.HTTPError)(nil); errors.As(err, &http5) {
		return Form{}, http5
	}
	switch {
	case errors.Is(err, multipart.ErrMessageTooLarge):
		return Form{}, tooManyFields()
	case err != nil:
		return Form{}, echo.NewHTTPError(http.StatusBadRequest).SetInternal(fault.Errorf(fault.Invalid,
			"提交的内容不完整，或者不是表单，没有保存。请返回上一页，刷新后再提交"))
	}
	return Parse(c.Request().PostForm)
}

// IsJSON reports whether a request says that it brings JSON.
func IsJSON(c echo.Context) bool {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	return err == nil && kind == echo.MIMEApplicationJSON
}

// countFields refuses a form with too many fields before it is taken apart. The parts of
// a form with files are counted by whoever takes them apart.
func countFields(r *http.Request) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if r.PostForm != nil || kind != echo.MIMEApplicationForm || r.Body == nil {
		return nil
	}
	body, err := io.ReadAll(r.Body) // the body of the request has a limit
	if http5 := (*echo.HTTPError)(nil); errors.As(err, &http5) {
		return http5
	}
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if bytes.Count(body, []byte("&")) >= MaxFields {
		return tooManyFields()
	}
	return nil
}

// tooManyFields says how many there may be.
func tooManyFields() error {
	return echo.NewHTTPError(http.StatusRequestEntityTooLarge).SetInternal(fault.Errorf(fault.Invalid,
		"表单的字段太多，最多 %d 个，没有保存。请减少勾选或者填写的项，分几次提交", MaxFields))
}

// ReadQuery reads a query string.
func ReadQuery(c echo.Context) (Form, error) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return Form{}, echo.NewHTTPError(http.StatusBadRequest)
	}
	return Parse(values)
}

// lists are the names that may bring several values.
var lists = map[string]bool{"also": true, "parts": true, "ids": true, "columns": true}

// Parse makes a form of the values of an address or a body. It refuses a name that
// stands twice, but for lists, and text that is no text.
func Parse(values url.Values) (Form, error) {
	f := Form{map[string]string{}}
	for name, all := range values {
		if len(all) != 1 && !lists[name] {
			return Form{}, echo.NewHTTPError(http.StatusBadRequest).SetInternal(twice(name))
		}
		v := strings.Join(all, "\n")
		if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
			return Form{}, unreadable(name)
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

// Of is the form with these values.
func Of(values map[string]string) Form { return Form{values} }

// Clone is another form with the same values.
func (f Form) Clone() Form { return Form{maps.Clone(f.values)} }

// Values are what came, by name.
func (f Form) Values() map[string]string { return maps.Clone(f.values) }

// Names are the names of what came, in order.
func (f Form) Names() []string { return slices.Sorted(maps.Keys(f.values)) }

// Set puts a value in the place of what came by the name.
func (f Form) Set(name, value string) { f.values[name] = value }

// Drop takes the values of some names out.
func (f Form) Drop(names ...string) {
	for _, name := range names {
		delete(f.values, name)
	}
}

// Raw is a value as it came.
func (f Form) Raw(name string) string { return f.values[name] }

// Given is a value without space around it, and whether it came at all. One in which
// nothing is to be seen is "".
func (f Form) Given(name string) (string, bool) {
	v, ok := f.values[name]
	if plain.Blank(v) {
		return "", ok
	}
	return strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")), ok
}

// Text is a value without space around it; "" where none came.
func (f Form) Text(name string) string { v, _ := f.Given(name); return v }

// Several are the values of a list, without those that are blank.
func (f Form) Several(name string) []string {
	var out []string
	for _, line := range strings.Split(f.Text(name), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Yes says whether a box was ticked.
func (f Form) Yes(name string) bool { return f.Text(name) != "" }

// Day reads a date; "" where there is none.
func (f Form) Day(name string) (calendar.Date, error) {
	d, err := calendar.ReadDate(f.Text(name))
	if err != nil {
		return "", fault.About(fault.Input(name), err)
	}
	return d, nil
}

// Number reads a number from 0; 0 where there is none.
func (f Form) Number(name string) (int, error) {
	v := f.Text(name)
	if v == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(v, 10, 31)
	if err != nil {
		return 0, fault.Input(name).Wrong("“%s”不是整数，请填写 0 以上的整数", v)
	}
	return int(n), nil
}

// PageNumber is the page of a list that is asked for, the first where none is.
func (f Form) PageNumber() (int, error) {
	n, err := f.Number("page")
	return max(1, n), err
}

// amount reads an amount from 0; 0 where there is none.
func (f Form) amount(name string) (statistics.Amount, error) {
	v := f.Text(name)
	if v == "" {
		return 0, nil
	}
	a, err := statistics.ParseAmount(v)
	if err != nil {
		return 0, fault.About(fault.Input(name), err)
	}
	return a, nil
}

// Signed reads an amount that may be below 0; 0 where there is none.
func (f Form) Signed(name string) (statistics.Amount, error) {
	if f.Text(name) == "" {
		return 0, nil
	}
	a, err := statistics.ParseSigned(f.Text(name))
	return a, fault.About(fault.Input(name), err)
}

// AsOf is the day that is asked about; "" for today as it is.
func (f Form) AsOf(today calendar.Date) (calendar.Date, error) {
	day, err := f.Day("as_of")
	if err == nil && day > today {
		err = fault.Input("as_of").Wrong("日期 %s 晚于今天（%s），还不知道那时的情况", day, today)
	}
	return day, err
}

// Short holds a text to its length, in characters.
func (f Form) Short(name string, most int) error {
	if utf8.RuneCountInString(f.Text(name)) > most {
		return fault.Input(name).Wrong("不能超过 %d 字", most)
	}
	return nil
}

// Digest names what a form says and the page it came from: "" where the form has
// no token. The same form sent again has the same, one with something changed
// has not; the token against forgery is no part of it, for it may be another by
// then.
func (f Form) Digest() string {
	if f.Text("token") == "" {
		return ""
	}
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		if name != "csrf" {
			h.Write([]byte(name + "\x00" + f.values[name] + "\x00"))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Address is a path with what the form says, some of it changed; "" takes a value
// out.
func (f Form) Address(path string, change ...string) string {
	q := url.Values{}
	for name, v := range f.values {
		q.Set(name, v)
	}
	for i := 0; i < len(change); i += 2 {
		q.Set(change[i], change[i+1])
	}
	for name := range q {
		if q.Get(name) == "" {
			q.Del(name)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"gongkai/workflow/fault"
)

// jsonShape is what the value of a name in the JSON of the API has to be.
type jsonShape int

const (
	aText   jsonShape = iota + 1
	aNumber           // or a text that is one
	aTruth
	aList    // of texts of one line, or one text with a line for each
	anObject // its names count as those of the object it stands in
	unheard  // what the program itself says: it may come back, and nobody listens
)

// shapes are the names of the API. Any other is a mistake of whoever sends it.
var shapes = map[string]jsonShape{
	"event": aText, "on": aText, "until": aText, "days": aNumber, "party": aText, "opinion": aText,
	"outcome": aText, "also": aList, "letter": aText, "method": aText, "amount": aNumber, "tariff": aText,
	"units": aNumber, "ref": aNumber, "block": aText, "our": aText, "track": aText, "ruling": aText,
	"result": aText, "unit": aText, "handler": aText, "archive": aText, "other": aText, "parts": aList,
	"reason": aText, "recorded": aTruth, "version": aNumber, "token": aText, "then": aText,

	"channel": aText, "content": aText, "oral": aTruth, "remark": aText, "submitted": aText, "arrived": aText,
	"confirmed": aText, "applicant": anObject, "kind": aText, "name": aText, "id_number": aText, "phone": aText,
	"address": aText, "email": aText, "number": aText, "office": aText,

	"id": unheard, "state": unheard, "received": unheard, "closed": unheard, "at": unheard, "by": unheard,
	"user": unheard, "role": unheard, "register": unheard,
}

// ofApplicant are the names that may also stand in the object of the applicant.
var ofApplicant = []string{"kind", "name", "id_number", "phone", "address", "email"}

// ReadJSON reads one JSON object.
func ReadJSON(c echo.Context) (Form, error) {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEApplicationJSON {
		return Form{}, echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	body, err := io.ReadAll(c.Request().Body)
	if http5 := (*echo.HTTPError)(nil); errors.As(err, &http5) {
		return Form{}, http5
	}
	if err != nil {
		return Form{}, echo.NewHTTPError(http.StatusBadRequest)
	}
	return readObject(body)
}

// readObject reads one JSON object and nothing besides, to a form. The names of
// the applicant may stand in an object of their own. What is not understood in
// full is Invalid, with the name it stands by: a name given twice, one that the
// API does not have, a value of another shape.
func readObject(body []byte) (Form, error) {
	if !utf8.Valid(body) || !json.Valid(body) || !bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{")) {
		return Form{}, fault.Errorf(fault.Invalid, "请求的内容不是一个 JSON 对象")
	}
	o := object{Form{map[string]string{}}, map[string]bool{}}
	if err := o.members(body, nil); err != nil {
		return Form{}, err
	}
	return o.Form, nil
}

// object is what was read so far, and which names have come.
type object struct {
	Form  Form
	given map[string]bool
}

// members takes what stands in an object, in its order; of an object within it,
// only some names.
func (o object) members(text json.RawMessage, only []string) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil { // the brace
		return err
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if err := o.member(token.(string), value, only); err != nil {
			return err
		}
	}
	return nil
}

// member takes one name with its value, and refuses what the API does not have.
func (o object) member(name string, value json.RawMessage, only []string) error {
	wants := shapes[name]
	switch {
	case o.given[name]:
		return twice(name)
	case wants == 0:
		return fault.Input(name).Wrong("没有“%s”这个字段，请核对字段名称", name)
	case only != nil && !slices.Contains(only, name):
		return fault.Input(name).Wrong("“%s”不是申请人（applicant）的字段", name)
	}
	o.given[name] = true
	if wants == unheard || string(value) == "null" {
		return nil
	}
	if wants == anObject && value[0] == '{' {
		return o.members(value, ofApplicant)
	}
	v, ok := shapers[wants].read(value)
	if !ok {
		return fault.Input(name).Wrong("“%s”应当是%s", name, shapers[wants].label)
	}
	if strings.ContainsRune(v, 0) {
		return unreadable(name)
	}
	o.Form.values[name] = v
	return nil
}

// shapers say in words what each shape is, and read it.
var shapers = map[jsonShape]struct {
	label string
	read  func(json.RawMessage) (string, bool)
}{
	aText:    {"文字", textOf},
	aNumber:  {"数字", numberOf},
	aTruth:   {"真假值（true、false）", as(func(yes bool) string { return map[bool]string{true: "1"}[yes] })},
	aList:    {"若干项文字，每项一行", linesOf},
	anObject: {"一个对象", func(json.RawMessage) (string, bool) { return "", false }},
}

// as reads a value of a Go type into a text.
func as[T any](text func(T) string) func(json.RawMessage) (string, bool) {
	return func(value json.RawMessage) (string, bool) {
		var v T
		err := json.Unmarshal(value, &v)
		return text(v), err == nil
	}
}

// textOf reads a text.
var textOf = as(func(s string) string { return s })

// numberOf reads a number, digit for digit. What is in a text is looked at where it
// is used.
func numberOf(value json.RawMessage) (string, bool) {
	if value[0] == '"' {
		return textOf(value)
	}
	return string(value), value[0] == '-' || '0' <= value[0] && value[0] <= '9'
}

// linesOf reads a list of texts, or one text.
func linesOf(value json.RawMessage) (string, bool) {
	if value[0] == '"' {
		return textOf(value)
	}
	var all []*string
	if json.Unmarshal(value, &all) != nil {
		return "", false
	}
	var out []string
	for _, s := range all {
		if s == nil || strings.ContainsAny(*s, "\r\n") {
			return "", false
		}
		out = append(out, *s)
	}
	return strings.Join(out, "\n"), true
}

package handlers

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/draft"
)

// layout is how a person likes the register. No columns means the usual ones.
type layout struct {
	Columns []string `json:"columns,omitempty"`
	Roomy   bool     `json:"roomy,omitempty"`
}

// keyRegister is where the layout lies in the drawer.
const keyRegister = "register"

// layoutAndNames is what the register needs to know besides its applications.
type layoutAndNames struct {
	layout  layout
	names   views.Names
	offices []account.Office // in the person's reach
	staff   []account.User
}

func (s *Server) layoutAndNames(c echo.Context) (layoutAndNames, error) {
	ctx, desk := c.Request().Context(), s.desk(c)
	names, err := s.names(c)
	if err != nil {
		return layoutAndNames{}, err
	}
	k := layoutAndNames{names: names}
	if k.layout, err = setting(s, c, keyRegister, layout{}); err != nil {
		return k, err
	}
	if k.offices, err = desk.Offices(ctx); err != nil {
		return k, err
	}
	k.staff, err = desk.Staff(ctx)
	return k, err
}

// shown are the columns of the list, the number first. The office is left out where
// it would be the same in every row. A code that the program no longer has is passed
// over: the layout may have been kept under an older version.
func (k layoutAndNames) shown() []views.Column {
	out := []views.Column{views.Columns[0]}
	for _, code := range k.codes() {
		if col, ok := views.ColumnByCode(code); ok && code != views.ColumnNumber &&
			(code != views.ColumnOffice || len(k.offices) > 1) {
			out = append(out, col)
		}
	}
	return out
}

// codes are the columns that were chosen, or the usual ones.
func (k layoutAndNames) codes() []string {
	if len(k.layout.Columns) > 0 {
		return k.layout.Columns
	}
	var out []string
	for _, col := range views.Columns {
		if col.Usual {
			out = append(out, col.Code)
		}
	}
	return out
}

// choices are the columns to choose from, those shown first and in their order.
func (k layoutAndNames) choices(t views.Language) []views.ColumnChoice {
	var on, off []views.ColumnChoice
	for i, col := range k.shown()[1:] {
		on = append(on, views.ColumnChoice{Code: col.Code, Label: t.T(col.Label), Place: strconv.Itoa(i + 1), Shown: true})
	}
	for _, col := range views.Columns[1:] {
		if !slices.ContainsFunc(on, func(c views.ColumnChoice) bool { return c.Code == col.Code }) &&
			(col.Code != views.ColumnOffice || len(k.offices) > 1) {
			off = append(off, views.ColumnChoice{Code: col.Code, Label: t.T(col.Label)})
		}
	}
	return append(on, off...)
}

// read is a value that is filtered by, in words; "" for none.
func (k layoutAndNames) read(f cond.Field, v string) string {
	switch {
	case v == "":
		return ""
	case f == cond.FieldOffice:
		return cmp.Or(k.names.Offices[v], v)
	case f == cond.FieldHandler:
		return cmp.Or(k.names.People[v], v)
	}
	return views.ValueWord(f, v)
}

// setLayout keeps how the person likes the register.
func (s *Server) setLayout(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	chosen := layout{Roomy: f.Yes("roomy")}
	if chosen.Columns, err = chosenColumns(f); err != nil {
		return err
	}
	if f.Yes("reset") {
		chosen = layout{}
	}
	if err := s.store(c, draft.Setting, keyRegister, chosen); err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("列设置已保存，只对您自己有效。"))
	return c.Redirect(http.StatusSeeOther, back(f))
}

// chosenColumns are the columns that were ticked, in the order of their places;
// what has none stands where the table has it.
func chosenColumns(f form.Form) ([]string, error) {
	type placed struct {
		code  string
		place int
	}
	var out []placed
	for i, col := range views.Columns {
		if !slices.Contains(f.Several("columns"), col.Code) {
			continue
		}
		place, err := f.Number("place-" + col.Code)
		if err != nil {
			return nil, err
		}
		if place == 0 {
			place = 100 + i
		}
		out = append(out, placed{col.Code, place})
	}
	slices.SortStableFunc(out, func(a, b placed) int { return a.place - b.place })
	var codes []string
	for _, p := range out {
		codes = append(codes, p.code)
	}
	return codes, nil
}

// back is the list that a form was sent from.
func back(f form.Form) string {
	if to := inside(f.Text("back")); to != address.Home {
		return to
	}
	return address.Applications
}

// heads are the heads of the columns, each with its filter.
func (s *Server) heads(t views.Language, f filter, typed typedFilters, k layoutAndNames) []views.Heading {
	var out []views.Heading
	for _, col := range k.shown() {
		h := views.Heading{Code: col.Code, Label: t.T(col.Label), Control: s.control(t, typed, k, col)}
		if col.Sort != "" {
			h.URL = f.Address(address.Applications, "sort", string(col.Sort), "desc", "", "page", "")
		}
		if col.Sort != "" && col.Sort == f.sort {
			h.Sort, h.Mark = "ascending", " ▲"
			h.URL = f.Address(address.Applications, "desc", "1", "page", "")
			if f.desc {
				h.Sort, h.Mark = "descending", " ▼"
				h.URL = f.Address(address.Applications, "desc", "", "page", "")
			}
		}
		out = append(out, h)
	}
	return out
}

// control is the filter in the head of a column; one without a name where there is
// none.
func (s *Server) control(t views.Language, typed typedFilters, k layoutAndNames, col views.Column) views.Field {
	field := views.Field{ID: "find-" + col.Code, Name: col.Code,
		Label: t.T("按“%s”筛选", t.T(col.Label)), Value: typed.Text(col.Code), Max: 100}
	switch options, day := k.options(t, col.Code, field.Value); {
	case options != nil:
		field.Options = views.Optional(t.T("全部"), field.Value, options)
	case day:
		field.Hint, field.Max = t.T("起~止"), 40
		if from, to := typed.Text(col.Code+"_from"), typed.Text(col.Code+"_to"); field.Value == "" {
			field.Value = strings.TrimSuffix(from+"~"+to, "~")
		}
	case !slices.Contains(spoken, col.Code) && col.Code != "unit":
		return views.Field{}
	}
	if typed.wrong() == col.Code {
		field.Error = typed.err.Error()
	}
	return field
}

// options are what a column may be filtered by; day says that it is by days.
func (k layoutAndNames) options(t views.Language, code, chosen string) (options []views.Option, day bool) {
	switch code {
	case "office":
		return officeOptions(k.offices, chosen), false
	case "channel":
		return views.ChannelOptions(chosen), false
	case "kind":
		return views.KindOptions(chosen), false
	case "handler":
		return views.Choose(k.staff, chosen, func(u account.User) (string, string) { return u.Name, u.DisplayName() }), false
	case "standing":
		return views.Choose(standings, chosen, func(st termStanding) (string, string) {
			return string(st.Code), t.T(st.Label)
		}), false
	case "stage":
		return views.Choose(workflow.Stages, chosen, stageOption), false
	case "draft":
		return views.Choose(draftStates, chosen, func(st workflow.State) (string, string) {
			return string(st), workflow.StateLabel(st)
		}), false
	case "outcome":
		return views.Choose(workflow.Outcomes, chosen, func(o workflow.Outcome) (string, string) {
			return string(o.Code), o.Label
		}), false
	}
	return nil, slices.Contains(spans, code)
}

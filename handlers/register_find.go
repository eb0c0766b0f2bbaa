package handlers

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
)

// spoken are the filters whose text may name a person: they are sent, kept in the
// person's drawer, and known to the address by a token only.
var spoken = []string{"q", "number", "name", "content"}

// filterTexts are the texts of a filter.
type filterTexts map[string]string

// texts are what the filter searches for.
func texts(f form.Form) filterTexts {
	out := filterTexts{}
	for _, name := range spoken {
		if v := f.Text(name); v != "" {
			out[name] = v
		}
	}
	return out
}

// recall puts the texts that the address has a token of among the filters. lost
// says why it cannot.
func (s *Server) recall(c echo.Context, f form.Form) (lost, err error) {
	texts, err := s.remembered(c, f)
	if fault.KindOf(err) == fault.NotFound {
		return &fault.Error{Kind: fault.NotFound, What: "搜索的文字已经过期，或者是别人搜索的，下面是不含这些文字的列表", Next: "请重新输入要找的文字"}, nil
	}
	for name, text := range texts {
		f.Set(name, text)
	}
	return nil, err
}

// remembered are the texts of a search, or of a list with a name.
func (s *Server) remembered(c echo.Context, f form.Form) (filterTexts, error) {
	if key := f.Text("find"); key != "" {
		return stored[filterTexts](s, c, draft.Search, key)
	}
	if key := f.Text("view"); key != "" {
		v, err := stored[namedView](s, c, draft.SavedView, key)
		return v.Texts, err
	}
	return nil, nil
}

// typedFilters is what was typed into the filters, and what is wrong with it.
type typedFilters struct {
	form.Form
	err error
}

// wrong is the control that the fault is in.
func (t typedFilters) wrong() string {
	wrong := string(fault.InputOf(t.err))
	for _, name := range spans {
		if wrong == name+"_from" || wrong == name+"_to" {
			return name
		}
	}
	return wrong
}

// findApplications leads from what was typed to the address of its list. What
// cannot be read stays in its control, and the list does without.
func (s *Server) findApplications(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	typed := f.Clone()
	f.Drop("csrf", "find", "view", "page")
	err = spell(f, s.today())
	out, siftErr := sift(f, s.today())
	if err = cmp.Or(err, siftErr); mendable(err) {
		return s.refuseFind(c, f, typedFilters{typed, err})
	}
	if err != nil {
		return err
	}
	if texts := texts(f); len(texts) > 0 {
		key := rand.Text()
		if err := s.store(c, draft.Search, key, texts); err != nil {
			return err
		}
		out.Set("find", key)
	}
	return c.Redirect(http.StatusSeeOther, out.Address(address.Applications))
}

// refuseFind shows the list without what could not be read.
func (s *Server) refuseFind(c echo.Context, f form.Form, typed typedFilters) error {
	out, err := filter{Form: f}, typed.err
	for err != nil {
		wrong := typedFilters{err: err}.wrong()
		if wrong == "" {
			return err
		}
		f.Drop(wrong, wrong+"_from", wrong+"_to")
		out, err = sift(f, s.today())
	}
	return s.registerPage(c, http.StatusUnprocessableEntity, out, typed)
}

// spell puts the days that were typed into the form that addresses have: one day
// is the first, two with 至 or ~ between are the first and the last.
func spell(f form.Form, today calendar.Date) error {
	for _, name := range spans {
		typed, ok := f.Given(name)
		if !ok {
			continue
		}
		from, to, _ := strings.Cut(strings.NewReplacer("～", "~", "至", "~").Replace(typed), "~")
		f.Drop(name)
		for end, v := range map[string]string{name + "_from": from, name + "_to": to} {
			day, err := calendar.ReadDate(withYear(strings.TrimSpace(v), today))
			if err != nil {
				return fault.Input(name).Wrong(
					"“%s”不能读作日期，请写成 %s 或者 %s 的样子；一段日子写成 %s~%s",
					typed, today, today[5:], today[:8]+"01", today)
			}
			f.Set(end, string(day))
		}
	}
	return nil
}

// monthAndDay is a day that lacks its year, as people type it.
var monthAndDay = regexp.MustCompile(`^(\d{1,2})[-./月](\d{1,2})日?$|^(\d{2})(\d{2})$`)

// withYear takes a day without its year for one of this year.
func withYear(v string, today calendar.Date) string {
	m := monthAndDay.FindStringSubmatch(v)
	if m == nil {
		return v
	}
	return string(today[:5]) + m[1] + m[3] + "-" + m[2] + m[4]
}

// carried is what the form of filters has besides the controls that are shown: the
// order, and what is filtered by without a column.
func (f filter) carried(shown []views.Column) []views.Option {
	seen := map[string]bool{"year": true, "page": true, "find": true, "view": true}
	for _, col := range shown {
		seen[col.Code], seen[col.Code+"_from"], seen[col.Code+"_to"] = true, true, true
	}
	var out []views.Option
	for _, name := range filters() {
		if v := f.Text(name); v != "" && !seen[name] {
			out = append(out, views.Option{Value: name, Label: v})
		}
	}
	return out
}

// filters are the names of all filters, in the order in which they are spoken of.
func filters() []string {
	out := []string{"q", "number", "name", "content", "year", "standing"}
	for _, e := range exact {
		out = append(out, e.Name)
	}
	for _, row := range further {
		out = append(out, row.Name)
	}
	return append(out, "sort", "desc")
}

// words are the conditions of the filter as a person would name them.
func (f filter) words(t views.Language, k layoutAndNames) []string {
	var out []string
	add := func(words string) {
		if words != "" {
			out = append(out, words)
		}
	}
	for _, name := range spoken {
		if v := f.Text(name); v != "" {
			add(t.T(spokenOf[name]) + "：" + v)
		}
	}
	if y := f.Text("year"); y != "" {
		add(t.T("%s 年收到", y))
	}
	for _, st := range standings {
		if string(st.Code) == f.Text("standing") {
			add(t.T(st.Label))
		}
	}
	for _, e := range exact {
		add(k.read(e.Field, f.Text(e.Name)))
	}
	add(k.read(cond.FieldHandler, f.Text("handler")))
	add(k.read(cond.FieldPace, f.Text("pace")))
	if v := f.Text("none"); v != "" {
		add(views.Describe(cond.Is{Field: cond.Field(v), Any: []string{""}}, calendar.Period{}))
	}
	for _, name := range spans {
		add(stretch(t, name, f.Text(name+"_from"), f.Text(name+"_to")))
	}
	return out
}

// spokenOf names the texts that can be searched for.
var spokenOf = map[string]views.ID{
	"q": views.ID("搜索"), "number": views.ID("编号"), "name": views.ID("申请人"), "content": views.ID("申请内容"),
}

// stretch is a stretch of days in words.
func stretch(t views.Language, name, from, to string) string {
	if from == "" && to == "" {
		return ""
	}
	col, _ := views.ColumnByCode(name)
	switch {
	case to == "":
		return t.T(col.Label) + " " + t.T("%s 起", from)
	case from == "":
		return t.T(col.Label) + " " + t.T("至 %s", to)
	}
	return t.T(col.Label) + " " + t.T("%s 至 %s", from, to)
}

package handlers

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
)

// store lays something into the person's drawer under a key, and throws away what
// lies in the places that are done with.
func (s *Server) store(c echo.Context, kind draft.Kind, key string, v any, done ...draft.Place) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.desk(c).Drafts.Put(c.Request().Context(), kind, key, string(body), s.Now(), done...)
}

// stored is what lies in the person's drawer under a key; NotFound when nothing
// does.
func stored[T any](s *Server, c echo.Context, kind draft.Kind, key string) (T, error) {
	thing, err := s.desk(c).Drafts.Item(c.Request().Context(), kind, key, s.Now())
	if err != nil {
		var none T
		return none, err
	}
	return opened[T](thing)
}

// setting is how the person likes a page, usual where nothing was chosen.
func setting[T any](s *Server, c echo.Context, key string, usual T) (T, error) {
	v, err := stored[T](s, c, draft.Setting, key)
	if fault.KindOf(err) == fault.NotFound {
		return usual, nil
	}
	return v, err
}

// opened is what a thing from a drawer says.
func opened[T any](t draft.Item) (T, error) {
	var v T
	err := json.Unmarshal([]byte(t.Body), &v)
	return v, err
}

// What of the log form lies in the drawer: each form that was begun, by its
// token, and how the person likes the form.
const (
	draftPrefix = "log "
	habitKey    = "log"
	maxToken    = 64
	maxOffered  = 3
)

// noDraft are the names that are no part of what was typed.
var noDraft = []string{"csrf", "then"}

// keepDraft puts aside what was typed so far. A form with nothing in it is not
// kept. The script of the page wants no page back.
func (s *Server) keepDraft(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	if err := s.putDraft(c, f); mendable(err) {
		return s.logForm(c, http.StatusUnprocessableEntity, f, err)
	} else if err != nil {
		return err
	}
	if c.Request().Header.Get("X-Quiet") != "" {
		return c.NoContent(http.StatusNoContent)
	}
	s.flash(c, s.languageOf(c).T("已存为草稿，保留 7 天，只有您本人看得到。"))
	return c.Redirect(http.StatusSeeOther, address.NewApplication)
}

func (s *Server) putDraft(c echo.Context, f form.Form) error {
	ctx, token := c.Request().Context(), f.Text("token")
	if token == "" || len(token) > maxToken {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	if begun(f) == "" {
		return s.desk(c).Drafts.Discard(ctx, draft.Unsaved, draftPrefix+token)
	}
	typed := f.Clone()
	typed.Drop(noDraft...)
	return s.store(c, draft.Unsaved, draftPrefix+token, typed.Values())
}

// begun is what a person has typed into the form, if anything; what the form
// came with does not count.
func begun(f form.Form) string {
	var out string
	for _, name := range []string{"name", "content", "id_number", "phone",
		"email", "address", "number", "remark", "submitted", "confirmed"} {
		out += f.Text(name)
	}
	return out
}

// draft is a form that was put aside.
func (s *Server) draft(c echo.Context, token string) (form.Form, error) {
	values, err := stored[map[string]string](s, c, draft.Unsaved, draftPrefix+token)
	return form.Of(values), err
}

// draftsOffered are the forms that may be gone on with, the newest first, on a
// form with nothing in it.
func (s *Server) draftsOffered(c echo.Context, f form.Form) ([]views.DraftOffer, error) {
	if begun(f) != "" {
		return nil, nil
	}
	all, err := s.desk(c).Drafts.Items(c.Request().Context(), draft.Unsaved, s.Now())
	var out []views.DraftOffer
	for _, t := range all {
		token, ours := strings.CutPrefix(t.Key, draftPrefix)
		values, broken := opened[map[string]string](t)
		d := form.Of(values)
		if ours && broken == nil && len(out) < maxOffered {
			out = append(out, views.OfferDraft(token, string(calendar.DateOf(t.At)),
				views.Masked(workflow.ApplicantKind(d.Text("kind")), d.Text("name")), d.Text("content")))
		}
	}
	return out, err
}

func (s *Server) discardDraft(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	if err := s.desk(c).Drafts.Discard(c.Request().Context(), draft.Unsaved, draftPrefix+f.Text("token")); err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("草稿已经丢弃。"))
	return c.Redirect(http.StatusSeeOther, address.NewApplication)
}

// logHabit is how the person likes the form: the channel of the last one, and
// whether Enter goes on to the next field, which it does until switched off.
func (s *Server) logHabit(c echo.Context) map[string]string {
	habit, err := setting(s, c, habitKey, map[string]string{"enter": "1"})
	if err != nil {
		s.Log.Warn("no setting of the log form", "ref", ref(c), "err", err)
	}
	return habit
}

// tidy throws away the draft of what was saved, and remembers how the person
// filled in the form. The application is saved: a fault here is not the clerk's.
func (s *Server) tidy(c echo.Context, f form.Form) {
	habit := map[string]string{"channel": f.Text("channel"), "enter": f.Text("enter")}
	saved := draft.Place{Kind: draft.Unsaved, Key: draftPrefix + f.Text("token")}
	if err := s.store(c, draft.Setting, habitKey, habit, saved); err != nil {
		s.Log.Warn("log form not tidied", "ref", ref(c), "err", err)
	}
}

// lastLogged leads to the application that the person logged last.
func (s *Server) lastLogged(c echo.Context) *views.Link {
	id := workflow.ID(s.sessions.GetInt64(c.Request().Context(), keyLast))
	if id == 0 {
		return nil
	}
	app, err := s.desk(c).Application(c.Request().Context(), id)
	if err != nil {
		return nil // out of scope by now
	}
	return &views.Link{URL: views.ApplicationURL(id), Label: app.Number}
}

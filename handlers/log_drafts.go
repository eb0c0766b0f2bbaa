package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/draft"
)

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
	s.flash(c, s.tongue(c).T("已存为草稿，保留 7 天，只有您本人看得到。"))
	return c.Redirect(http.StatusSeeOther, address.NewApplication)
}

// putDraft keeps a form in the drawer, or takes it out if nothing is typed in it any
// more.
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
	all, err := s.desk(c).Drafts.Things(c.Request().Context(), draft.Unsaved, s.Now())
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

// discardDraft takes a form that was put aside out of the drawer.
func (s *Server) discardDraft(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	if err := s.desk(c).Drafts.Discard(c.Request().Context(), draft.Unsaved, draftPrefix+f.Text("token")); err != nil {
		return err
	}
	s.flash(c, s.tongue(c).T("草稿已经丢弃。"))
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

package handlers

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/similar"
)

// coach leads by questions to a category of answer. The replies are codes.
func (s *Server) coach(c echo.Context) error {
	app, err := s.find(c)
	if err != nil {
		return err
	}
	desk, err := s.counter(c, app)
	if err != nil {
		return err
	}
	p, err := views.Coached(s.frame(c, views.ID("类别引导")), app, desk, replies(c.QueryParam("way")), drafts(desk))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, p)
}

// replies are the codes of the replies that an address holds.
func replies(way string) []string {
	if way == "" {
		return nil
	}
	return strings.Split(way, ".")
}

// drafts says whether an answer may be drafted now.
func drafts(d views.PageContext) bool {
	return slices.ContainsFunc(d.Choices, func(ch workflow.Choice) bool {
		return ch.Rule.Event == workflow.DraftAnswer && ch.Why == ""
	})
}

// draftPage shows an application with the form of the draft open, a category
// chosen and a sentence such as letters have. An unknown category chooses none.
func (s *Server) draftPage(c echo.Context, app *workflow.Application, code workflow.OutcomeCode) error {
	desk, err := s.counter(c, app)
	if err != nil {
		return err
	}
	typed := views.Typed{}
	if leaf, ok := workflow.CoachTree.Under(app.Law(desk.Calendar).Name).Leaf(code); ok && drafts(desk) {
		begun := map[string]string{"outcome": string(code), "reason": leaf.Sentence}
		typed = views.Typed{Event: string(workflow.DraftAnswer), Part: true,
			Value: func(name string) string { return begun[name] }}
	}
	return s.page(c, http.StatusOK, s.applied(c, app, desk, typed, nil))
}

// hints are what is known of earlier applications, by what was typed so far. A
// hint that cannot be had is no reason to stop: the form goes on without.
func (s *Server) hints(c echo.Context, f form.Form) []similar.Hint {
	in := workflow.Intake{
		Channel: workflow.Channel(f.Text("channel")), Content: f.Text("content"),
		Applicant: workflow.Applicant{Name: f.Text("name"), IDNumber: f.Text("id_number")},
	}
	if in.Applicant.Name == "" && in.Content == "" {
		return nil
	}
	in.Arrived, _ = f.Day("arrived")
	in.Confirmed, _ = f.Day("confirmed")
	hints, err := s.desk(c).Similar.Hints(c.Request().Context(), cmp.Or(f.Text("office"), user(c).Office), in)
	if err != nil {
		s.Log.Warn("no hints", "ref", ref(c), "err", err)
	}
	return hints
}

// others are the hints that are not about the application itself: a form sent
// twice finds the first.
func others(hints []similar.Hint, id workflow.ID) []similar.Hint {
	return slices.DeleteFunc(hints, func(h similar.Hint) bool {
		return slices.ContainsFunc(h.Apps, func(b workflow.Brief) bool { return b.ID == id })
	})
}

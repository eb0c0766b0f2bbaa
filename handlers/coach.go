package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
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
func drafts(d views.Desk) bool {
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
	if leaf, ok := workflow.Ways.Under(app.Law(desk.Calendar).Name).Leaf(code); ok && drafts(desk) {
		begun := map[string]string{"outcome": string(code), "reason": leaf.Sentence}
		typed = views.Typed{Event: string(workflow.DraftAnswer), Part: true,
			Value: func(name string) string { return begun[name] }}
	}
	return s.page(c, http.StatusOK, s.applied(c, app, desk, typed, nil))
}

package handlers

import (
	"cmp"
	"slices"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/workflow"
	"gongkai/workflow/similar"
)

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

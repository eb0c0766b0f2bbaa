package handlers

import (
	"encoding/json"

	"github.com/labstack/echo/v4"

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
	thing, err := s.desk(c).Drafts.Thing(c.Request().Context(), kind, key, s.Now())
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

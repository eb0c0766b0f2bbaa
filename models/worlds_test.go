package models

import (
	"os"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/storetest"
)

// Both databases agree with the independent model on every cell of its worlds:
// on all thousand where GONGKAI_WORLDS says so, else on each fiftieth.
func TestModelWorlds(t *testing.T) {
	every := 50
	if os.Getenv("GONGKAI_WORLDS") == "all" {
		every = 1
	}
	inPlaces(t, func(t *testing.T, p place) {
		s := p.opened(t)
		storetest.WorldsAgree(t, func() workflow.Store { return s }, every)
	})
}

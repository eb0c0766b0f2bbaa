package models

import (
	"os"
	"strconv"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/storetest"
)

// Both databases agree with the independent model on every cell of its thousand
// worlds: of each fiftieth, or of each so many as GONGKAI_WORLDS says, 1 for all
// of them.
func TestModelWorlds(t *testing.T) {
	every, err := strconv.Atoi(os.Getenv("GONGKAI_WORLDS"))
	if err != nil || every < 1 {
		every = 50
	}
	inPlaces(t, func(t *testing.T, p place) {
		s := p.opened(t)
		storetest.WorldsAgree(t, func() workflow.Store { return s }, every)
	})
}

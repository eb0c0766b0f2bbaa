package models

import (
	"flag"
	"testing"

	"gongkai/workflow/desks"
	"gongkai/workflow/proof"
	"gongkai/workflow/storetest"
)

// eachWorld thins out the worlds for the databases. In memory the proof walks all of
// them; here it takes each tenth, as all would take ten minutes. `make worlds` walks
// them all.
var eachWorld = flag.Int("world", 0, "walk each `nth` world of the independent model (0: as the proof or the tests do)")

// Both databases agree with the independent model on every cell of its worlds.
func TestModelWorlds(t *testing.T) {
	every := *eachWorld
	if every == 0 {
		every = proof.Of(10, 50, 50)
	}
	inPlaces(t, func(t *testing.T, p database) {
		s := p.opened(t)
		storetest.WorldsAgree(t, func() desks.Store { return s }, every)
	})
}

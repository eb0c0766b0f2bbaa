package models

import (
	"testing"

	"gongkai/workflow/desks"
	"gongkai/workflow/proof"
	"gongkai/workflow/storetest"
)

// Both databases agree with the independent model on every cell of its thousand
// worlds; the ordinary run takes each fiftieth.
func TestModelWorlds(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := p.opened(t)
		storetest.WorldsAgree(t, func() desks.Store { return s }, proof.Of(1, 50, 50))
	})
}

package views

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// A QR code has the three squares by which readers find it, and the margin they need; a
// text that fits into none is an error.
func TestQRCode(t *testing.T) {
	code, err := NewQRCode("otpauth://totp/x?secret=ABCDEFGH")
	if err != nil || (code.Size-2*quiet-17)%4 != 0 {
		t.Fatalf("got size %d, %v, want that of a QR code", code.Size, err)
	}
	dark := darkCells(t, code.Path)
	far := code.Size - quiet - 7
	for _, corner := range [][2]int{{quiet, quiet}, {far, quiet}, {quiet, far}} {
		for _, cell := range [][3]int{{0, 0, 1}, {6, 6, 1}, {3, 3, 1}, {1, 1, 0}, {5, 1, 0}} {
			at := [2]int{corner[0] + cell[0], corner[1] + cell[1]}
			if got := dark[at]; got != (cell[2] == 1) {
				t.Errorf("cell %d dark: %t, want %t", at, got, cell[2] == 1)
			}
		}
	}
	for at := range dark {
		if min(at[0], at[1]) < quiet || max(at[0], at[1]) >= code.Size-quiet {
			t.Errorf("cell %d of the margin is dark", at)
		}
	}
	if _, err := NewQRCode(strings.Repeat("长", 2000)); err == nil {
		t.Error("a text that fits into none is drawn")
	}
}

// darkCells are the cells that a path of bars covers.
func darkCells(t *testing.T, path string) map[[2]int]bool {
	t.Helper()
	out := map[[2]int]bool{}
	for _, bar := range regexp.MustCompile(`M\d+ \d+h\d+v1h-\d+z`).FindAllString(path, -1) {
		var x, y, n, back int
		if _, err := fmt.Sscanf(bar, "M%d %dh%dv1h-%dz", &x, &y, &n, &back); err != nil || n != back {
			t.Fatalf("bar %q is not closed (%v)", bar, err)
		}
		for i := range n {
			out[[2]int{x + i, y}] = true
		}
	}
	return out
}

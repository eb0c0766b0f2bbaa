package views

import (
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
	far := code.Size - quiet - 7
	for _, corner := range [][2]int{{quiet, quiet}, {far, quiet}, {quiet, far}} {
		for _, cell := range [][3]int{{0, 0, 1}, {6, 6, 1}, {3, 3, 1}, {1, 1, 0}, {5, 1, 0}} {
			at := cellAt(corner[0]+cell[0], corner[1]+cell[1])
			if got := strings.Contains(code.Path, at); got != (cell[2] == 1) {
				t.Errorf("cell %s dark: %t, want %t", at, got, cell[2] == 1)
			}
		}
	}
	if strings.Contains(code.Path, cellAt(quiet-1, quiet)) {
		t.Error("the margin is not empty")
	}
	if _, err := NewQRCode(strings.Repeat("长", 2000)); err == nil {
		t.Error("a text that fits into none is drawn")
	}
}

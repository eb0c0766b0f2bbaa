package views

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// QRCode is a text as a square of dark cells, drawn by the page itself.
type QRCode struct {
	Size int    // of the square, in cells, with the margin that readers need
	Path string // of the dark cells, as an SVG path
}

// quiet is the margin around a QR code, in cells (ISO/IEC 18004).
const quiet = 4

// NewQRCode draws a text, each run of dark cells in a row as one bar. It fails on a text
// that is too long for any QR code.
func NewQRCode(text string) (QRCode, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QRCode{}, fmt.Errorf("draw a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if n := x - from; n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, n, n)
			}
		}
	}
	return QRCode{code.Size + 2*quiet, path.String()}, nil
}

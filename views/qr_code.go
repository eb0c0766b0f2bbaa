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

// quiet is the margin around a QR code, in cells.
const quiet = 4

// cellAt draws one dark cell.
func cellAt(x, y int) string { return fmt.Sprintf("M%d %dh1v1h-1z", x, y) }

// NewQRCode draws a text. It fails on one that is too long for any QR code.
func NewQRCode(text string) (QRCode, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QRCode{}, fmt.Errorf("draw a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				path.WriteString(cellAt(x+quiet, y+quiet))
			}
		}
	}
	return QRCode{code.Size + 2*quiet, path.String()}, nil
}

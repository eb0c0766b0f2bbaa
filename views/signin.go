package views

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"gongkai/workflow/account"
)

// SignInPage is where people sign in.
type SignInPage struct {
	Frame
	Fields []Field
	Next   string // where to go afterwards; "" is the start
	Setup  bool   // there is no administrator yet
}

// SetupPage creates the first administrator, given the one-time code.
type SetupPage struct {
	Frame
	Fields []Field
}

// PasswordPage changes the reader's own password. Must says that nothing else can be
// done before.
type PasswordPage struct {
	Frame
	Fields []Field
	Must   bool
}

// RenewalPage asks for the password again when a form arrives after its session has
// ended. It carries what was typed, so that nothing is lost.
type RenewalPage struct {
	Frame
	Name   string // of the user whose session it was
	Fields []Field
	To     string   // where the form was going
	Proof  string   // that this server asked this person: a page elsewhere cannot make one
	Kept   []Option // what was typed
}

// CodePage asks for the second factor after the password was right.
type CodePage struct {
	Frame
	Fields []Field
}

func (CodePage) template() string { return "code" }

// FactorPage is the reader's own second factor: none, one to set up, or one in use.
type FactorPage struct {
	Frame
	Must  bool // the rules demand one of the reader
	Facts []Pair

	Secret string // to set up, in groups as it is typed in; "" for nothing to set up
	QR     QRCode
	Codes  []string // recovery codes, shown this once

	Start   bool    // there is none, and the page offers to set one up
	Confirm []Field // of setting it up
	Renew   []Field // of new recovery codes; none where there is no second factor
	Drop    []Field // of taking it off; none where that may not be
}

func (FactorPage) template() string { return "factor" }

// SessionsPage lists where the reader is signed in.
type SessionsPage struct {
	Frame
	Caption string
	Rows    []SessionRow
}

// SessionRow is one sign-in. Key is what its form sends; This is the one that reads.
type SessionRow struct {
	Key, Browser, From, Began, Seen string
	This                            bool
}

func (SessionsPage) template() string { return "sessions" }

// SessionRows are sign-ins as rows, in the same order.
func (t Language) SessionRows(all []account.Session, this string) []SessionRow {
	var out []SessionRow
	for _, s := range all {
		out = append(out, SessionRow{s.Key, t.browser(s.Agent), s.From, Moment(s.Began), Moment(s.Seen), s.Key == this})
	}
	return out
}

// agents are browsers and systems by a word of what a browser says of itself, each
// before those whose word it says as well.
var agents = [2][][2]string{
	{
		{"Edg/", "Edge"}, {"360", "360"}, {"QQBrowser", "QQ"},
		{"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	},
	{
		{"Windows NT 6.1", "Windows 7"}, {"Windows", "Windows"}, {"Android", "Android"},
		{"iPhone", "iPhone"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	},
}

// browser says in short which browser it was, "" for one that says nothing known.
func (t Language) browser(agent string) string {
	var out []string
	for _, kind := range agents {
		for _, row := range kind {
			if strings.Contains(agent, row[0]) {
				out = append(out, row[1])
				break
			}
		}
	}
	if len(out) == 0 {
		return t.T("不详")
	}
	return strings.Join(out, " · ")
}

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

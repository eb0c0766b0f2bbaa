package views

import (
	"bytes"

	"gongkai/workflow/plain"
)

// kept are elements whose text goes back to us as it is when a form is sent.
var kept = []byte("textarea")

// marked is a page with every character that is not seen, or turns others round, shown as
// a mark. What stands in tags and in boxes of several lines is left as it is: it may be
// sent back, and nobody's text is changed by looking at it.
func marked(page []byte) []byte {
	if !plain.Hides(string(page)) {
		return page
	}
	var out bytes.Buffer
	for len(page) > 0 {
		at := bytes.IndexByte(page, '<')
		if at < 0 {
			at = len(page)
		}
		out.WriteString(plain.Marked(string(page[:at])))
		page = page[at:]
		end := tagEnd(page)
		out.Write(page[:end])
		page = page[end:]
	}
	return out.Bytes()
}

// tagEnd is how long the tag is with which a text begins; with the box of several lines
// that it opens, if it does. The templates quote every attribute, and write no < into
// one.
func tagEnd(page []byte) int {
	until := []byte(">")
	if bytes.HasPrefix(page, append([]byte("<"), kept...)) {
		until = append(append([]byte("</"), kept...), '>')
	}
	if i := bytes.Index(page, until); i >= 0 {
		return i + len(until)
	}
	return len(page)
}

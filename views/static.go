package views

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"gongkai/views/address"
)

//go:embed templates/*.html static locales/*.json
var files embed.FS

// Assets are the addresses of the style sheet, the script and the icon. Each contains
// the hash of the file, so that a browser may keep it for ever.
type Assets struct{ Style, Script, Icon string }

// Static is one file that pages refer to.
type Static struct {
	Type string // media type
	Body []byte
}

// bundles are the files that pages refer to, each joined from its parts in the order
// of their names: an old PC is to ask for three files rather than twenty.
var bundles = []struct {
	name, parts, mime string
	url               func(*Assets) *string
}{
	{"gongkai.css", "static/style/*.css", "text/css; charset=utf-8", func(a *Assets) *string { return &a.Style }},
	{"gongkai.js", "static/script/*.js", "text/javascript; charset=utf-8", func(a *Assets) *string { return &a.Script }},
	{"icon.svg", "static/icon.svg", "image/svg+xml", func(a *Assets) *string { return &a.Icon }},
}

// statics joins the embedded files, by address.
func statics() (map[string]Static, Assets, error) {
	out, urls := map[string]Static{}, Assets{}
	for _, b := range bundles {
		body, err := joined(b.parts)
		if err != nil {
			return nil, urls, err
		}
		sum := sha256.Sum256(body)
		url := address.Fill(address.Static, hex.EncodeToString(sum[:6]), b.name)
		out[url] = Static{b.mime, body}
		*b.url(&urls) = url
	}
	return out, urls, nil
}

// joined are the files that match a pattern, one after the other. None is an error.
func joined(pattern string) ([]byte, error) {
	names, err := fs.Glob(files, pattern)
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no static files %s: %w", pattern, err)
	}
	var out bytes.Buffer
	for _, name := range names {
		body, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out.Write(body)
	}
	return out.Bytes(), nil
}

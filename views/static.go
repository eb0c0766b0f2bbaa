package views

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
)

//go:embed templates/*.html static locales/*.json
var files embed.FS

// Assets are the addresses of the style sheet, the scripts and the icon. Each
// carries the hash of its content, so that a browser may keep it for ever.
type Assets struct {
	Style   string
	Icon    string
	Scripts []string
}

// Static is one file that pages refer to.
type Static struct {
	Type string
	Body []byte
}

var staticTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// statics reads the embedded files by address.
func statics() (map[string]Static, Assets, error) {
	out, urls := map[string]Static{}, Assets{}
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		return nil, urls, err
	}
	for _, e := range entries {
		body, err := files.ReadFile("static/" + e.Name())
		ext := path.Ext(e.Name())
		if err != nil || staticTypes[ext] == "" {
			return nil, urls, fmt.Errorf("static file %s: unknown type or %w", e.Name(), err)
		}
		url := address(e.Name(), body)
		out[url] = Static{staticTypes[ext], body}
		urls.add(ext, url)
	}
	return out, urls, nil
}

func address(name string, body []byte) string {
	sum := sha256.Sum256(body)
	return "/a/" + hex.EncodeToString(sum[:6]) + "/" + name
}

func (a *Assets) add(ext, url string) {
	switch ext {
	case ".css":
		a.Style = url
	case ".svg":
		a.Icon = url
	case ".js":
		a.Scripts = append(a.Scripts, url)
	}
}

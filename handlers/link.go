package handlers

import (
	"net/url"
	"strings"

	"gongkai/views"
)

// address is a path with what the form says, some of it changed; "" takes a value
// out.
func (f form) address(path string, change ...string) string {
	q := url.Values{}
	for name, v := range f.values {
		q.Set(name, v)
	}
	for i := 0; i < len(change); i += 2 {
		q.Set(change[i], change[i+1])
	}
	for name := range q {
		if q.Get(name) == "" {
			q.Del(name)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// files are the links to what a page shows as a file, the whole of it; at is how
// the page makes its addresses.
func files(t views.Tongue, at func(path string, change ...string) string, path string) []views.Link {
	var out []views.Link
	for _, format := range []string{"XLSX", "CSV"} {
		out = append(out,
			views.Link{URL: at(path, "format", strings.ToLower(format), "page", ""), Label: t.T("导出 %s", format)})
	}
	return out
}

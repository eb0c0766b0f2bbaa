package handlers

import (
	"strings"

	"gongkai/views"
)

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

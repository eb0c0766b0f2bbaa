package address

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// Values take their places in order and can neither leave them nor begin a query.
func TestFill(t *testing.T) {
	for _, tt := range []struct {
		path   string
		values []string
		want   string
	}{
		{Home, nil, "/"},
		{Application, []string{"7"}, "/applications/7"},
		{ApplicationEvents, []string{"7"}, "/applications/7/events"},
		{Static, []string{"0a1b", "gongkai.css"}, "/a/0a1b/gongkai.css"},
		{User, []string{"a/b?c#d"}, "/users/a%2Fb%3Fc%23d"},
		{User, []string{":name"}, "/users/:name"},
		{Office, []string{"示例"}, "/offices/%E7%A4%BA%E4%BE%8B"},
	} {
		if got := Fill(tt.path, tt.values...); got != tt.want {
			t.Errorf("Fill(%s, %q) = %s, want %s", tt.path, tt.values, got, tt.want)
		}
	}
}

// An address that is asked for with too few or too many values is a fault of the
// program, and found at once.
func TestFillCounts(t *testing.T) {
	for _, values := range [][]string{nil, {"7", "8"}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s takes %q", Application, values)
				}
			}()
			Fill(Application, values...)
		}()
	}
}

// What is asked of an address follows it, escaped.
func TestQuery(t *testing.T) {
	if got := Query(Report, nil); got != "/report" {
		t.Errorf("asked for nothing: %s", got)
	}
	got, want := Query(Report, url.Values{"year": {"2026"}, "office": {"a&b"}}), "/report?office=a%26b&year=2026"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A template that asks for a name that nobody has is told.
func TestOf(t *testing.T) {
	if got, err := Of("job-export", "x"); got != "/jobs/x/export" || err != nil {
		t.Errorf("job-export is %s, %v", got, err)
	}
	if _, err := Of("nowhere"); err == nil {
		t.Error("there is an address named nowhere")
	}
}

// hyphened is the name of a constant as templates write it.
func hyphened(name string) string {
	name = strings.ReplaceAll(name, "API", "Api")
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Every constant that is an address has its name, and every name its constant.
func TestNames(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "address.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || spec.Names[0].Name == "API" {
			return true
		}
		if text, ok := spec.Values[0].(*ast.BasicLit); ok {
			path, err := strconv.Unquote(text.Value)
			if name := hyphened(spec.Names[0].Name); err != nil || Named[name] != path {
				t.Errorf("%s is %s, and %q is named %q", spec.Names[0].Name, path, Named[name], name)
			}
			seen++
		}
		return true
	})
	if seen != len(Named) {
		t.Errorf("%d constants, %d names", seen, len(Named))
	}
}

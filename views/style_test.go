package views

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A style sheet begins with the pages that it is for, or says that it is for every
// page. A class has one home: the sheet where a selector begins with it; the two
// sheets for every page are one home. In another sheet it may stand only behind a
// class of that sheet, which narrows it.

// sheet is one of the style sheets.
type styleSheet struct {
	name  string
	pages []string // nil: every page
	rules []rule
}

// rule is one selector with what it stands in.
type rule struct {
	media, list, selector string   // list: all selectors that it stands among
	classes               []string // in order
}

var (
	styleSheetPages = regexp.MustCompile(`^/\* (?:pages: ([a-z_ ]+)|every page): [^*]+\*/\n`)
	comment         = regexp.MustCompile(`(?s)/\*.*?\*/`)
	block           = regexp.MustCompile(`(@media [^{]*)\{|([^{}]+)\{[^{}]*\}|\}`)
	className       = regexp.MustCompile(`\.([A-Za-z][\w-]*)`)
)

func (s styleSheet) home() string {
	if s.pages == nil {
		return "every page"
	}
	return s.name
}

// styleSheets reads the style sheets in their order.
func styleSheets(t *testing.T) []styleSheet {
	t.Helper()
	names, err := fs.Glob(files, "static/style/*.css")
	if err != nil || len(names) == 0 {
		t.Fatalf("no style sheets: %v", err)
	}
	var out []styleSheet
	for _, name := range names {
		body, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		head := styleSheetPages.FindStringSubmatch(string(body))
		if head == nil {
			t.Errorf("%s does not begin with the pages it is for", name)
			continue
		}
		s := styleSheet{name: path.Base(name), rules: rulesOf(comment.ReplaceAllString(string(body), ""))}
		if head[1] != "" {
			s.pages = strings.Fields(head[1])
		}
		out = append(out, s)
	}
	return out
}

func rulesOf(css string) []rule {
	var out []rule
	media := ""
	for _, m := range block.FindAllStringSubmatch(css, -1) {
		switch {
		case m[1] != "":
			media = strings.TrimSpace(m[1])
		case m[2] == "":
			media = ""
		default:
			for _, sel := range strings.Split(m[2], ",") {
				r := rule{media: media, list: strings.TrimSpace(m[2]), selector: strings.TrimSpace(sel)}
				for _, c := range className.FindAllStringSubmatch(sel, -1) {
					r.classes = append(r.classes, c[1])
				}
				out = append(out, r)
			}
		}
	}
	return out
}

// homes are the sheets in which a selector begins with the class.
func homes(all []styleSheet) map[string][]string {
	out := map[string][]string{}
	for _, s := range all {
		for _, r := range s.rules {
			if len(r.classes) > 0 && !slices.Contains(out[r.classes[0]], s.home()) {
				out[r.classes[0]] = append(out[r.classes[0]], s.home())
			}
		}
	}
	return out
}

// A class means one thing: it has one home.
func TestClassesHaveOneHome(t *testing.T) {
	all := styleSheets(t)
	for class, where := range homes(all) {
		if len(where) > 1 {
			t.Errorf("the class .%s is defined in %s; "+
				"give one of the meanings another name, or put a class of the page before it",
				class, strings.Join(where, " and "))
		}
	}
	for _, s := range all {
		for _, r := range s.rules {
			if s.pages != nil && len(r.classes) == 0 && !strings.HasPrefix(r.selector, "#") {
				t.Errorf("%s: %q reaches every page; it belongs into a sheet for every page", s.name, r.selector)
			}
		}
	}
}

// shownClasses are the classes on the pages of the fixtures, with the pages.
func shownClasses(t *testing.T) map[string][]string {
	t.Helper()
	v, out := allViews(t), map[string][]string{}
	attribute := regexp.MustCompile(`\sclass="([^"]*)"`)
	for _, f := range fixtures(t, v, "zh-CN") {
		var b bytes.Buffer
		if err := v.Render(&b, f.page); err != nil {
			t.Fatal(err)
		}
		for _, m := range attribute.FindAllStringSubmatch(b.String(), -1) {
			for _, class := range strings.Fields(m[1]) {
				if page := f.page.template(); !slices.Contains(out[class], page) {
					out[class] = append(out[class], page)
				}
			}
		}
	}
	return out
}

// A page shows no class that has its home in the sheet of other pages.
func TestClassesStayOnTheirPages(t *testing.T) {
	all := styleSheets(t)
	home := homes(all)
	for class, pages := range shownClasses(t) {
		for _, page := range pages {
			for _, s := range all {
				if slices.Contains(home[class], s.name) && !s.reaches(page) {
					t.Errorf("%s shows the class %s, whose home is %s", page, class, s.name)
				}
			}
		}
	}
}

func (s styleSheet) reaches(page string) bool {
	return s.pages == nil || slices.Contains(s.pages, page)
}

// templateClasses are the classes that the templates write down, also where no
// fixture shows them; scripted ones are those that a script sets or looks for.
func templateClasses(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for pattern, find := range map[string]*regexp.Regexp{
		"templates/*.html":   regexp.MustCompile(`\sclass="((?:[^"{]|\{\{[^}]*\}\})*)"`),
		"static/script/*.js": regexp.MustCompile(`(?:classList\.\w+\(|className = [^;']*)'([\w-]+)'`),
	} {
		names, _ := fs.Glob(files, pattern)
		for _, name := range names {
			body, err := files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range find.FindAllStringSubmatch(string(body), -1) {
				for _, class := range strings.Fields(regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(m[1], " ")) {
					out[class] = true
				}
			}
		}
	}
	return out
}

// No sheet speaks of a class that neither a page, a template nor a script has, and
// no page, template or script has one that no sheet speaks of. Every page a sheet is for
// is there.
func TestClassesAreUsed(t *testing.T) {
	styled, used := map[string]bool{}, templateClasses(t)
	written := maps.Clone(used)
	for class := range shownClasses(t) {
		used[class], written[class] = true, true
	}
	used["depth3"] = true // of an office three steps down; the fixtures have two
	for _, s := range styleSheets(t) {
		for _, r := range s.rules {
			for _, class := range r.classes {
				styled[class] = true
				if !used[class] {
					t.Errorf("%s: no page has the class %s", s.name, class)
				}
			}
		}
		for _, page := range s.pages {
			if !slices.ContainsFunc(Pages, func(p Page) bool { return p.template() == page }) {
				t.Errorf("%s is for the page %s, which is not there", s.name, page)
			}
		}
	}
	for class := range written {
		if !styled[class] {
			t.Errorf("no sheet knows the class %s of a page, a template or a script", class)
		}
	}
}

// No rule is written twice for the same medium: the second would change what the
// first says, out of its sight.
func TestRulesStandOnce(t *testing.T) {
	seen := map[string]string{}
	for _, s := range styleSheets(t) {
		last := ""
		for _, r := range s.rules {
			key := strings.TrimSpace(r.media + " " + r.list)
			if first, ok := seen[key]; ok && key != last {
				t.Errorf("%s stands in %s and in %s", key, first, s.name)
			}
			seen[key], last = s.name, key
		}
	}
}

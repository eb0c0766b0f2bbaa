package views

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func allViews(t *testing.T) *Views {
	t.Helper()
	v, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A misspelt field in a template fails here, not in front of a clerk.
func TestTemplatesFitTheirPages(t *testing.T) {
	v := allViews(t)
	for _, p := range Pages {
		if err := templatecheck.CheckHTMLStrict(v.pages[p.template()].Lookup("frame"), p); err != nil {
			t.Errorf("%s: %v", p.template(), err)
		}
	}
}

// hashes are the parts of a page that change with the style sheet and scripts.
var hashes = regexp.MustCompile(`/a/[0-9a-f]{12}/`)

// Every page, in every state that looks different, is what was last read and
// accepted: its title and main part by themselves, and what is around them once
// for all pages of a kind, which is held in English too.
func TestPagesLookAsAccepted(t *testing.T) {
	v := allViews(t)
	shown, accepted := map[string]bool{}, acceptance{t: t, written: map[string]bool{}}
	for _, lang := range []string{"zh-CN", "en"} {
		for _, f := range fixtures(t, v, lang) {
			shown[f.page.template()] = true
			var b bytes.Buffer
			if err := v.Render(&b, f.page); err != nil {
				t.Errorf("%s: %v", f.name, err)
				continue
			}
			frame, own := parted(t, hashes.ReplaceAllString(b.String(), "/a/hash/"))
			accepted.compare(f.name, "frames/"+frameKind(f.page)+".html", frame)
			if lang == "zh-CN" {
				accepted.compare(f.name, "pages/"+f.name+".html", own)
			}
		}
	}
	for _, p := range Pages {
		if !shown[p.template()] {
			t.Errorf("page %s has no fixture", p.template())
		}
	}
}

// pageParts are what is before the title of a page, the title, what is before the
// main part, the main part, and the rest.
var pageParts = regexp.MustCompile(`(?s)^(.*)(<title>.*</title>\n)(.*)(<main .*</main>\n)(.*)$`)

// parted cuts a page in two that together are all of it: the frame, and its own
// title and main part, whose places in the frame are marked.
func parted(t *testing.T, page string) (frame, own string) {
	t.Helper()
	const title, main = "{title}\n", "{main}\n"
	m := pageParts.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no title and main part in\n%s", page)
	}
	frame, own = m[1]+title+m[3]+main+m[5], m[2]+m[4]
	if whole := strings.NewReplacer(title, m[2], main, m[4]).Replace(frame); whole != page {
		t.Fatalf("frame, title and main part make\n%s\nof\n%s", whole, page)
	}
	return frame, own
}

// frameKind names the frames that look alike but for the title.
func frameKind(p Page) string {
	f := reflect.ValueOf(p).FieldByName("Frame").Interface().(Frame)
	kind := "signed-out"
	if f.Who != nil {
		kind = "signed-in"
	}
	if f.Tasks != nil {
		kind += "-with-jobs"
	}
	if f.Refresh > 0 {
		kind += "-reloading"
	}
	return kind + "." + f.Lang()
}

// acceptance compares with the accepted files. With -update each is written, once:
// two pages that should share a frame and do not are still found.
type acceptance struct {
	t       *testing.T
	written map[string]bool
}

func (a acceptance) compare(page, name, got string) {
	a.t.Helper()
	file := "testdata/" + name
	if *update && !a.written[file] {
		a.written[file] = true
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			a.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		a.t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		a.t.Errorf("%s differs from %s (- accepted, + now); rewrite with -update and read the difference:\n%s",
			page, file, diff)
	}
}

// forbidden is what the content security policy would block, or an old browser
// would show as it stands.
var forbidden = regexp.MustCompile(`(?i)<[^>]*\s(style|on[a-z]+)=|<style|<script(?:\s[^>]*)?>[^<\s]|javascript:`)

// No page has a style, a handler or a script in its text, and what people typed
// stays text.
func TestPagesHaveNothingInline(t *testing.T) {
	v := allViews(t)
	for _, f := range fixtures(t, v, "zh-CN") {
		var b bytes.Buffer
		if err := v.Render(&b, f.page); err != nil {
			t.Fatal(err)
		}
		if found := forbidden.FindString(b.String()); found != "" {
			t.Errorf("%s has %q in its text", f.name, found)
		}
		for _, raw := range []string{"<script>alert", `"><i>`, `value="<b>`} {
			if strings.Contains(b.String(), raw) {
				t.Errorf("%s shows %q unescaped", f.name, raw)
			}
		}
	}
	if !forbidden.MatchString(`<p style="x">`) || !forbidden.MatchString(`<script>x`) {
		t.Error("the check finds nothing")
	}
}

// One page has one h1, headings go down one level at a time, and every control
// has a label.
func TestPagesHaveOrder(t *testing.T) {
	v := allViews(t)
	heading := regexp.MustCompile(`<h([1-6])[ >]`)
	for _, f := range fixtures(t, v, "zh-CN") {
		var b bytes.Buffer
		if err := v.Render(&b, f.page); err != nil {
			t.Fatal(err)
		}
		ones, last := 0, 0
		for _, m := range heading.FindAllStringSubmatch(b.String(), -1) {
			level := int(m[1][0] - '0')
			if level == 1 {
				ones++
			}
			if level > last+1 && last != 0 {
				t.Errorf("%s: h%d follows h%d", f.name, level, last)
			}
			last = level
		}
		if ones != 1 {
			t.Errorf("%s: %d h1, want 1", f.name, ones)
		}
	}
}

var han = regexp.MustCompile(`\p{Han}`)

// Every page can be shown in English, marked as such; a number chooses between
// one and many; and nothing in the English catalogue is still Chinese.
func TestPagesSpeakEnglish(t *testing.T) {
	v := allViews(t)
	for _, f := range fixtures(t, v, "en") {
		var b bytes.Buffer
		if err := v.Render(&b, f.page); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), `<html lang="en">`) {
			t.Errorf("%s is not marked as English", f.name)
		}
	}
	for _, tt := range []struct{ got, want string }{
		{v.languages["en"].T("剩 %d 日", 1), "1 day left"},
		{v.languages["en"].T("剩 %d 日", 12), "12 days left"},
		{v.languages["zh-CN"].T("剩 %d 日", 12), "剩 12 日"},
		{Language{}.T("登录"), "登录"},
	} {
		if tt.got != tt.want {
			t.Errorf("said %q, want %q", tt.got, tt.want)
		}
	}
	for id, s := range v.languages["en"].phrases {
		if han.MatchString(s) {
			t.Errorf("the English for %q is %q", id, s)
		}
	}
}

// A deadline is told in words: how many working days are left or over, or why
// the clock stands still.
func TestBadges(t *testing.T) {
	d := Deadlines{Today: "2026-11-24", Calendar: calendar.Published()}
	for _, tt := range []struct {
		name        string
		state       workflow.State
		stopped     bool
		provisional bool
		due         calendar.Date
		want        []Badge
	}{
		{"six days left", workflow.Received, false, false, "2026-12-02", []Badge{{"剩 6 日", "normal"}}},
		{"five days left", workflow.Received, false, false, "2026-12-01", []Badge{{"剩 5 日", "near"}}},
		{"three days left", workflow.Extended, false, false, "2026-11-27", []Badge{{"剩 3 日", "near"}}},
		{"two days left", workflow.Received, false, false, "2026-11-26", []Badge{{"剩 2 日", "urgent"}}},
		{"due today", workflow.Received, false, false, "2026-11-24", []Badge{{"今日到期", "urgent"}}},
		{"two working days over", workflow.Received, false, false, "2026-11-20", []Badge{{"逾期 2 日", "overdue"}}},
		{"provisional", workflow.Received, false, true, "2027-01-05", []Badge{{"剩 30 日", "normal"}, {"暂定", "provisional"}}},
		{"waiting for a correction", workflow.Correcting, true, false, "", []Badge{{"中止·补正", "stopped"}}},
		{"waiting for a fee", workflow.FeePending, true, false, "", []Badge{{"中止·缴费", "stopped"}}},
		{"waiting for an opinion", workflow.Received, true, false, "", []Badge{{"中止·征求意见", "stopped"}}},
		{"to be confirmed", workflow.Arrived, false, false, "", []Badge{{"待确认", "stopped"}}},
		{"answered late", workflow.Answered, false, false, "2026-01-05", []Badge{{"已答复", "done"}}},
		{"correction that came too late to stop the clock", workflow.Correcting, false, false,
			"2026-11-20", []Badge{{"逾期 2 日", "overdue"}}},
	} {
		if got := d.Badges(tt.state, tt.stopped, tt.provisional, tt.due); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// The name of a person is masked in lists, that of an organisation is not.
func TestMasked(t *testing.T) {
	for _, tt := range []struct {
		kind       workflow.ApplicantKind
		name, want string
	}{
		{"person", "赵甲", "赵*"}, {"person", "欧阳甲乙", "欧*"}, {"person", "", ""}, {"company", "示例公司", "示例公司"},
	} {
		if got := Masked(tt.kind, tt.name); got != tt.want {
			t.Errorf("Masked(%s, %s) = %q, want %q", tt.kind, tt.name, got, tt.want)
		}
	}
}

// The bar counts as the ledger does: two working days are used when the
// correction is asked for on the second, and the weekend of the pause belongs to
// the pause.
func TestClockBar(t *testing.T) {
	d := clerkContext(Deadlines{Today: "2026-11-24", Calendar: calendar.Published()})
	p := onPage(Frame{}, stopped(t), d, Typed{})
	if got, want := p.Clock.Facts[0], "已用 2 个工作日，计算中止"; got != want {
		t.Errorf("facts begin %q, want %q", got, want)
	}
	want := []ClockPart{{0, 2, "used"}, {2, 13, "paused"}}
	if !reflect.DeepEqual(p.Clock.Parts, want) || p.Clock.Now != 14 {
		t.Errorf("parts %v, today at %d; want %v and 14", p.Clock.Parts, p.Clock.Now, want)
	}
}

// A step that the law shuts is not offered; its reason is told. One that a role
// may not do is shut with who may.
func TestShutSteps(t *testing.T) {
	d := clerkContext(Deadlines{Today: "2026-11-24", Calendar: calendar.Published()})
	p := onPage(Frame{}, running(t), d, Typed{})
	shut := map[string]string{}
	for _, s := range p.Shut {
		shut[s.Event] = s.Why
	}
	if !strings.Contains(shut["extend"], "审核签发人") {
		t.Errorf("extend is shut for a clerk because %q, want who may do it", shut["extend"])
	}
	for _, s := range p.Steps {
		if s.Event == "extend" {
			t.Error("extend is offered to a clerk")
		}
	}
}

// scripted are the lines of a script that do something.
var scripted = regexp.MustCompile(`(?m)^\s*[^\s/].*$`)

// The style sheet and the scripts keep to the budget of a page on an old line: 12
// KB together as they are sent, the scripts 400 lines.
func TestStaticBudget(t *testing.T) {
	v := allViews(t)
	lines, sent := 0, 0
	for url, f := range v.statics {
		if strings.HasSuffix(url, ".svg") {
			continue
		}
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write(f.Body) // a buffer takes everything
		_ = w.Close()
		sent += b.Len()
		if strings.HasSuffix(url, ".js") {
			lines += len(scripted.FindAll(f.Body, -1))
		}
	}
	if sent == 0 || sent > 12<<10 {
		t.Errorf("style sheet and scripts have %d bytes compressed, want at most 12 KB", sent)
	}
	if lines == 0 || lines > 400 {
		t.Errorf("scripts have %d lines, want 1 to 400", lines)
	}
}

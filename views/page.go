package views

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gongkai/views/address"
)

// Page is a page struct: it embeds [Frame] and names its template, a file in templates.
// The method is unexported, so that only this package has pages.
type Page interface{ template() string }

// Pages are all pages, each as its zero value. New parses the template of each, and a
// test holds every one of them in every state.
var Pages = []Page{
	SignInPage{}, CodePage{}, FactorPage{}, SessionsPage{}, RenewalPage{}, SetupPage{}, PasswordPage{},
	WorkbenchPage{}, ApprovalsPage{}, OversightPage{}, DailyPage{}, TrendsPage{},
	RegisterPage{}, PrintPage{}, HandoverPage{}, HandoverListPage{}, DeadlinesPage{},
	LogPage{}, ApplicationPage{}, CoachPage{}, ConflictPage{},
	ReportPage{}, ComparisonPage{}, FrozenPage{}, CellPage{},
	JournalPage{}, ChainPage{}, SamplePage{}, CheckSheetsPage{},
	ImportPage{}, JobPage{}, JobsPage{},
	UsersPage{}, UserPage{}, SecurityPage{}, OperationsPage{}, SystemPage{}, BackupsPage{},
	OfficesPage{}, OfficePage{}, CalendarPage{}, CalendarChangePage{},
	HelpPage{}, ErrorPage{},
}

// The template of each page is the file of this name.
func (SignInPage) template() string      { return "signin" }
func (RenewalPage) template() string     { return "renewal" }
func (SetupPage) template() string       { return "setup" }
func (PasswordPage) template() string    { return "password" }
func (WorkbenchPage) template() string   { return "workbench" }
func (ApprovalsPage) template() string   { return "approvals" }
func (OversightPage) template() string   { return "oversight" }
func (DailyPage) template() string       { return "daily" }
func (TrendsPage) template() string      { return "trends" }
func (RegisterPage) template() string    { return "register" }
func (LogPage) template() string         { return "log" }
func (DeadlinesPage) template() string   { return "deadlines" }
func (OfficePage) template() string      { return "office" }
func (ApplicationPage) template() string { return "application" }
func (CoachPage) template() string       { return "coach" }
func (ConflictPage) template() string    { return "conflict" }
func (ReportPage) template() string      { return "report" }
func (CellPage) template() string        { return "cell" }
func (ImportPage) template() string      { return "import" }
func (UsersPage) template() string       { return "users" }
func (OfficesPage) template() string     { return "offices" }
func (CalendarPage) template() string    { return "calendar" }
func (HelpPage) template() string        { return "help" }
func (ErrorPage) template() string       { return "error" }

// Frame is what every page has around its content.
type Frame struct {
	Language
	Assets    Assets
	Title     string // of the window and of the page
	Who       *Who   // nil: nobody is signed in
	Menu      []MenuItem
	Languages []Link   // to switch to
	CSRF      string   // token that every form must send back
	Flash     string   // what was just done, "" for nothing
	Problem   *Problem // nil: nothing was refused
	Today     string
	Notice    string // how far the calendar is published
	Version   string
	Health    string // why nothing can be saved just now, or soon; "" for nothing of the kind
	Demo      bool   // the data are made up, and the page says so
	Plain     bool   // what is sent can be read on the way, and the page says so
	Searches  bool   // the reader may search the register
	Tasks     *Tasks // nil: the reader has no jobs
	Refresh   int    // seconds after which the page reloads itself; 0 for never
}

// Refuses says whether the page tells of something that was not done or not shown.
func (f Frame) Refuses() bool { return f.Problem != nil }

// Who is the person who is signed in, in words.
type Who struct{ Name, Role, Office string }

// MenuItem is one entry of the menu. Key is its letter, pressed with Alt.
type MenuItem struct {
	URL, Label, Key string
	Current         bool
	Waiting         int // how many wait there; 0 is not shown
}

// Link is an address with its text. Lang is set if the text is in another language
// than the page.
type Link struct{ URL, Label, Lang string }

// Problem is the summary at the top of a page whose form was not accepted.
type Problem struct {
	Heading string
	Items   []ProblemItem
}

// ProblemItem is one fault. Href leads to its field, "" if it concerns none.
type ProblemItem struct{ Text, Href string }

// Views are the pages of the program, ready to be shown. They are safe for use by many
// goroutines, as nothing changes them.
type Views struct {
	pages     map[string]*template.Template // by name
	statics   map[string]Static             // by address
	assets    Assets
	languages map[string]Language // by code of language
}

// New reads templates, catalogues and static files. It fails if a page has no template
// or a template has no page, so that neither is found out by a reader.
func New() (*Views, error) {
	v := &Views{pages: map[string]*template.Template{}}
	var err error
	if v.languages, err = catalogues(); err != nil {
		return nil, err
	}
	if v.statics, v.assets, err = statics(); err != nil {
		return nil, err
	}
	for _, p := range Pages {
		if v.pages[p.template()], err = parse(p.template()); err != nil {
			return nil, err
		}
	}
	return v, v.orphans()
}

// shared are the templates that all pages are made of.
var shared = []string{"templates/frame.html", "templates/parts.html"}

// functions are what templates may call: url gives an address by its name.
var functions = template.FuncMap{"url": address.Of}

// parse parses the template of a page, which must define the main part.
func parse(name string) (*template.Template, error) {
	own := "templates/" + name + ".html"
	t, err := template.New(name).Funcs(functions).ParseFS(files, append(slices.Clone(shared), own)...)
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	if t.Lookup("main") == nil {
		return nil, fmt.Errorf("page %s defines no main part", name)
	}
	return t, nil
}

// orphans fails on a template that belongs to no page.
func (v *Views) orphans() error {
	all, err := fs.Glob(files, "templates/*.html")
	for _, f := range all {
		name := strings.TrimSuffix(path.Base(f), ".html")
		if v.pages[name] == nil && !slices.Contains(shared, f) {
			return fmt.Errorf("template %s belongs to no page", f)
		}
	}
	return err
}

// Render writes a page whole or not at all: a fault in its middle must not leave half
// a page on the screen.
func (v *Views) Render(w io.Writer, p Page) error {
	var b bytes.Buffer
	if err := v.pages[p.template()].ExecuteTemplate(&b, "frame", p); err != nil {
		return fmt.Errorf("page %s: %w", p.template(), err)
	}
	_, err := w.Write(marked(b.Bytes()))
	return err
}

// Frame begins a page in a language; in Chinese if it is not one of [Languages].
func (v *Views) Frame(lang string) Frame {
	return Frame{Language: v.languages[lang], Assets: v.assets}
}

// Static finds a file by its address, and says whether there is one.
func (v *Views) Static(url string) (Static, bool) { s, ok := v.statics[url]; return s, ok }

// ErrorPage says what went wrong, why, and what can be done next.
type ErrorPage struct {
	Frame
	Status  int // the HTTP status
	Message string
	Next    []Link   // where to go from here
	To      string   // where the form was going that can be sent again, "" for none
	Kept    []Option // what was typed into it
}

// Refuses is true: the page is there for that.
func (ErrorPage) Refuses() bool { return true }

// Pair is a name and what belongs to it.
type Pair struct{ Label, Value string }

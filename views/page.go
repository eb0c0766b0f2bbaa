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

// Page is a page struct: it embeds [Frame] and names its template, a file of
// the same name in templates.
type Page interface{ template() string }

// Pages are all pages, each by its zero value.
var Pages = []Page{
	SignInPage{}, RenewalPage{}, SetupPage{}, PasswordPage{},
	WorkbenchPage{}, ApprovalsPage{}, OversightPage{}, DailyPage{}, TrendsPage{},
	RegisterPage{}, PrintPage{}, HandoverPage{}, HandoverSheetPage{}, DeadlinesPage{},
	LogPage{}, ApplicationPage{}, CoachPage{}, ConflictPage{},
	ReportPage{}, ComparisonPage{}, FrozenPage{}, CellPage{},
	JournalPage{}, ChainPage{}, SamplePage{}, SheetsPage{},
	ImportPage{}, JobPage{}, JobsPage{},
	UsersPage{}, UserPage{}, SecurityPage{}, OperationsPage{}, SystemPage{},
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
	Tongue
	Assets    Assets
	Title     string
	Who       *Who // nil: nobody has signed in
	Menu      []MenuItem
	Languages []Link
	CSRF      string
	Flash     string // what was just done
	Problem   *Problem
	Today     string
	Notice    string // how far the calendar is published
	Version   string
	Demo      bool
	Searches  bool   // the reader may search the register
	Tasks     *Tasks // nil: the reader has none to look at
	Refresh   int    // after how many seconds the page is to be loaded anew; 0: never
}

// Refuses says whether the page tells of something that was not done or shown.
func (f Frame) Refuses() bool { return f.Problem != nil }

// Who is the person who has signed in.
type Who struct{ Name, Role, Office string }

// MenuItem is one entry of the menu. Key is its letter with Alt.
type MenuItem struct {
	URL, Label, Key string
	Current         bool
	Waiting         int // how many wait there; 0 says nothing
}

// Link is an address with its words; Lang where these are in another language.
type Link struct{ URL, Label, Lang string }

// Problem is the summary on top of a page whose form was not taken.
type Problem struct {
	Heading string
	Items   []ProblemItem
}

// ProblemItem is one fault. Href leads to the field, "" where there is none.
type ProblemItem struct{ Text, Href string }

// Views are the pages of the program, ready to be shown.
type Views struct {
	pages   map[string]*template.Template
	statics map[string]Static
	assets  Assets
	tongues map[string]Tongue
}

// New reads templates, catalogues and static files. It fails on a page without
// a template and on a template without a page.
func New() (*Views, error) {
	v := &Views{pages: map[string]*template.Template{}}
	var err error
	if v.tongues, err = tongues(); err != nil {
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

// shared are the templates that pages are made of.
var shared = []string{"templates/frame.html", "templates/parts.html"}

// functions are what templates may call: url gives an address by its name.
var functions = template.FuncMap{"url": address.Of}

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

// Render writes a page whole, or nothing of it.
func (v *Views) Render(w io.Writer, p Page) error {
	var b bytes.Buffer
	if err := v.pages[p.template()].ExecuteTemplate(&b, "frame", p); err != nil {
		return fmt.Errorf("page %s: %w", p.template(), err)
	}
	_, err := b.WriteTo(w)
	return err
}

// Frame begins a page in a language; Chinese if it is not one of [Languages].
func (v *Views) Frame(lang string) Frame {
	return Frame{Tongue: v.tongues[lang], Assets: v.assets}
}

// Static finds a file by its address, and says whether there is one.
func (v *Views) Static(url string) (Static, bool) { s, ok := v.statics[url]; return s, ok }

// ErrorPage says what went wrong, why, and what to do next.
type ErrorPage struct {
	Frame
	Status  int
	Message string
	Next    []Link
}

// Refuses is true: the page is there for that.
func (ErrorPage) Refuses() bool { return true }

// Pair is a name and what belongs to it.
type Pair struct{ Label, Value string }

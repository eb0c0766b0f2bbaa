// Package address is the table of the addresses of the web application: the one
// place where a path is written. Routes are made of it, and pages ask it for what
// they link to. It does not know what answers at an address, nor who may ask.
package address

import (
	"fmt"
	"net/url"
	"strings"
)

// The addresses, in the order of the routes. A part of a path that begins with a
// colon stands for a value, which [Fill] puts in.
const (
	Home               = "/"
	Work               = "/work"
	Applications       = "/applications"
	ApplicationsExport = "/applications/export"
	ApplicationsFind   = "/applications/find"
	ApplicationsLayout = "/applications/layout"
	ApplicationsViews  = "/applications/views"
	ApplicationsBatch  = "/applications/batch"
	ApplicationsPrint  = "/applications/print"
	Handover           = "/handover"
	HandoverSheet      = "/handover/sheet"
	NewApplication     = "/applications/new"
	NewPreview         = "/applications/preview"
	Draft              = "/applications/draft"
	DraftDiscard       = "/applications/draft/discard"
	Application        = "/applications/:id"
	ApplicationEvents  = "/applications/:id/events"
	Approvals          = "/approvals"
	ApplicationPreview = "/applications/:id/preview"
	ApplicationReveal  = "/applications/:id/reveal"
	ApplicationCoach   = "/applications/:id/coach"
	Disputes           = "/disputes"
	Oversight          = "/oversight"
	Daily              = "/daily"
	Trends             = "/trends"
	Report             = "/report"
	ReportCompare      = "/report/compare"
	ReportFrozen       = "/report/frozen"
	ReportExport       = "/report/export"
	ReportCell         = "/report/cell"
	ReportCellExport   = "/report/cell/export"
	Journal            = "/journal"
	JournalExport      = "/journal/export"
	JournalChain       = "/journal/chain"
	JournalCheckpoint  = "/journal/checkpoint"
	JournalNote        = "/journal/checkpoint/export"
	Sample             = "/sample"
	SampleSheet        = "/sample/sheet"
	SampleExport       = "/sample/export"
	Import             = "/import"
	ImportConfirm      = "/import/confirm"
	Jobs               = "/jobs"
	Job                = "/jobs/:id"
	JobExport          = "/jobs/:id/export"
	JobCancel          = "/jobs/:id/cancel"
	Users              = "/users"
	User               = "/users/:name"
	Offices            = "/offices"
	Office             = "/offices/:code"
	Security           = "/security"
	SecuritySeparation = "/security/separation"
	Operations         = "/operations"
	OperationsExport   = "/operations/export"
	System             = "/system"
	Backups            = "/backups"
	BackupsPlan        = "/backups/plan"
	BackupsTake        = "/backups/take"
	Calendar           = "/calendar"
	CalendarPreview    = "/calendar/preview"
	CalendarConfirm    = "/calendar/confirm"
	Password           = "/password"
	Factor             = "/factor"
	Sessions           = "/sessions"
	Help               = "/help"
	SignIn             = "/sign-in"
	SignInCode         = "/sign-in/code"
	SignOut            = "/sign-out"
	SessionRenew       = "/session/renew"
	Setup              = "/setup"

	APISession           = "/api/session"
	APIApplications      = "/api/applications"
	APIApplication       = "/api/applications/:id"
	APIApplicationEvents = "/api/applications/:id/events"
	APIDue               = "/api/due"
	APIReport            = "/api/report"

	Static = "/a/:hash/:file"
	Health = "/healthz"
	Ready  = "/readyz"
)

// API is how the addresses of the programming interface begin.
const API = "/api/"

// Named are the addresses by the names under which templates ask for them: that of
// the constant in small letters, its words joined by hyphens.
var Named = map[string]string{
	"home":                Home,
	"work":                Work,
	"applications":        Applications,
	"applications-export": ApplicationsExport,
	"applications-find":   ApplicationsFind,
	"applications-layout": ApplicationsLayout,
	"applications-views":  ApplicationsViews,
	"applications-batch":  ApplicationsBatch,
	"applications-print":  ApplicationsPrint,
	"handover":            Handover,
	"handover-sheet":      HandoverSheet,
	"new-application":     NewApplication,
	"new-preview":         NewPreview,
	"draft":               Draft,
	"draft-discard":       DraftDiscard,
	"application":         Application,
	"application-events":  ApplicationEvents,
	"approvals":           Approvals,
	"application-preview": ApplicationPreview,
	"application-reveal":  ApplicationReveal,
	"application-coach":   ApplicationCoach,
	"disputes":            Disputes,
	"oversight":           Oversight,
	"daily":               Daily,
	"trends":              Trends,
	"report":              Report,
	"report-compare":      ReportCompare,
	"report-frozen":       ReportFrozen,
	"report-export":       ReportExport,
	"report-cell":         ReportCell,
	"report-cell-export":  ReportCellExport,
	"journal":             Journal,
	"journal-export":      JournalExport,
	"journal-chain":       JournalChain,
	"journal-checkpoint":  JournalCheckpoint,
	"journal-note":        JournalNote,
	"sample":              Sample,
	"sample-sheet":        SampleSheet,
	"sample-export":       SampleExport,
	"import":              Import,
	"import-confirm":      ImportConfirm,
	"jobs":                Jobs,
	"job":                 Job,
	"job-export":          JobExport,
	"job-cancel":          JobCancel,
	"users":               Users,
	"user":                User,
	"offices":             Offices,
	"office":              Office,
	"security":            Security,
	"security-separation": SecuritySeparation,
	"operations":          Operations,
	"operations-export":   OperationsExport,
	"system":              System,
	"backups":             Backups,
	"backups-plan":        BackupsPlan,
	"backups-take":        BackupsTake,
	"calendar":            Calendar,
	"calendar-preview":    CalendarPreview,
	"calendar-confirm":    CalendarConfirm,
	"password":            Password,
	"factor":              Factor,
	"sessions":            Sessions,
	"help":                Help,
	"sign-in":             SignIn,
	"sign-in-code":        SignInCode,
	"sign-out":            SignOut,
	"session-renew":       SessionRenew,
	"setup":               Setup,

	"api-session":            APISession,
	"api-applications":       APIApplications,
	"api-application":        APIApplication,
	"api-application-events": APIApplicationEvents,
	"api-due":                APIDue,
	"api-report":             APIReport,

	"static": Static,
	"health": Health,
	"ready":  Ready,
}

// Of returns the address of this name with the values filled in, or an error if
// there is none of this name. It is what templates call as url.
func Of(name string, values ...string) (string, error) {
	path, ok := Named[name]
	if !ok {
		return "", fmt.Errorf("no address is named %q", name)
	}
	return Fill(path, values...), nil
}

// Fill returns the path with a value, escaped, for each part that begins with a
// colon, in their order. It panics unless there are as many values as such parts:
// the program asks for an address that it does not have.
func Fill(path string, values ...string) string {
	parts, used := strings.Split(path, "/"), 0
	for i, part := range parts {
		if !strings.HasPrefix(part, ":") {
			continue
		}
		if used < len(values) {
			parts[i] = url.PathEscape(values[used])
		}
		used++
	}
	if used != len(values) {
		panic(fmt.Sprintf("address %s has %d parts to fill, not %d", path, used, len(values)))
	}
	return strings.Join(parts, "/")
}

// Query returns the address with what is asked of it, escaped; the path alone if
// nothing is asked.
func Query(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

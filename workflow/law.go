package workflow

import (
	"cmp"
	"errors"
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// Term is a number of working days and the article that grants it. 0 days means that
// the edition has no such term.
type Term struct {
	Days    int
	Article string
}

// Tick is what an event does to the clock (docs/law.md §4.3).
type Tick string

// What an event can do to the clock.
const (
	Runs     Tick = ""         // nothing: the clock goes on as before
	Stops    Tick = "stops"    // 中止计算: the days that follow are excluded
	Resumes  Tick = "resumes"  // 恢复计算: what was left runs on
	Restarts Tick = "restarts" // 重新计算: a new full term
	Grants   Tick = "grants"   // 延长: more working days
	Defers   Tick = "defers"   // 合理延迟: a later last day is fixed
)

// Party is whose opinion is asked (征求对象).
type Party string

// Those whose opinion can be asked.
const (
	ThirdParty Party = "third_party" // 第三方
	CoMaker    Party = "co_maker"    // 共同制作机关、其他机关
)

// Parties are the parties with their Chinese labels, in the order of the law.
var Parties = []struct {
	Code  Party
	Label string
}{{ThirdParty, "第三方"}, {CoMaker, "共同制作机关"}}

// Regime is one edition of the regulation (条例): its terms, and what each event does to
// time. It is chosen by the day of receipt, never by today. The sources are in
// docs/law.md §2.1 and §4.1.
type Regime struct {
	Name       string
	From       calendar.Date     // the first day of receipt it governs
	Answer     Term              // 答复期限
	Extension  Term              // 延长答复期限, at most
	AskWithin  Term              // 补正 must be asked for within it; 0 days: no limit
	Correction Term              // how long the applicant has for it by default; a choice of ours, the law says 合理
	Reasons    Term              // how long the applicant has to give reasons; 0 days: they may not be asked
	Consult    Term              // how long a consulted party has; 0 days: no limit
	Vetoed     []Opinion         // what a third party says that bars disclosure unless overridden
	Payment    Term              // how long the applicant has to pay
	FeesFrom   calendar.Date     // from this day on fees may be charged; "": never under this edition
	CostsUntil calendar.Date     // up to this day the cost of search, copies and post may be charged; "": never
	Clock      map[Event]Tick    // what is not listed leaves the clock alone
	Excludes   []Party           // consultations of these parties stop the clock
	Receipt    map[Channel]Basis // what counts as receipt, by channel (docs/law.md §3.3)
	Numbers    map[string]string // an article as the procedures cite it (of 2019) → of this edition; missing: the same
}

// Regimes are the editions of the regulation, oldest first.
var Regimes = []Regime{
	{
		Name: "2007", From: "2008-05-01",
		Answer: Term{15, "24(2)"}, Extension: Term{15, "24(2)"},
		Correction: Term{10, "21(四)"},
		CostsUntil: "2017-03-31",                               // 财税〔2017〕20号
		Vetoed:     []Opinion{"objects", "unreasoned", Silent}, // 23; silence by the practice of the time
		Clock: map[Event]Tick{
			AskCorrection: Stops, Correct: Resumes, // only paused, by the practice of the time
			Consult: Stops, Consulted: Resumes,
			Extend: Grants,
		},
		Excludes: []Party{ThirdParty}, // 24(3)
		Receipt: map[Channel]Basis{
			InPerson: OnArrival, RegisteredPost: OnArrival, Email: OnArrival,
			OrdinaryPost: OnConfirmation, Online: OnConfirmation, Fax: OnConfirmation,
		},
		Numbers: map[string]string{
			"31": "207号", "31(三)": "207号", "30": "21(四)", "32, 34": "23",
			"32": "23", "34": "23", "33(3)": "24(3)", "33(2)": "24(2)", "33": "24",
			"36": "21", "42": "27", "109号 6": "27",
			"35": "–", "44": "–", "45": "–", "109号 3": "–", "109号 4": "–", // unknown to it
		},
	},
	{
		Name: "2019", From: "2019-05-15",
		Answer: Term{20, "33(2)"}, Extension: Term{20, "33(2)"},
		AskWithin: Term{7, "30"}, Correction: Term{10, "30"}, Reasons: Term{10, "35"}, Vetoed: []Opinion{"objects"}, // 32
		Consult: Term{15, "32"}, Payment: Term{20, "109号 6"}, FeesFrom: "2021-01-01",
		Clock: map[Event]Tick{
			AskCorrection: Stops, Correct: Restarts, // art. 30: counted from the corrected application
			Consult: Stops, Consulted: Resumes, // art. 33(3)
			AskFee: Stops, Pay: Restarts, // 109号 6
			Explained: Defers, // 35
			Extend:    Grants,
		},
		Excludes: []Party{ThirdParty, CoMaker}, // 33(3)
		Receipt: map[Channel]Basis{
			InPerson: OnArrival, RegisteredPost: OnArrival,
			OrdinaryPost: OnConfirmation, Email: OnConfirmation, Online: OnConfirmation, Fax: OnConfirmation,
		},
	},
}

// Law is what governs one application: the edition in force on its day of receipt, and
// the calendar of its office.
type Law struct {
	Regime
	*calendar.Calendar
}

// Numbered returns an article that the procedures cite, which is numbered as in 2019,
// as this edition numbers it.
func (r Regime) Numbered(article string) string { return cmp.Or(r.Numbers[article], article) }

// numbered returns a refusal with the article of this edition. The refusal itself is
// not changed, because some are shared variables.
func (r Regime) numbered(err error) error {
	e := (*fault.Error)(nil)
	if !errors.As(err, &e) || r.Numbered(e.Article) == e.Article {
		return err
	}
	own := *e
	own.Article = r.Numbered(e.Article)
	return &own
}

// LawOn returns the law for an application received on a day. For "", not yet received,
// that is the newest edition; for a day before the first edition, the first.
func LawOn(received calendar.Date, cal *calendar.Calendar) Law {
	for _, r := range slices.Backward(Regimes) {
		if received == "" || received >= r.From {
			return Law{r, cal}
		}
	}
	return Law{Regimes[0], cal}
}

// Vetoes reports whether an opinion of a third party bars disclosure.
func (r Regime) Vetoes(o Opinion) bool { return slices.Contains(r.Vetoed, o) }

// rolled returns the day itself if it is a working day, otherwise the next working day;
// "" stays "" (docs/law.md §4.2).
func (law Law) rolled(d calendar.Date) calendar.Date {
	if d == "" || law.Working(d) {
		return d
	}
	return law.Add(d, 1)
}

// tick returns what the event does to the clock under this edition.
func (law Law) tick(cmd Command) Tick {
	if cmd.Event == Consult && !slices.Contains(law.Excludes, cmd.Party) {
		return Runs
	}
	return law.Clock[cmd.Event]
}

package similar

import (
	"context"
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/cond"
)

// HintCode names a hint; see [HintKinds].
type HintCode string

// The hints.
const (
	HintRepeat    HintCode = "repeat"    // the same applicant has asked for it before
	HintPrecedent HintCode = "precedent" // others were answered
	HintMany      HintCode = "many"      // several applicants ask for it
	HintNamesake  HintCode = "namesake"  // there are other applications under this name
)

// HintKinds are the hints in the order of their weight: what each says in a few words,
// and the article it is about, "" if none.
var HintKinds = []struct {
	Code    HintCode
	Label   string
	Article string
}{
	{HintRepeat, "可能重复申请", "36(六)"},
	{HintMany, "多个申请人申请相同内容", "44"},
	{HintPrecedent, "已有相同内容的答复", ""},
	{HintNamesake, "同名申请", ""},
}

// manyApplicants is from how many applicants on the office is advised to publish.
// Article 44 speaks of several (多个申请人); the number is ours.
const manyApplicants = 3

// Hint is what a clerk should know while registering an application (提示). It never
// stops anybody.
type Hint struct {
	Code  HintCode
	Count int              // of applications or, for HintMany, of applicants, with this one
	Apps  []workflow.Brief // the most alike or the newest, a few of them
}

// upheld reports whether the office deals or dealt with an application: it has neither
// lapsed nor been divided or merged away.
func upheld(b workflow.Brief) bool {
	return b.State != workflow.Lapsed && b.State != workflow.Superseded
}

// earlier is what hints are decided on, all from one office: the applicant's
// applications and those under the same name, the newest first, and those that are
// alike, the most alike first.
type earlier struct {
	own       []workflow.Brief
	namesakes []workflow.Brief
	named     int // how many namesakes there are in all
	alike     []workflow.Brief
}

// hints decides which hints to give. Under the edition of 2007 no article speaks of
// repeats or of many applicants. A namesake is of interest only if there is no repeat,
// which says more.
func (e earlier) hints(law workflow.Law) []Hint {
	var repeats, others, answers []workflow.Brief
	applicants := map[string]bool{}
	for _, b := range e.alike {
		switch {
		case !upheld(b):
		case e.isOwn(b):
			repeats = append(repeats, b)
		default:
			others, applicants[b.Name] = append(others, b), true
			if b.Answered() {
				answers = append(answers, b)
			}
		}
	}
	found := map[HintCode]Hint{
		HintRepeat:    hint(HintRepeat, len(repeats), repeats),
		HintPrecedent: hint(HintPrecedent, len(answers), answers),
	}
	if n := len(applicants) + 1; n >= manyApplicants {
		found[HintMany] = hint(HintMany, n, others)
	}
	if len(repeats) == 0 {
		found[HintNamesake] = hint(HintNamesake, e.named, e.namesakes)
	}
	return weighed(found, law)
}

// isOwn reports whether the application is one of the applicant's own.
func (e earlier) isOwn(b workflow.Brief) bool {
	return slices.ContainsFunc(e.own, func(o workflow.Brief) bool { return o.ID == b.ID })
}

// weighed returns the hints that have something to say, in the order of their weight.
func weighed(found map[HintCode]Hint, law workflow.Law) []Hint {
	var out []Hint
	for _, k := range HintKinds {
		if h := found[k.Code]; h.Count > 0 && (k.Article == "" || law.Name != workflow.Regimes[0].Name) {
			out = append(out, h)
		}
	}
	return out
}

// hinted is how many applications a hint names at most.
const hinted = 3

// hint returns a hint about these applications.
func hint(code HintCode, count int, apps []workflow.Brief) Hint {
	return Hint{Code: code, Count: count, Apps: apps[:min(hinted, len(apps))]}
}

// How many of the applicant's applications, and how many that are alike, are looked at.
const (
	ownLooked   = 200
	alikeLooked = 20
)

// Hints returns what the clerk should know of earlier applications to the office, going
// by what is registered so far. With no name or no content yet, there is less to say.
func (d Finder) Hints(ctx context.Context, office string, in workflow.Intake) ([]Hint, error) {
	if _, err := d.InScope(ctx, office); err != nil {
		return nil, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	e, err := d.earlier(ctx, cond.InOffices(office), in)
	if err != nil {
		return nil, err
	}
	return e.hints(workflow.LawOn(in.ReceivedOn(cal), cal)), nil
}

// earlier reads what hints are decided on. Applications of the applicant are compared
// as well: the index may miss one that the clerk would be expected to remember.
func (d Finder) earlier(ctx context.Context, there cond.Cond, in workflow.Intake) (e earlier, err error) {
	if name := in.Applicant.Name; name != "" {
		e.own, e.named, err = d.List(ctx,
			workflow.Query{Where: cond.All{there, sameApplicant(in.Applicant)}, Limit: ownLooked})
		if err != nil {
			return e, err
		}
		e.namesakes = e.own
		if in.Applicant.IDNumber != "" { // otherwise the same applicant is whoever has the name
			e.namesakes, e.named, err = d.List(ctx, workflow.Query{
				Where: cond.All{there, cond.Is{Field: cond.FieldName, Any: []string{name}}}, Limit: hinted})
			if err != nil {
				return e, err
			}
		}
	}
	found, err := d.Store.Alike(ctx, there, in.Content, alikeLooked)
	for _, a := range append(MostAlike(GistOf(in.Content), e.own, alikeLooked), found...) {
		if !slices.ContainsFunc(e.alike, func(b workflow.Brief) bool { return b.ID == a.ID }) {
			e.alike = append(e.alike, a.Brief)
		}
	}
	return e, err
}

// sameApplicant returns the condition that an application is by this applicant: it has
// the same identity number or, where one of the two has no number, the same name.
func sameApplicant(a workflow.Applicant) cond.Cond {
	name := cond.Is{Field: cond.FieldName, Any: []string{a.Name}}
	if a.IDNumber == "" {
		return name
	}
	return cond.Any{
		cond.Is{Field: cond.FieldIDNumber, Any: []string{a.IDNumber}},
		cond.All{name, cond.Is{Field: cond.FieldIDNumber, Any: []string{""}}},
	}
}

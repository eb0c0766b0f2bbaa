package workflow

// Stage is where the application is in the words of the office (阶段): at court, in
// review, or otherwise the state of handling. It is derived, and the register can be
// filtered by it.
type Stage string

// The stages that are not states of handling.
const (
	Litigated Stage = "litigated"
	InReview  Stage = "appealed"
)

// Stages are all stages with their Chinese labels, in the order of the life of an
// application.
var Stages = []struct {
	Code  Stage
	Label string
}{
	{Stage(Arrived), "待确认"}, {Stage(Received), "办理中"}, {Stage(Correcting), "待补正"}, {Stage(Explaining), "待说明理由"},
	{Stage(FeePending), "待缴费"}, {Stage(Extended), "已延期"}, {Stage(Remaking), "重新答复中"}, {Stage(Answered), "已答复"},
	{Stage(Lapsed), "已终止"}, {Stage(Superseded), "已并拆"}, {InReview, "复议中"}, {Litigated, "诉讼中"},
}

// Stage derives where the application is. A suit comes before a review, and either
// before the state of handling.
func (app *Application) Stage() Stage {
	stage := Stage(app.State)
	// The state goes back to Received after a pause, but people still call it extended.
	if app.State == Received && app.prolonged() {
		stage = Stage(Extended)
	}
	for _, d := range app.Disputes {
		switch {
		case d.Closed != "":
		case d.Block != Review:
			return Litigated
		default:
			stage = InReview
		}
	}
	return stage
}

// prolonged reports whether an extension is part of the running term.
func (app *Application) prolonged() bool {
	granted := false
	for _, e := range app.EntriesInForce() {
		switch e.Clock {
		case Grants:
			granted = true
		case Restarts:
			granted = false
		case Stops, Resumes, Defers, Runs:
		}
	}
	return granted
}

// Known reports whether the stage is one of [Stages].
func (s Stage) Known() bool { return s.Label() != "" }

// Label returns the stage in Chinese; "" for an unknown one.
func (s Stage) Label() string {
	for _, row := range Stages {
		if row.Code == s {
			return row.Label
		}
	}
	return ""
}

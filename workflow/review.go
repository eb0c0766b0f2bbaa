package workflow

// The events of a review (行政复议).
const (
	FileReview    Event = "review_filed"
	AcceptReview  Event = "accept_review"
	RefuseReview  Event = "refuse_review"
	ReplyReview   Event = "review_reply"
	SuspendReview Event = "suspend_review"
	ResumeReview  Event = "resume_review"
	ChangeAnswer  Event = "change_answer"
	EndReview     Event = "end_review"
)

// Track is the procedure a review follows.
type Track string

// Tracks are the ordinary and the simplified procedure (复议法 53), which may be
// used for disputes about disclosure, with the working days the office has for
// its written reply (复议法 48, 54).
var Tracks = []struct {
	Code  Track
	Label string
	Reply int
}{{"", "普通程序", 10}, {"simplified", "简易程序", 5}}

// reviewDays are the days a review may take (复议法 62); they can be prolonged once.
const reviewDays = 60

// newReview is the day from which the act of 2023 on reviews applies.
const newReview Date = "2024-01-01"

// articlesOf2017 are the numbers of the act before it: what a review of that time
// is written down with.
var articlesOf2017 = map[string]string{
	"复议法 20": "复议法 9", "复议法 30": "复议法 17", "复议法 48": "复议法 23", "复议法 41": "复议法 25", "复议法 64": "复议法 28", "复议法 39": "–",
}

// ReviewProcedure is the road of one review (law document §7.2).
var ReviewProcedure = Procedure[*Application]{
	{FileReview, "收到复议申请", []State{New}, Filed, clerks, guards{disputable}, "复议法 20", nil, "", nil},
	{AcceptReview, "行政复议受理", []State{New, Filed}, Pending, clerks, guards{disputable, knownTrack}, "复议法 30", []Input{AskTrack}, "", nil},
	{RefuseReview, "行政复议不予受理", []State{Filed}, Concluded, clerks, guards{hasDispute}, "复议法 30", []Input{AskRef}, "", nil},
	{ReplyReview, "提交复议答复书", []State{Pending}, Stay, clerks, guards{hasDispute, oncePerDispute}, "复议法 48", []Input{AskRef}, "", nil},
	{SuspendReview, "行政复议中止", []State{Pending}, Suspended, clerks, guards{hasDispute}, "复议法 39", []Input{AskRef}, "", nil},
	{ResumeReview, "行政复议恢复", []State{Suspended}, Pending, clerks, guards{hasDispute}, "复议法 39", []Input{AskRef}, "", nil},
	{ChangeAnswer, "改变或者撤回原答复", []State{Pending}, Stay, clerks, guards{hasDispute, hasReason}, "复议法 41", []Input{AskRef, AskReason}, "", nil},
	{EndReview, "行政复议审结", []State{Pending, Suspended}, Concluded, clerks, guards{hasDispute, hasRuling}, "复议法 64", []Input{AskRef, AskRuling, AskUntil}, "", nil},
}

var knownTrack = Guard[*Application]{"复议程序属于规定的两种", func(m Move[*Application]) error {
	for _, t := range Tracks {
		if t.Code == m.Cmd.Track {
			return nil
		}
	}
	return AskTrack.Wrong("请选择复议程序")
}}

func beginsReview(_ *Application, e *Entry, _ Command, _ Law) { e.Block, e.Our = Review, Original }

func acceptsReview(app *Application, e *Entry, cmd Command, law Law) {
	e.Ref, e.Block, e.Our = app.dispute(cmd).No, Review, Original
	e.Until = law.replyBy(e.On, e.Track)
}

// replyBy is the last day for the office's reply to a review: working days under
// the act of 2023, days before (law document §7.2, R04).
func (law Law) replyBy(on Date, track Track) Date {
	for _, t := range Tracks {
		switch {
		case t.Code != track:
		case on >= newReview:
			return law.Add(on, t.Reply)
		default:
			return law.rolled(on.AddDays(t.Reply))
		}
	}
	return ""
}

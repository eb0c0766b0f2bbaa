package workflow

import (
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// The events of a review (行政复议). Which row each is stands in [ReviewProcedure].
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

// Tracks are the ordinary and the simplified procedure (复议法 53), which may be used for
// disputes about disclosure. Reply is how many working days the office has for its
// written reply (复议法 48, 54).
var Tracks = []struct {
	Code  Track
	Label string
	Reply int
}{{"", "普通程序", 10}, {"simplified", "简易程序", 5}}

// reviewDays is how many days a review may take (复议法 62); it can be prolonged once.
const reviewDays = 60

// newReview is the day from which the review act of 2023 applies.
const newReview calendar.Date = "2024-01-01"

// articlesOf2017 are the numbers of the articles in the act before it, which entries of
// that time cite; "–" is no article.
var articlesOf2017 = map[string]string{
	"复议法 20": "复议法 9", "复议法 30": "复议法 17", "复议法 48": "复议法 23", "复议法 41": "复议法 25", "复议法 64": "复议法 28", "复议法 39": "–",
}

// ReviewProcedure is the way of one review (docs/law.md §8.2).
var ReviewProcedure = Procedure{
	{Event: FileReview, Label: "收到复议申请", Article: "复议法 20", From: []State{New}, To: Filed, Roles: clerks,
		Guards: guards{disputable}},
	{Event: AcceptReview, Label: "行政复议受理", Article: "复议法 30", From: []State{New, Filed}, To: Pending, Roles: clerks,
		Guards: guards{disputable, hasTrack}, Asks: []fault.Input{AskTrack}},
	{Event: RefuseReview, Label: "行政复议不予受理", Article: "复议法 30", From: []State{Filed}, To: Concluded, Roles: clerks,
		Guards: guards{hasDispute}, Asks: []fault.Input{AskRef}},
	{Event: ReplyReview, Label: "提交复议答复书", Article: "复议法 48", From: []State{Pending}, To: Stay, Roles: clerks,
		Guards: guards{hasDispute, oncePerDispute}, Asks: []fault.Input{AskRef}},
	{Event: SuspendReview, Label: "行政复议中止", Article: "复议法 39", From: []State{Pending}, To: Suspended, Roles: clerks,
		Guards: guards{hasDispute}, Asks: []fault.Input{AskRef}},
	{Event: ResumeReview, Label: "行政复议恢复", Article: "复议法 39", From: []State{Suspended}, To: Pending, Roles: clerks,
		Guards: guards{hasDispute}, Asks: []fault.Input{AskRef}},
	{Event: ChangeAnswer, Label: "改变或者撤回原答复", Article: "复议法 41", From: []State{Pending}, To: Stay, Roles: clerks,
		Guards: guards{hasDispute, hasReason}, Asks: []fault.Input{AskRef, AskReason}},
	{Event: EndReview, Label: "行政复议审结", Article: "复议法 64", From: []State{Pending, Suspended}, To: Concluded, Roles: clerks,
		Guards: guards{hasDispute, hasRuling}, Asks: []fault.Input{AskRef, AskRuling, AskUntil}},
}

// hasTrack accepts only the tracks of [Tracks]; "" is the ordinary one.
var hasTrack = Guard{"复议程序属于规定的两种", func(m Move) error {
	for _, t := range Tracks {
		if t.Code == m.Cmd.Track {
			return nil
		}
	}
	return AskTrack.Wrong("请选择复议程序")
}}

// beginsReview records that an application for review came in, before it is accepted.
func beginsReview(_ *Application, e *Entry, _ Command, _ Law) { e.Block, e.Our = Review, Original }

// acceptsReview begins or continues the review, and sets the day by which the office
// must reply.
func acceptsReview(app *Application, e *Entry, cmd Command, law Law) {
	e.Ref, e.Block, e.Our = app.dispute(cmd).No, Review, Original
	e.Until = law.replyBy(e.On, e.Track)
}

// replyBy returns the last day for the office's reply to a review: working days under
// the act of 2023, calendar days before (docs/law.md §7.1). "" for an unknown track.
func (law Law) replyBy(on calendar.Date, track Track) calendar.Date {
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

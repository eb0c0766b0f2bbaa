// Package workflow is the regulation and the office routine of 依申请公开,
// disclosure of government information on application. It does no input or
// output and does not know what day it is.
//
// # The domain in one page
//
// Somebody asks an authority for a piece of government information: an
// application (申请, [Application]). It arrives through a channel (渠道), and
// channel and edition of the regulation (条例, [Regime]) decide the legal date
// of receipt (收到申请之日). From the day after, working days are counted
// ([calendar.Calendar], [Clock], [Ledger]); a notice that asks for a correction (补正)
// and consultations (征求意见) stop the count, an extension (延期) adds to it.
// The road ends in an answer (答复) of exactly one category ([Outcome]), or it
// lapses (终止).
//
// Everything that happens is a [Command] given to [Desk.Do]. Whether it may
// happen is a row of a [Procedure]; what it does to time is a row of the
// edition; what is left of it is an [Entry] in the journal, from which every
// column can be derived again ([Replay]).
//
// Once a year the office publishes a statistics table ([statistics.Edition], [statistics.Form]).
// Each of its lines is a condition ([cond.Cond]) that is matched here, put into SQL
// by models and into Chinese words by views: the number, the list behind it
// and its explanation cannot disagree.
package workflow

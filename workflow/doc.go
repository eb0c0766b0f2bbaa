// Package workflow is the regulation and the office routine of 依申请公开, disclosure of
// government information on application. It does no input or output, and refuses to
// know what day it is, how things are stored and how they look.
//
// # The domain in one page
//
// Somebody asks an authority for government information: an application (申请,
// [Application]). It arrives through a channel (渠道, [Channel]). The channel and the
// edition of the regulation (条例, [Regime]) decide the legal day of receipt (收到申请之日,
// [Intake.ReceivedOn]), and that day decides which edition governs everything after it
// ([LawOn]).
//
// From the day after receipt, working days are counted ([Clock], and
// [Application.Ledger] day by day). A notice that asks for a correction (补正) and
// consultations (征求意见) stop the count, an extension (延长答复期限) adds to it. The
// application ends in an answer (答复) of exactly one category ([Outcome]), or without
// one (终止). The applicant may then go to review or to court ([Remedy], [Dispute]).
//
// Everything that happens is a [Command] given to [Desk.Do], the only way in. Whether
// it may happen is a row of a [Procedure]; what it does to time is a row of the
// edition; what remains of it is an [Entry] in the journal (办理记录), from which every
// column can be derived again ([Replay]). What the law refuses but an office did all
// the same is recorded and marked as irregular (不合规).
//
// # The packages around it
//
// What a rule needs but is not itself the regulation lies below, and this package
// imports it:
//
//   - gongkai/workflow/fault: what is said when something is refused
//   - gongkai/workflow/calendar: days, and which of them are working days
//   - gongkai/workflow/cond: conditions as data
//   - gongkai/workflow/statistics: numbers, lines and equations of a table
//   - gongkai/workflow/account: people, offices and what they may see
//
// What is done with applications lies above, and imports this package, or at least
// account:
//
//   - gongkai/workflow/register: the register (台账) as a spreadsheet, in and out
//   - gongkai/workflow/report: the annual report (年度报告)
//   - gongkai/workflow/board: counts for those who run an office
//   - gongkai/workflow/similar: earlier applications like a new one
//   - gongkai/workflow/job: work that takes long
//   - gongkai/workflow/draft: what people put aside for themselves
//   - gongkai/workflow/desks: all of these for one person
//
// Each line of an annual table is a condition ([cond.Cond]) that is matched here, put
// into SQL by models and into Chinese words by views, so the number, the list behind it
// and its explanation cannot disagree. Every subject says what it wants kept in an
// interface named Store; gongkai/workflow/storetest says what they all must do.
//
// The reasons are in docs/law.md, by article, and in docs/adr, by decision.
package workflow

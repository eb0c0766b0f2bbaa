package board

import (
	"time"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// Standing is one way of standing against the term.
type Standing string

// The ways an application may stand against its term that lists filter by.
const (
	Overdue   Standing = "overdue"
	DueToday  Standing = "today"
	ThisWeek  Standing = "week"
	NextWeek  Standing = "next"
	Stopped   Standing = "stopped"
	InOpinion Standing = "opinion"
	Arrived   Standing = "arrived"
	Unsigned  Standing = "unsigned"
	Unposted  Standing = "unposted"
	Unserved  Standing = "unserved"
	Open      Standing = "open"
	Disputed  Standing = "disputed"
)

// On is the condition for standing so on a day; nil for a standing that there is
// not.
func (s Standing) On(today calendar.Date) cond.Cond {
	switch s {
	case Overdue:
		return workflow.OverdueOn(today)
	case DueToday:
		return DueWithin(today, today)
	case ThisWeek:
		return DueWithin(today, Sunday(today))
	case NextWeek:
		return DueWithin(Sunday(today).AddDays(1), Sunday(today).AddDays(7))
	case Stopped:
		return cond.All{workflow.StillOpen, cond.Is{Field: cond.FieldStopped, Any: []string{"true"}}}
	case Open:
		return workflow.StillOpen
	default: // the others have to do with a state
		return s.waitsFor(today)
	}
}

// waitsFor is the condition for a standing that has to do with a state and not
// with the term.
func (s Standing) waitsFor(today calendar.Date) cond.Cond {
	switch s {
	case InOpinion:
		return workflow.AwaitsOpinion
	case Arrived:
		return cond.Is{Field: cond.FieldState, Any: []string{string(workflow.Arrived)}}
	case Unsigned:
		return workflow.AwaitsSignature
	case Unposted:
		return Lately(workflow.Unposted, today)
	case Unserved:
		return Lately(workflow.Unserved, today)
	case Disputed:
		return cond.Is{Field: cond.FieldStage, Any: []string{string(workflow.InReview), string(workflow.Litigated)}}
	default: // there is no such standing
		return nil
	}
}

// DueWithin is what is open and due from a day to another.
func DueWithin(from, to calendar.Date) cond.Cond {
	return cond.All{workflow.StillOpen, cond.Span{Field: cond.FieldDue, From: from, To: to}}
}

// service is for how many days after an answer its service is asked after: in the
// registers of earlier years nobody wrote it down.
const service = 90

// Lately narrows a condition to what was answered of late.
func Lately(c cond.Cond, today calendar.Date) cond.Cond {
	return cond.All{cond.Span{Field: cond.FieldClosed, From: today.AddDays(-service), To: today}, c}
}

// Monday is the first day of the week of d.
func Monday(d calendar.Date) calendar.Date { return Sunday(d).AddDays(-6) }

// Sunday is the last day of the week of d.
func Sunday(d calendar.Date) calendar.Date {
	for d.DayOfWeek() != time.Sunday {
		d = d.AddDays(1)
	}
	return d
}

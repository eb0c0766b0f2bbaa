package handlers

import (
	"gongkai/views"
	"gongkai/workflow"
)

// standing is one way of standing against the term.
type standing struct {
	Code  string
	Label views.ID
	Class string
	Cond  func(today workflow.Date) workflow.Cond
}

// standings are the ways an application may stand against its term that the
// register filters by. Those with a Class are counted on top of the list.
var standings = []standing{
	{"overdue", views.ID("逾期未办结"), "overdue", workflow.OverdueOn},
	{"today", views.ID("今日到期"), "urgent", func(d workflow.Date) workflow.Cond { return dueWithin(d, d) }},
	{"week", views.ID("本周到期"), "urgent", func(d workflow.Date) workflow.Cond { return dueWithin(d, sunday(d)) }},
	{"stopped", views.ID("中止计算"), "stopped", func(workflow.Date) workflow.Cond {
		return workflow.All{workflow.StillOpen, workflow.Is{Field: workflow.FieldStopped, Any: []string{"true"}}}
	}},
	{"arrived", views.ID("待双方确认"), "stopped", func(workflow.Date) workflow.Cond {
		return workflow.Is{Field: workflow.FieldState, Any: []string{string(workflow.Arrived)}}
	}},
	{"unsigned", views.ID("待签发"), "near", func(workflow.Date) workflow.Cond {
		return workflow.Is{Field: workflow.FieldDraft, Any: []string{string(workflow.Submitted)}}
	}},
	{"open", views.ID("全部未办结"), "", func(workflow.Date) workflow.Cond { return workflow.StillOpen }},
	{"disputed", views.ID("在复议或者诉讼中"), "", func(workflow.Date) workflow.Cond {
		return workflow.Is{Field: workflow.FieldStage, Any: []string{string(workflow.InReview), string(workflow.Litigated)}}
	}},
}

func dueWithin(from, to workflow.Date) workflow.Cond {
	return workflow.All{workflow.StillOpen, workflow.Span{Field: workflow.FieldDue, From: from, To: to}}
}

// sunday is the last day of the week of d.
func sunday(d workflow.Date) workflow.Date {
	for d.Weekday() != "星期日" {
		d = d.AddDays(1)
	}
	return d
}

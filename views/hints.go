package views

import (
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/fault"
	"gongkai/workflow/similar"
)

// HintLine is one hint on the log form. Label and Article are Chinese, Text is in the
// reader's language.
type HintLine struct {
	Label, Article string
	Text           string
	Apps           []HintApp
}

// HintApp is an earlier application that a hint is about.
type HintApp struct {
	URL, Number string
	Stands      string // in Chinese: where it stands, or how it was answered
}

// HintLines puts hints into words, in their order.
func (t Language) HintLines(hints []similar.Hint) []HintLine {
	var out []HintLine
	for _, h := range hints {
		line := HintLine{Text: t.hintText(h)}
		for _, k := range similar.HintKinds {
			if k.Code == h.Code {
				line.Label, line.Article = k.Label, fault.Cite(k.Article)
			}
		}
		for _, a := range h.Apps {
			line.Apps = append(line.Apps, HintApp{ApplicationURL(a.ID), a.Number, stands(a)})
		}
		out = append(out, line)
	}
	return out
}

// hintText says what a hint means for the application being logged.
func (t Language) hintText(h similar.Hint) string {
	switch h.Code {
	case similar.HintRepeat:
		for _, a := range h.Apps {
			if a.Answered() {
				return t.T("同一申请人申请过相同内容，已经答复；确属重复的，可以告知不予重复处理。")
			}
		}
		return t.T("同一申请人的相同申请还在办理。")
	case similar.HintMany:
		return t.T("连同此件已有 %d 个申请人申请相同内容；可以公开的，可以纳入主动公开。", h.Count)
	case similar.HintPrecedent:
		return t.T("其他申请人的 %d 件相同申请已经答复，可以参照。", h.Count)
	case similar.HintNamesake:
		return t.T("本机关已有 %d 件同名申请。", h.Count)
	}
	return ""
}

// stands is where an application stands; if it was answered, when, how and by which
// letter.
func stands(a workflow.Brief) string {
	if !a.Answered() {
		return strings.TrimSpace(a.Stage.Label() + " " + string(a.Received))
	}
	return strings.Join(strings.Fields(string(a.Closed)+" "+OutcomeWord(string(a.Outcome))+" "+a.LetterNumber), " ")
}

// HintNote is added to the message about an application just saved: the numbers of
// those like it, "" if there are none. Namesakes are not alike.
func (t Language) HintNote(hints []similar.Hint) string {
	var numbers []string
	seen := map[workflow.ID]bool{}
	for _, h := range hints {
		for _, a := range h.Apps {
			if h.Code != similar.HintNamesake && !seen[a.ID] {
				seen[a.ID], numbers = true, append(numbers, a.Number)
			}
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	return t.T("；相同内容另见 %s", strings.Join(numbers, "、"))
}

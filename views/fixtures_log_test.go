package views

import (
	"gongkai/workflow"
	"gongkai/workflow/similar"
)

// logFixtures are the log form: blank, with the channel remembered, with hints of
// each kind, with a draft to go on with, and sent with a fault.
func logFixtures(f Frame) []fixture {
	blank := logFixture(f, "")
	begun := blank
	begun.Drafts = []DraftOffer{
		OfferDraft("T0", "2026-11-23", "赵*", "河曲镇柳林村2023年征地补偿安置方案"), OfferDraft("T1", "2026-11-20", "赵<b>", ""),
	}
	remembered := logFixture(f, "letter")
	remembered.Last = &Link{URL: "/applications/6", Label: "2026-00006"}
	remembered.Due = DueEcho{f.T("期限尚未起算：该渠道以双方确认之日为收到申请之日。"), f.T("请当日与申请人确认，再填确认日期。")}
	remembered.Hints = f.HintLines(allHints())
	wrong := logFixture(f, "fax")
	wrong.Main[0].Error, wrong.Main[0].Value = "请填写申请人姓名或者名称", `"><i>`
	wrong.Main[0].Focus = false
	wrong.Problem = &Problem{f.T("没有保存，请核对"), []ProblemItem{{"请填写申请人姓名或者名称", "#name"}}}
	return []fixture{{"log-blank", blank}, {"log-draft", begun}, {"log-hints", remembered}, {"log-wrong", wrong}}
}

func logFixture(f Frame, channel string) LogPage {
	p := LogPage{Frame: f, Token: "once", EnterKey: EnterField(f.Language)}
	p.EnterKey.Checked = true
	p.Channel, p.Main, p.More = IntakeFields(f.Language)
	p.Channel.ID, p.Channel.Focus = "channel", channel == ""
	p.Channel.Options = ChannelOptions(channel)
	for _, fields := range [][]Field{p.Main, p.More} {
		for i := range fields {
			fields[i].ID = fields[i].Name
		}
	}
	p.Main[0].Focus = channel != ""
	return p
}

// allHints are one hint of each kind, and a repeat that is still open.
func allHints() []similar.Hint {
	open := workflow.Brief{
		ID: 7, Number: "2026-00007", State: workflow.Received, Stage: "received", Received: "2026-11-02",
	}
	closed := workflow.Brief{LetterNumber: "示公开〔2026〕3号", ID: 3, Number: "2026-00003", State: workflow.Answered,
		Stage: "answered", Closed: "2026-03-10", Outcome: "granted"}
	return []similar.Hint{
		{Code: similar.HintRepeat, Count: 1, Apps: []workflow.Brief{closed}},
		{Code: similar.HintRepeat, Count: 1, Apps: []workflow.Brief{open}},
		{Code: similar.HintMany, Count: 3, Apps: []workflow.Brief{open, closed}},
		{Code: similar.HintPrecedent, Count: 1, Apps: []workflow.Brief{closed}},
		{Code: similar.HintNamesake, Count: 2, Apps: []workflow.Brief{open, closed}},
	}
}

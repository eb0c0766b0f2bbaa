package register

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
)

// Record returns an application as a line of the register, one cell for each column of
// [Head]. What the application does not have is "".
func Record(app *workflow.Application) []string {
	cells := map[string]string{
		colNumber: app.Number, colReceived: string(app.Received), colChannel: labelOf(channelLabels, app.Channel),
		colKind: labelOf(kindWords, app.Applicant.Kind), colName: app.Applicant.Name, colContent: app.Content,
		"证件号码": app.Applicant.IDNumber, "联系电话": app.Applicant.Phone,
		"联系地址": app.Applicant.Address, "电子邮箱": app.Applicant.Email,
		colClosed: string(app.Closed), "答复文号": app.LetterNumber,
		colMethod: labelOf(methodWords, app.Method), colRemark: app.Remark,
	}
	// Of several words for one outcome, the first is the one to write.
	if i := slices.IndexFunc(outcomeWords, func(w outcomeWord) bool { return w.code == app.Outcome }); i >= 0 {
		cells[colOutcome] = outcomeWords[i].word
	}
	// The register has one day of service: the one that decides whether the answer was
	// in time.
	if app.Method != "" {
		at := map[workflow.Event]calendar.Date{workflow.Deliver: app.Delivered, workflow.Dispatch: app.Dispatched}
		cells[colServed] = string(cmp.Or(at[app.Method.Point()], cmp.Or(app.Dispatched, app.Delivered)))
	}
	for _, e := range app.EntriesInForce() {
		recordEntry(cells, e)
	}
	recordLists(cells, app)
	var out []string
	for _, name := range Head {
		out = append(out, cells[name])
	}
	return out
}

// channelLabels has only the labels of [workflow.Channels]: of the several words for
// one channel, the one to write.
var channelLabels = wordsOf(
	len(workflow.Channels),
	func(i int) (string, workflow.Channel) { return workflow.Channels[i].Label, workflow.Channels[i].Code },
)

// labelOf returns the word for a code; "" if there is none. Each code must have one
// word only.
func labelOf[T comparable](words map[string]T, code T) string {
	for w, c := range words {
		if c == code {
			return w
		}
	}
	return ""
}

// entryColumns says which cells an entry fills.
var entryColumns = map[workflow.Event]func(workflow.Entry) map[string]string{
	workflow.AskCorrection: func(e workflow.Entry) map[string]string { return map[string]string{"补正通知日期": string(e.On)} },
	workflow.Correct:       func(e workflow.Entry) map[string]string { return map[string]string{"补正收到日期": string(e.On)} },
	workflow.Extend: func(e workflow.Entry) map[string]string {
		return map[string]string{"延期日期": string(e.On), "延期工作日": strconv.Itoa(e.Days)}
	},
	workflow.AskFee: func(e workflow.Entry) map[string]string {
		return map[string]string{"收费通知日期": string(e.On), "收费金额": e.Amount.OrBlank()}
	},
	workflow.Pay: func(e workflow.Entry) map[string]string { return map[string]string{"缴费日期": string(e.On)} },
	workflow.Charge: func(e workflow.Entry) map[string]string {
		return map[string]string{"收费通知日期": string(e.On), "缴费日期": string(e.On), "收费金额": e.Amount.OrBlank()}
	},
}

// recordEntry fills the cells of an entry. Of several entries for one cell the last
// wins.
func recordEntry(cells map[string]string, e workflow.Entry) {
	if columns, ok := entryColumns[e.Event]; ok {
		for name, value := range columns(e) {
			cells[name] = value
		}
	}
}

// recordLists fills the columns in which several things can stand, separated by “；”.
// The nth value of one column belongs to the nth of its neighbours.
func recordLists(cells map[string]string, app *workflow.Application) {
	lists := map[string][]string{}
	put := func(column, value string) { lists[column] = append(lists[column], value) }
	for _, e := range app.EntriesInForce() {
		if e.Event == workflow.Consult {
			put("征求意见发出日期", string(e.On))
			put("意见返回日期", string(answeredOn(app, e)))
			put("征求对象", labelOf(partyWords, e.Party))
		}
	}
	for _, d := range app.Disputes {
		if d.Our != workflow.Original || d.Accepted == "" && d.Closed == "" {
			continue // not counted, so not part of the register
		}
		name := "诉讼"
		if d.Block == workflow.Review {
			name = "复议"
		} else {
			put("诉讼方式", labelOf(routeWords, d.Block))
		}
		// One that was not accepted counts from the day it was refused.
		put(name+"受理日期", string(cmp.Or(d.Accepted, d.Closed))) // one that was not accepted counts when it was refused
		put(name+"审结日期", string(d.Closed))
		put(name+"结果", labelOf(resultWords, d.Result))
	}
	for column, values := range lists {
		cells[column] = joined(values)
	}
}

// joined joins the values and keeps the places of missing ones, so that columns still
// match; "" if all are missing.
func joined(values []string) string {
	if s := strings.Join(values, ""); s == "" {
		return ""
	}
	return strings.Join(values, "；")
}

// answeredOn returns the day on which the opinion of a consultation came back; "" if it
// has not.
func answeredOn(app *workflow.Application, consult workflow.Entry) calendar.Date {
	for _, e := range app.EntriesInForce() {
		if e.Event == workflow.Consulted && e.Ref == consult.Seq {
			return e.On
		}
	}
	return ""
}

package views

import (
	"reflect"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
)

// calendarFixture is the calendar as the administrator sees it: a changed year,
// local days that do not count, and the forms.
func calendarFixture(f Frame) CalendarPage {
	changes := localChanges()
	p := CalendarPage{Frame: f, Year: "2027", Years: []Option{{"2027", "2027", true}},
		Unknown: f.T("%d 年放假安排还没有公布或者导入，只除去周末；落在这一年的答复期限为暂定。", 2027),
		Office:  "xfb", OfficeName: "示例县人民政府办公室", Runs: true, Open: "local",
		Offices: []Option{{"xfb", "示例县人民政府办公室", true}},
		YearFields: []Field{
			{ID: "off", Name: "off", Label: f.T("放假的日子"), Long: true, Tall: 12, Value: "2027-01-01 元旦\n", Error: "第 1 行"},
		},
		FileFields: []Field{{ID: "file", Name: "file", Label: f.T("一年放假安排的文件"), Type: "file"}},
		Pasted:     Field{ID: "notice", Name: "notice", Label: f.T("通知全文"), Long: true, Tall: 10},
		LocalFields: []Field{
			{ID: "do", Name: "do", Label: f.T("办理什么"), Radio: true, Options: []Option{{"off", f.T("登记放假的日子"), true}}},
			{ID: "below", Name: "below", Label: f.T("连同下级机关登记或者取消；是否计入期限由各机关分别设定"), Box: true},
		},
	}
	p.Local, p.LocalState = f.LocalDays(calendar.LocalDaysIn(changes)["xfb"])
	p.History = f.CalendarHistory(changes, 2020, "xfb")
	return p
}

func localChanges() []calendar.Change {
	at := func(minutes int) time.Time { return fixtureNow.Add(time.Duration(minutes) * time.Minute) }
	day := func(office string, d calendar.Date, off bool) []calendar.LocalDay {
		return []calendar.LocalDay{{Office: office, Date: d, Name: "<b>节", Document: "示办发〔2026〕3号", Off: off}}
	}
	year, _ := calendar.Published().Year(2020)
	other, _ := calendar.Published().Year(2021)
	return []calendar.Change{
		{Year: &year, By: "管理丁", At: at(0)}, {Year: &other, By: "管理丁", At: at(1)},
		{Days: day("xfb", "2026-07-10", true), By: "管理丁", At: at(2)},
		{Days: day("xfb", "2026-07-11", true), By: "管理丁", At: at(2)},
		{Days: day("xfb", "2026-07-10", false), By: "管理丁", At: at(4)},
		{Days: day("mzj", "2026-07-12", true), By: "管理丁", At: at(2)},
		{Switch: &calendar.LocalSwitch{Office: "xfb", Excluded: true, Document: "示办函〔2026〕7号"}, By: "管理丁", At: at(3)},
	}
}

func calendarChangeFixture(f Frame) CalendarChangePage {
	before, _ := calendar.Published().Year(2020)
	after := calendar.Year{Year: 2020, Notices: before.Notices,
		Off: map[calendar.Date]string{"2020-01-01": "元旦", "2020-01-03": ""}, Work: before.Work}
	p := workflow.Proposal{Change: calendar.Change{Year: &after}, Before: before}
	moved := []workflow.Moved{
		{ID: 1, Office: "xfb", Number: "2020-00001", From: "2020-02-24", To: "2020-02-25"},
		{ID: 2, Office: "gone", Number: "2020-00002", From: "2020-12-31", To: "2020-12-31", WasProvisional: true},
		{ID: 3, Office: "xfb", Number: "2020-00003", To: "2020-12-31", Provisional: true},
	}
	offices := map[string]string{"xfb": "示例县人民政府办公室"}
	return CalendarChangePage{Frame: f, Reason: p.Change.Reason(), Facts: f.Changed(p, offices),
		Caption: f.T("期限有变化的未办结申请 %d 件", 3), Rows: f.MovedRows(moved, offices), Digest: "0f",
		Hidden: []Option{{Value: "kind", Label: "year"}, {Value: "off", Label: "2020-01-01 元旦\n2020-01-03 <b>"}},
		Count:  Field{ID: "count", Name: "count", Label: f.T("键入期限有变化的申请件数（%d）以确认", 3), Error: "错"}}
}

// The history has the year and the office that are looked at, the latest first;
// a day that was taken back is no longer among those that hold.
func TestCalendarHistory(t *testing.T) {
	var got []string
	for _, r := range (Language{}).CalendarHistory(localChanges(), 2020, "xfb") {
		got = append(got, r.At[11:]+" "+r.What)
	}
	want := []string{"10:34 取消地方假日 2026-07-10", "10:33 地方假日不计入期限", "10:32 地方假日 2026-07-10 <b>节",
		"10:32 地方假日 2026-07-11 <b>节",
		"10:30 2020 年安排：放假 30 天，调休上班 6 天"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("history %q, want %q", got, want)
	}
	rows, state := (Language{}).LocalDays(calendar.LocalDaysIn(localChanges())["xfb"])
	if len(rows) != 1 || rows[0].Date != "2026-07-11" || state != "不计入期限，依据：示办函〔2026〕7号" {
		t.Errorf("what holds is %v, %s", rows, state)
	}
	if _, state := (Language{}).LocalDays(calendar.LocalDays{}); state[:12] != "计入期限" {
		t.Errorf("of an office that set nothing is said %s", state)
	}
}

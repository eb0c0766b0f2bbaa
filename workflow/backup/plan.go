package backup

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// Plan is the schedule of backups: once a day at an hour in China, into a folder of
// the server. The zero Plan makes none.
type Plan struct {
	On     bool   `json:"on"`
	Hour   int    `json:"hour"`   // 0 to 23, in China
	Folder string `json:"folder"` // on the server
	// How many are kept: the last of each of so many days, weeks and months.
	Daily   int `json:"daily"`
	Weekly  int `json:"weekly"`
	Monthly int `json:"monthly"`
}

// Usual is the plan that is offered where none was ever set: it is not on.
var Usual = Plan{Hour: 2, Daily: 7, Weekly: 5, Monthly: 12}

// mostKept is how many of a kind may be kept at most.
const mostKept = 100

// The inputs of a plan.
const (
	InputHour    fault.Input = "hour"
	InputFolder  fault.Input = "folder"
	InputDaily   fault.Input = "daily"
	InputWeekly  fault.Input = "weekly"
	InputMonthly fault.Input = "monthly"
)

// Validate returns why a plan cannot be followed, or nil. A plan that is off may be
// anything but out of range.
func (p Plan) Validate() error {
	if p.Hour < 0 || p.Hour > 23 {
		return InputHour.Wrong("备份的钟点请填 0 至 23")
	}
	for _, kept := range []struct {
		in fault.Input
		n  int
	}{{InputDaily, p.Daily}, {InputWeekly, p.Weekly}, {InputMonthly, p.Monthly}} {
		if kept.n < 0 || kept.n > mostKept {
			return kept.in.Wrong("保留的份数请填 0 至 %d", mostKept)
		}
	}
	if !p.On {
		return nil
	}
	if p.Daily < 1 {
		return InputDaily.Wrong("至少要保留 1 份每日备份")
	}
	return validFolder(p.Folder)
}

// validFolder refuses what is no absolute path: where a relative one leads depends on
// how the server was started.
func validFolder(folder string) error {
	windows := len(folder) > 2 && folder[1] == ':' && (folder[2] == '\\' || folder[2] == '/')
	shared := strings.HasPrefix(folder, `\\`)
	if !path.IsAbs(folder) && !windows && !shared {
		return InputFolder.Wrong("备份目录请写服务器上的完整路径，例如 /var/backups/gongkai，最好在另一块磁盘上")
	}
	if strings.ContainsFunc(folder, func(r rune) bool { return r < ' ' }) {
		return InputFolder.Wrong("备份目录中有不能使用的字符")
	}
	return nil
}

// Words are the plan in Chinese.
func (p Plan) Words() string {
	if !p.On {
		return "关闭"
	}
	return fmt.Sprintf("每天 %d 时，存入 %s，保留 %d 份每日、%d 份每周、%d 份每月", p.Hour, p.Folder, p.Daily, p.Weekly, p.Monthly)
}

// String is the plan as it is kept; [ReadPlan] reads it.
func (p Plan) String() string {
	b, err := json.Marshal(p)
	if err != nil {
		return "" // a struct of texts and numbers always has JSON
	}
	return string(b)
}

// ReadPlan reads a plan that was kept. What cannot be read is the zero Plan, which is off,
// and the page says that it is: nobody is to be shut out because of it.
func ReadPlan(kept string) Plan {
	var p Plan
	if err := json.Unmarshal([]byte(kept), &p); err != nil {
		return Plan{}
	}
	return p
}

// Last returns the moment of the plan's hour that came last before now, or is now.
func (p Plan) Last(now time.Time) time.Time {
	day := now.In(calendar.China)
	at := time.Date(day.Year(), day.Month(), day.Day(), p.Hour, 0, 0, 0, calendar.China)
	if at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

// Due reports whether a backup is to be made now, if the last try was then; the zero
// time is never. One that failed is tried again after an hour.
func (p Plan) Due(last Record, now time.Time) bool {
	switch {
	case !p.On:
		return false
	case last.At.Before(p.Last(now)):
		return true
	}
	return !last.Good() && !now.Before(last.At.Add(retry))
}

const (
	retry = time.Hour
	// late is for how long after its hour a backup may still be on its way.
	late = 2 * time.Hour
)

// Overdue reports whether the latest good backup, made at the time given, is older than
// it should be by the plan. A plan that is off is never overdue.
func (p Plan) Overdue(good, now time.Time) bool {
	return p.On && good.Before(p.Last(now.Add(-late)))
}

// naming is what the files of backups are called; the time in it is China's.
var naming = regexp.MustCompile(`^gongkai-(\d{8}-\d{6})(-\d+)?\.db$`)

const stamp = "20060102-150405"

// FileName is what a backup begun at this moment is called.
func FileName(at time.Time) string { return "gongkai-" + at.In(calendar.China).Format(stamp) + ".db" }

// MadeAt is when the backup of this name was begun; false for any other file.
func MadeAt(name string) (time.Time, bool) {
	m := naming.FindStringSubmatch(name)
	if m == nil {
		return time.Time{}, false
	}
	at, err := time.ParseInLocation(stamp, m[1], calendar.China)
	return at, err == nil
}

// Surplus returns which of the files of a folder may go: backups by their name that are
// the last of none of the days, weeks and months that the plan keeps. It never returns
// the latest backup, nor a file with another name.
func (p Plan) Surplus(names []string) []string {
	var made []string
	for _, name := range names {
		if _, ok := MadeAt(name); ok {
			made = append(made, name)
		}
	}
	slices.SortFunc(made, func(a, b string) int { return cmp.Compare(b, a) }) // the latest first
	kept := map[string]bool{}
	for _, of := range []struct {
		n    int
		span string // as [time.Time.Format] writes the day or month; "" for weeks
	}{{max(p.Daily, 1), time.DateOnly}, {p.Weekly, ""}, {p.Monthly, "2006-01"}} {
		spans := map[string]bool{}
		for _, name := range made {
			if in := spanOf(name, of.span); !spans[in] && len(spans) < of.n {
				spans[in], kept[name] = true, true
			}
		}
	}
	return slices.DeleteFunc(made, func(name string) bool { return kept[name] })
}

// spanOf names the day, week or month in which a backup was made.
func spanOf(name, span string) string {
	at, _ := MadeAt(name)
	if span == "" {
		year, week := at.In(calendar.China).ISOWeek()
		return fmt.Sprint(year, week)
	}
	return at.In(calendar.China).Format(span)
}

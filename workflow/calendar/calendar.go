package calendar

import (
	"embed"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"

	"gongkai/workflow/fault"
)

//go:embed *.txt
var notices embed.FS

// Year is one year of the State Council's arrangement of days off (放假安排): its notices,
// the days off and the make-up working days (调休上班), each with the name of its holiday.
// Other days are worked from Monday to Friday.
type Year struct {
	Year    int
	Notices []string        // addresses or numbers; the first announced it, later ones changed it
	Off     map[Date]string // day → name of the holiday, "" if unknown
	Work    map[Date]string
}

// ParseYear reads the text of one year: lines "notice ADDRESS", "off DATE NAME", "work
// DATE NAME", and comments after #. It is Invalid if it cannot be read or cannot be a
// notice.
func ParseYear(year int, text string) (Year, error) {
	y := Year{Year: year, Off: map[Date]string{}, Work: map[Date]string{}}
	for i, line := range strings.Split(text, "\n") {
		if err := y.read(strings.Fields(line)); err != nil {
			return Year{}, fmt.Errorf("calendar %d line %d: %w", year, i+1, err)
		}
	}
	return y, y.validate()
}

// read adds one line, split into words.
func (y *Year) read(f []string) error {
	switch {
	case len(f) == 0 || strings.HasPrefix(f[0], "#"):
		return nil
	case f[0] == "notice" && len(f) == 2:
		y.Notices = append(y.Notices, f[1])
		return nil
	case (f[0] == "off" || f[0] == "work") && len(f) >= 2:
		d, err := ParseDate(f[1])
		if err != nil {
			return err
		}
		map[string]map[Date]string{"off": y.Off, "work": y.Work}[f[0]][d] = strings.Join(f[2:], " ")
		return nil
	}
	return fault.Errorf(fault.Invalid, "不认识的一行：%s", strings.Join(f, " "))
}

// validate refuses a year that cannot be a notice: without days off, or with a day that
// is both off and worked. A day may lie in a neighbouring year, as those around New
// Year do.
func (y *Year) validate() error {
	if len(y.Off) == 0 {
		return fault.InputOff.Wrong("%d 年的安排里没有放假日", y.Year)
	}
	for d := range y.Work {
		if _, both := y.Off[d]; both {
			return fault.InputWork.Wrong("%s 既是放假日又是上班日", d)
		}
	}
	return nil
}

// Text writes the year in such a way that [ParseYear] reads the same. Equal years have
// equal texts, so it can be compared and hashed.
func (y *Year) Text() string {
	var b strings.Builder
	for _, n := range y.Notices {
		b.WriteString("notice " + n + "\n")
	}
	for _, part := range []struct {
		word string
		days map[Date]string
	}{{"off", y.Off}, {"work", y.Work}} {
		for _, d := range sortedDays(part.days) {
			b.WriteString(strings.TrimSpace(part.word+" "+string(d)+" "+part.days[d]) + "\n")
		}
	}
	return b.String()
}

// sortedDays returns the days in order.
func sortedDays(m map[Date]string) []Date {
	var out []Date
	for d := range m {
		out = append(out, d)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// Calendar tells working days from days off. It never changes once made, so any number
// of goroutines may use it.
type Calendar struct {
	years map[int]Year
	off   map[Date]string
	work  map[Date]string
	local map[Date]LocalDay           // days off of one office that do not count in its terms; nil for none
	own   map[string]func() *Calendar // the calendars of the offices that have such days, made on first use
	nth   []int32                     // working days from FirstDay up to each day, included
	days  []int32                     // the ordinals of all working days, ascending
	zero  int                         // the ordinal of FirstDay
}

// Published returns the calendar of the notices that the program carries, 2007–2026,
// always the same one.
var Published = sync.OnceValue(func() *Calendar { return New() })

// carried reads the embedded years. They are part of the program, so a fault in one
// panics, and is found by the first test.
func carried() []Year {
	files, err := notices.ReadDir(".")
	if err != nil {
		panic(err)
	}
	var out []Year
	for _, f := range files {
		text, _ := notices.ReadFile(f.Name())
		n, _ := strconv.Atoi(strings.TrimSuffix(f.Name(), ".txt"))
		y, err := ParseYear(n, string(text))
		if err != nil {
			panic(err)
		}
		out = append(out, y)
	}
	return out
}

// New returns a calendar of the notices that the program carries and of more, which
// replace years or add some.
func New(more ...Year) *Calendar {
	c := &Calendar{years: map[int]Year{}, off: map[Date]string{}, work: map[Date]string{}, zero: FirstDay.ordinal()}
	for _, y := range append(carried(), more...) {
		c.years[y.Year] = y
	}
	for _, n := range c.Years() { // in order, so that a day in two notices has the name of the later
		y := c.years[n]
		for d, name := range y.Off {
			c.off[d] = name
		}
		for d, name := range y.Work {
			c.work[d] = name
		}
	}
	c.count()
	return c
}

// count prepares the two tables that make Add and Between a look-up. Terms are counted
// for every application in a list, so this matters.
func (c *Calendar) count() {
	last := LastDay.ordinal()
	c.nth = make([]int32, 0, last-c.zero+1)
	for o := c.zero; o <= last; o++ {
		if c.judge(fromOrdinal(o)) {
			c.days = append(c.days, int32(o))
		}
		c.nth = append(c.nth, int32(len(c.days)))
	}
}

// judge reports whether d is a working day here. A local day off is none even if it is
// a make-up working day.
func (c *Calendar) judge(d Date) bool {
	if _, ok := c.local[d]; ok {
		return false
	}
	return c.national(d)
}

// national reports whether d is a working day by the State Council's arrangement. A
// make-up working day comes before a day off: a later notice may turn one into the
// other.
func (c *Calendar) national(d Date) bool {
	if _, ok := c.work[d]; ok {
		return true
	}
	if _, ok := c.off[d]; ok {
		return false
	}
	w := d.weekday()
	return w != 0 && w != 6
}

// Working reports whether d is a working day. In a year whose notice is not loaded,
// only weekends are known to be off: ask [Calendar.Covers].
func (c *Calendar) Working(d Date) bool { return c.upTo(d) > c.upTo(d.AddDays(-1)) }

// upTo returns the number of working days from FirstDay to d, both included.
func (c *Calendar) upTo(d Date) int {
	i := d.ordinal() - c.zero
	if i < 0 {
		return 0
	}
	return int(c.nth[min(i, len(c.nth)-1)])
}

// Add returns the nth working day after d; d itself is not counted (docs/law.md §4.2).
// For n = 0 it returns d, or the first working day after it if d is a day off. Beyond
// the last year it returns the last working day there is.
func (c *Calendar) Add(d Date, n int) Date {
	if n <= 0 && c.Working(d) {
		return d
	}
	i := c.upTo(d) + max(n, 1) - 1
	return fromOrdinal(int(c.days[min(i, len(c.days)-1)]))
}

// Between returns the number of working days in (from, to]; 0 if to is not after from.
func (c *Calendar) Between(from, to Date) int {
	if to <= from {
		return 0
	}
	return c.upTo(to) - c.upTo(from)
}

// Covers reports whether the notice for the year of d is loaded. If it is not, a due
// date is shown as provisional (暂定).
func (c *Calendar) Covers(d Date) bool { _, ok := c.years[d.Year()]; return ok }

// Year returns one loaded year, and whether it is loaded.
func (c *Calendar) Year(n int) (Year, bool) { y, ok := c.years[n]; return y, ok }

// Years returns the loaded years, ascending.
func (c *Calendar) Years() []int {
	var out []int
	for n := range c.years {
		out = append(out, n)
	}
	sort.Ints(out)
	return out
}

// Why says in Chinese what kind of day d is: 工作日, 星期六, the name of the holiday, 调休上班,
// 地方假日, or that the notice for the year is not loaded.
func (c *Calendar) Why(d Date) string {
	if day, ok := c.local[d]; ok && c.national(d) {
		return day.Label()
	}
	if name, ok := c.work[d]; ok {
		return strings.TrimSpace("调休上班 " + name)
	}
	if name, ok := c.off[d]; ok && name != "" {
		return name
	}
	w := d.weekday()
	switch {
	case w == 0 || w == 6:
		return d.Weekday()
	case c.Covers(d):
		return "工作日"
	}
	return fmt.Sprintf("工作日（暂定：%d 年放假安排未公布）", d.Year())
}

package calendar

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/workflow/fault"
)

// The parts of a notice of the State Council about the days off of a year, as it is
// published: 一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
var (
	noticeYear  = regexp.MustCompile(`关于\s*(\d{4})\s*年部分节假日安排`)
	noticeRef   = regexp.MustCompile(`国办发明电\s*〔\d{4}〕\s*\d+\s*号`)
	noticeLine  = regexp.MustCompile(`^\s*[一二三四五六七八九十]+、\s*([^：:]{1,20})[：:](.+)$`)
	noticeDay   = regexp.MustCompile(`(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^）)]*)[）)])?`)
	noticeTotal = regexp.MustCompile(`共\s*(\d{1,2})\s*天`)
	noticeNamed = regexp.MustCompile(`(?:周|星期)([一二三四五六日天])`)
)

// noticeWeekdays are the days of the week as a notice names them after 周 or 星期.
var noticeWeekdays = map[string]time.Weekday{
	"一": time.Monday, "二": time.Tuesday, "三": time.Wednesday, "四": time.Thursday, "五": time.Friday, "六": time.Saturday,
	"日": time.Sunday, "天": time.Sunday,
}

// ReadNotice reads the text of a notice about the days off of a year. Where it gives
// the weekday of a day or the length of a holiday, these must be right: they are what
// tells a misread day. The year in the heading, if there is one, comes before the
// argument. Nothing is guessed: a line that cannot be read is Invalid.
func ReadNotice(year int, text string) (Year, error) {
	if m := noticeYear.FindStringSubmatch(text); m != nil {
		year, _ = strconv.Atoi(m[1])
	}
	y, err := newYearOf(year, noticeRef.FindAllString(text, 1))
	if err != nil {
		return y, err
	}
	for _, line := range strings.Split(text, "\n") {
		if m := noticeLine.FindStringSubmatch(line); m != nil {
			if err := y.holiday(strings.TrimSpace(m[1]), m[2]); err != nil {
				return y, fault.Errorf(fault.Invalid, "“%s”：%s", m[1], strings.TrimSuffix(err.Error(), "。"))
			}
		}
	}
	if len(y.Off) == 0 {
		return y, &fault.Error{Kind: fault.Invalid, What: "通知里没有读到放假的日子", Next: "请粘贴“一、元旦：……”起的各条，每条一行"}
	}
	return ParseYear(y.Year, y.Text())
}

// holiday adds one holiday to the year, sentence by sentence. A sentence says either
// which days are off or which are worked.
func (y *Year) holiday(name, text string) error {
	off := 0
	for _, sentence := range strings.Split(text, "。") {
		rests := strings.Contains(sentence, "放假")
		switch works := strings.Contains(sentence, "上班"); {
		case rests && works:
			return fault.Errorf(fault.Invalid, "放假和上班写在了同一句里，请在中间加句号")
		case !rests && !works:
			continue
		}
		days, err := y.daysOf(sentence)
		if err != nil {
			return err
		}
		for _, d := range days {
			if err := y.add(d, name, rests); err != nil {
				return err
			}
		}
		if rests {
			off += len(days)
		}
		if m := noticeTotal.FindStringSubmatch(sentence); m != nil && rests && m[1] != strconv.Itoa(off) {
			return fault.Errorf(fault.Invalid, "写明共 %s 天，读到的是 %d 天", m[1], off)
		}
	}
	if off == 0 {
		return fault.Errorf(fault.Invalid, "没有读到放假的日子")
	}
	return nil
}

// daysOf returns the days of a sentence: single ones, and stretches with 至 between
// them. A day without a month or a year has those of the day before it.
func (y *Year) daysOf(sentence string) ([]Date, error) {
	var out []Date
	month, from := "", y.Year
	last := 0
	for i, at := range noticeDay.FindAllStringSubmatchIndex(sentence, -1) {
		part := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return sentence[at[2*n]:at[2*n+1]]
		}
		if v := part(1); v != "" {
			from, _ = strconv.Atoi(v)
		}
		if v := part(2); v != "" {
			month = v
		}
		d, err := ParseDate(strconv.Itoa(from) + "-" + pad(month) + "-" + pad(part(3)))
		if err != nil {
			return nil, err
		}
		if m := noticeNamed.FindStringSubmatch(part(4)); m != nil && noticeWeekdays[m[1]] != d.DayOfWeek() {
			return nil, fault.Errorf(fault.Invalid, "写明 %s 是星期%s，实际是%s", d, m[1], d.Weekday())
		}
		if i > 0 && strings.TrimSpace(sentence[last:at[0]]) == "至" {
			for b := out[len(out)-1].AddDays(1); b < d && len(out) < maxStretch; b = b.AddDays(1) {
				out = append(out, b)
			}
		}
		out, last = append(out, d), at[1]
	}
	return out, nil
}

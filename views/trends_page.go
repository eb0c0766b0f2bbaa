package views

import (
	"strconv"

	"gongkai/workflow/calendar"
)

// TrendsPage shows how many applications came and went, and how long they took: charts,
// each with its table.
type TrendsPage struct {
	Frame
	Sections []TrendSection // none if there are no applications
	Empty    string         // said in that case
}

// TrendSection is one question with its charts and their table.
type TrendSection struct {
	ID, Heading, Means string // Means: how the numbers are counted, "" if that is plain
	Charts             []BarChart
	Heads              []string
	Rows               []BoardRow
}

// MonthRow is what happened in a month. The URLs lead to the lists behind the three
// numbers, in their order.
type MonthRow struct {
	Month                  string // 2024-01
	Received, Closed, Late int
	URLs                   [3]string
}

// SpreadRow is how many applications took so many working days.
type SpreadRow struct {
	Label string
	N     int
}

// Trended fills the page: months in order up to the present one, and how long it took
// in the last twelve.
func Trended(f Frame, months []MonthRow, spread []SpreadRow, today calendar.Date) TrendsPage {
	p := TrendsPage{Frame: f, Empty: f.T("还没有申请，没有趋势可看。")}
	for _, m := range months {
		if m.Received+m.Closed > 0 {
			p.Sections = []TrendSection{f.monthly(months), f.spread(spread), f.compared(months, today)}
			break
		}
	}
	return p
}

// monthly is a chart for each of the three numbers, over one table.
func (f Frame) monthly(months []MonthRow) TrendSection {
	out := TrendSection{ID: "monthly", Heading: f.T("近 24 个月"),
		Heads: []string{f.T("月份"), f.T("收到"), f.T("办结"), f.T("逾期办结")}}
	var labels []string
	var n [3][]int
	for _, m := range months {
		labels = append(labels, m.Month[2:])
		row := BoardRow{Label: m.Month}
		for i, v := range [3]int{m.Received, m.Closed, m.Late} {
			n[i] = append(n[i], v)
			row.Cells = append(row.Cells, BoardCell{Text: strconv.Itoa(v), URL: m.URLs[i]})
		}
		out.Rows = append(out.Rows, row)
	}
	for i, s := range []struct{ id, fill string }{{"received", solid}, {"closed", hatch}, {"late", dots}} {
		words := f.T("每月%s件数", out.Heads[i+1])
		out.Charts = append(out.Charts, drawn(s.id, out.Heads[i+1], words, labels, chartSeries{s.fill, n[i]}))
	}
	return out
}

// spread is the chart of how long applications took.
func (f Frame) spread(rows []SpreadRow) TrendSection {
	out := TrendSection{
		ID: "spread", Heading: f.T("办理时间分布（近 12 个月办结）"), Means: f.T("自收到申请之日的次日起算到办结之日的工作日，中止的日子也在内。"),
		Heads: []string{f.T("工作日"), f.T("件数")},
	}
	var labels []string
	var n []int
	for _, r := range rows {
		labels, n = append(labels, r.Label), append(n, r.N)
		out.Rows = append(out.Rows, BoardRow{Label: r.Label, Cells: []BoardCell{{Text: strconv.Itoa(r.N)}}})
	}
	out.Charts = []BarChart{drawn("days", out.Heads[1], out.Heading, labels, chartSeries{solid, n})}
	return out
}

// compared sets the months received of last year beside those of this one. A month
// that is not in the list counts 0.
func (f Frame) compared(months []MonthRow, today calendar.Date) TrendSection {
	last, now := strconv.Itoa(today.Year()-1), strconv.Itoa(today.Year())
	out := TrendSection{
		ID: "years", Heading: f.T("两年对比：每月收到"),
		Means: f.T("左（斜纹）%[1]s 年，右（实心）%[2]s 年。", last, now), Heads: []string{f.T("月份"), last, now},
	}
	n := map[string]MonthRow{}
	for _, m := range months {
		n[m.Month] = m
	}
	var labels []string
	was, is := make([]int, 12), make([]int, 12)
	for i := range 12 {
		month := strconv.Itoa(101 + i)[1:]
		a, b := n[last+"-"+month], n[now+"-"+month]
		labels, was[i], is[i] = append(labels, month), a.Received, b.Received
		out.Rows = append(out.Rows, BoardRow{Label: month, Cells: []BoardCell{
			{Text: strconv.Itoa(a.Received), URL: a.URLs[0]}, {Text: strconv.Itoa(b.Received), URL: b.URLs[0]},
		}})
	}
	out.Charts = []BarChart{drawn("both", last+" / "+now, out.Heading,
		labels, chartSeries{hatch, was}, chartSeries{solid, is})}
	return out
}

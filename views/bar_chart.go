package views

import "strconv"

// BarChart is a drawing of bars in groups, with numbers on the bars and words below.
// It is drawn on the server, so that it prints sharp and needs no script.
type BarChart struct {
	ID, Title, Desc string // Desc: read by screen readers
	Width, Height   int
	Base            int // the line on which the bars stand
	Bars            []BarShape
	Words           []ChartWord
}

// BarShape is one bar. Fill is a colour or a pattern of the page.
type BarShape struct {
	X, Y, Width, Height int
	Fill                string
}

// ChartWord is a text centred on X; Y is its base line.
type ChartWord struct {
	X, Y int
	Text string
}

// chartSeries are numbers that belong together, one for each label.
type chartSeries struct {
	fill string
	n    []int
}

// The fills differ in pattern as well as in colour.
const (
	solid = "#1c4e7a"
	hatch = "url(#hatch)"
	dots  = "url(#dots)"
)

// Measures of a chart in its own units, which are pixels on a wide screen.
const (
	chartWidth  = 984
	chartTall   = 96 // height of the longest bar
	chartAbove  = 36 // room above it, for its number and the title
	chartBelow  = 20 // room below, for the words
	chartMargin = 12
)

// drawn draws the series side by side over the labels. All bars share one scale.
func drawn(id, title, desc string, labels []string, series ...chartSeries) BarChart {
	c := BarChart{ID: id, Title: title, Desc: desc, Width: chartWidth,
		Height: chartAbove + chartTall + chartBelow, Base: chartAbove + chartTall}
	step := (chartWidth - 2*chartMargin) / max(1, len(labels))
	most := 1
	for _, s := range series {
		for _, n := range s.n {
			most = max(most, n)
		}
	}
	width := step * 4 / 5 / max(1, len(series))
	for i, label := range labels {
		left := chartMargin + i*step
		c.Words = append(c.Words, ChartWord{left + step/2, c.Height - 5, label})
		for j, s := range series {
			c.bar(left+step/10+j*width, width, s.n[i]*chartTall/most, s.n[i], s.fill)
		}
	}
	return c
}

// bar adds a bar with its number. Nothing has no bar, and little has one that is just
// visible.
func (c *BarChart) bar(x, width, height, n int, fill string) {
	if n == 0 {
		return
	}
	height = max(height, 1)
	c.Bars = append(c.Bars, BarShape{x, c.Base - height, width - 1, height, fill})
	c.Words = append(c.Words, ChartWord{x + width/2, c.Base - height - 4, strconv.Itoa(n)})
}

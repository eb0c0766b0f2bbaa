package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongkai/views/sheet"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// Run types in the lines of a form that nothing can be counted for.
func (c *linesSet) Run(p *program) error {
	lines, err := c.read(p)
	if err != nil {
		return err
	}
	return p.withDesk(func(desk *desks.Set) error {
		o := report.Options{Office: c.Office, Year: c.Year, Form: c.Form}
		if err := desk.Reports.SetHandLines(p.ctx, o, lines, p.now()); err != nil {
			return err
		}
		p.say("已填报 %d 行", len(lines))
		return nil
	})
}

// read reads the file, a JSON object or a sheet of two columns, by code of line. nil
// blanks a line.
func (c *linesSet) read(p *program) (map[string]*statistics.Amount, error) {
	f, err := p.open(c.File)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c.File, err)
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return linesFromJSON(data)
	}
	grid, err := sheet.ReadSheet(c.File, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return linesFromGrid(grid)
}

// linesFromJSON takes numbers raw, as float64 would lose decimals; a number may also
// be written as a string.
func linesFromJSON(data []byte) (map[string]*statistics.Amount, error) {
	raw := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fault.Errorf(fault.Invalid, "文件不是正确的 JSON，应当写成 {\"1.1\": 463, …}")
	}
	out := map[string]*statistics.Amount{}
	for code, value := range raw {
		text := strings.Trim(string(value), `"`)
		if text == "null" {
			text = ""
		}
		if err := putLine(out, code, text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// linesFromGrid reads the first two columns. A heading and rows without a code are
// passed over; a code that comes twice is an error, as one of the two is wrong.
func linesFromGrid(grid [][]string) (map[string]*statistics.Amount, error) {
	out := map[string]*statistics.Amount{}
	for i, row := range grid {
		row = append(slices.Clone(row), "", "")
		code := strings.TrimSpace(row[0])
		if code == "" || i == 0 && (code == "code" || code == "代码") {
			continue
		}
		if _, twice := out[code]; twice {
			return nil, fault.Errorf(fault.Invalid, "第 %d 行：代码“%s”出现了两次", i+1, code)
		}
		if err := putLine(out, code, strings.TrimSpace(row[1])); err != nil {
			return nil, fault.Errorf(fault.Invalid, "第 %d 行：%s", i+1, strings.TrimSuffix(plain(err), "。"))
		}
	}
	return out, nil
}

// putLine reads one value; "" blanks the line.
func putLine(out map[string]*statistics.Amount, code, text string) error {
	if text == "" {
		out[code] = nil
		return nil
	}
	n, err := statistics.ParseSigned(text)
	if err != nil {
		return fault.Errorf(fault.Invalid, "代码“%s”的值%s", code, strings.TrimSuffix(plain(err), "。"))
	}
	out[code] = &n
	return nil
}

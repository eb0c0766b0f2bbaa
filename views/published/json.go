package published

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"gongkai/workflow/fault"
)

// publishedEntry is the union of the two JSON layouts: Cells is the one that names
// cells in words, Lines, Proactive and Disputes are our own report.
type publishedEntry struct {
	Authority   string                             `json:"authority"` // or OfficeName in our own report
	OfficeName  string                             `json:"office_name"`
	Year        int                                `json:"year"`
	Form        string                             `json:"form"`         // the edition; "" is that of the year
	Cells       map[string]json.RawMessage         `json:"cells"`        // by the words of a cell; see locate
	TextFigures map[string]json.RawMessage         `json:"text_figures"` // what the text gives, by a word or the code of a line
	Lines       []publishedLine                    `json:"lines"`
	Proactive   []publishedLine                    `json:"proactive"`
	Disputes    map[string]map[string]publishedRaw `json:"disputes"` // by block, then by line
}

// publishedRaw keeps a value as it is written, so that no decimal is lost.
type publishedRaw = json.RawMessage

// publishedLine is a line of our own report, with a value or with cells.
type publishedLine struct {
	Code  string                     `json:"code"`
	By    string                     `json:"by"`
	Value json.RawMessage            `json:"value"`
	Cells map[string]json.RawMessage `json:"cells"`
}

// publishedJSON reads one table or a list of tables.
func publishedJSON(data []byte) ([]Published, error) {
	var entries []publishedEntry
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		if err := decodePublished(data, &entries); err != nil {
			return nil, err
		}
		if len(entries) == 0 {
			return nil, fault.Errorf(fault.Invalid, "文件里一张表也没有")
		}
	} else {
		entries = make([]publishedEntry, 1)
		if err := decodePublished(data, &entries[0]); err != nil {
			return nil, err
		}
	}
	var out []Published
	for _, e := range entries {
		p, err := e.published()
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// decodePublished decodes JSON, and says in Chinese where it is not right.
func decodePublished(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		line := bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n")) + 1
		return fault.Errorf(fault.Invalid, "第 %d 行不是正确的 JSON", line)
	}
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return fault.Errorf(fault.Invalid, "“%s”的内容不是所要求的类型", wrong.Field)
	}
	return err
}

// published puts the entry into the tallies of its edition. A cell the edition does
// not have is Invalid: it was meant for something.
func (e publishedEntry) published() (Published, error) {
	if e.Cells == nil && e.Lines == nil {
		return Published{}, fault.Errorf(fault.Invalid, "文件里没有统计表：既没有 cells，也没有 lines")
	}
	p, err := newPublished(e.OfficeName+e.Authority, e.Year, e.Form)
	if err != nil {
		return Published{}, err
	}
	// Sorted, so that the same file always gives the same verdict.
	for _, key := range slices.Sorted(maps.Keys(e.Cells)) {
		if err := p.setKey(key, e.Cells[key]); err != nil {
			return Published{}, err
		}
	}
	for _, l := range append(e.Lines, e.Proactive...) {
		if err := p.setLine(l); err != nil {
			return Published{}, err
		}
	}
	for _, block := range slices.Sorted(maps.Keys(e.Disputes)) {
		for _, line := range slices.Sorted(maps.Keys(e.Disputes[block])) {
			if err := p.setCell(line, block, e.Disputes[block][line]); err != nil {
				return Published{}, err
			}
		}
	}
	p.noteMarks()
	return p, p.setText(e.TextFigures)
}

// asTyped is a JSON value as a person would have typed it into a cell; null is blank.
func asTyped(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if s = strings.TrimSpace(string(raw)); s == "null" {
		return ""
	}
	return s
}

// setKey puts a cell that is named in words: 表三|二、上年结转…|自然人.
func (p *Published) setKey(key string, raw json.RawMessage) error {
	for i, f := range p.Report.Edition.Forms {
		if line, col, ok := locate(f, key); ok {
			p.put(i, line, col, asTyped(raw), "")
			return nil
		}
	}
	return fault.Errorf(fault.Invalid, "%s 年版统计表中没有“%s”这一格", p.Report.Edition.Name, key)
}

// setLine puts the cells of a line of our own report.
func (p *Published) setLine(l publishedLine) error {
	if l.By == "heading" {
		return nil
	}
	if l.Cells == nil {
		return p.setCell(l.Code, "value", l.Value)
	}
	for _, col := range slices.Sorted(maps.Keys(l.Cells)) {
		if err := p.setCell(l.Code, col, l.Cells[col]); err != nil {
			return err
		}
	}
	return nil
}

// setCell puts a cell that is named by codes.
func (p *Published) setCell(line, col string, raw json.RawMessage) error {
	for i, f := range p.Report.Edition.Forms {
		_, okLine := f.Line(line)
		_, okCol := f.Col(col)
		if okLine && okCol {
			p.put(i, line, col, asTyped(raw), "")
			return nil
		}
	}
	return fault.Errorf(fault.Invalid, "%s 年版统计表中没有“%s”行“%s”列", p.Report.Edition.Name, line, col)
}

// setText takes the figures of the text, by the code of a line or by a word.
func (p *Published) setText(text map[string]json.RawMessage) error {
	for _, key := range slices.Sorted(maps.Keys(text)) {
		n, how := readNumber(asTyped(text[key]))
		_, _, unknown := p.Report.Edition.Find(key)
		switch known := slices.ContainsFunc(figures, func(f figure) bool { return f.word == key }); {
		case how == isBlank || how == isMark:
		case how != isNumber:
			return fault.Errorf(fault.Invalid, "正文数字“%s”的值“%s”不是数字", key, asTyped(text[key]))
		case unknown == nil:
			p.Report.Text[key] = n
		case known:
			p.Words[key] = n
		default:
			return fault.Errorf(fault.Invalid, "正文数字“%s”对不上表中任何一行", key)
		}
	}
	return nil
}

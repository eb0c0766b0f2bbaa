package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"gongkai/workflow/fault"
)

// The bounds of a file that is read. They hold before anything is made of a file: a small
// one may otherwise fill the memory (CWE-409, CWE-776, CWE-770). A city's register has
// some ten thousand rows and thirty columns.
const (
	maxFile     = 64 << 20  // bytes of a file as it comes
	maxReadRows = 200_000   // rows with something in them
	maxCells    = 6_000_000 // cells of a sheet, blank ones too: the rows above, of thirty columns
	maxWidth    = 16_384    // cells of a row, blank ones too: as many as Excel has columns
	// MaxReadCols is how many columns with something in them are read.
	MaxReadCols = 200
	// maxText is how many bytes the cells of a sheet hold together. A shared text is stored
	// once and stands in every cell that names it.
	maxText = 128 << 20

	// MaxUnpacked is how many bytes a package may unpack to: the cells above.
	MaxUnpacked = 256 << 20
	maxParts    = 2_000 // files in a package; a workbook has some twenty
	// maxRatio is how often a package may be larger unpacked than packed. Sheets of one
	// repeated row reach fifty; what is built to burst a reader, a thousand.
	maxRatio = 200
	// freeUnpacked is how many bytes a package may unpack to whatever its ratio.
	freeUnpacked = 8 << 20

	// MaxNested is how deep elements may stand in one another; Word needs some fifty.
	MaxNested = 200
	// registerElements is how many elements a part of a workbook may have: the cells above,
	// with the value of each and half as much again.
	registerElements = 15_000_000
	// sharedElements is the same for a part that is read as a whole, such as that of the
	// shared texts.
	sharedElements = 2_000_000
	// ReportElements is how many elements a part of a published report may have. The largest
	// seen had forty thousand.
	ReportElements = 1_000_000
)

// OpenPackage opens a zip file within the bounds: how many parts, how large unpacked, how
// often larger than packed, and of each part of XML how many elements and how deep. No
// part can be larger than it says, as reading it then fails. What is beyond is Invalid and
// named; any other error says that it is no such file.
func OpenPackage(data []byte, elements int) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	if len(z.File) > maxParts {
		return nil, beyond("压缩包里有 %d 个文件，最多 %d 个", len(z.File), maxParts)
	}
	total := uint64(0)
	for _, part := range z.File {
		total += min(part.UncompressedSize64, MaxUnpacked+1)
	}
	switch {
	case total > MaxUnpacked:
		return nil, beyond("解压后超过 %d MB", MaxUnpacked>>20)
	case total > freeUnpacked && total/uint64(len(data)) > maxRatio:
		return nil, beyond("解压后是原来的 %d 倍，最多 %d 倍", total/uint64(len(data)), maxRatio)
	}
	for _, part := range z.File {
		if err := withinPart(part, elements); err != nil {
			return nil, err
		}
	}
	return z, nil
}

// beyond says which bound a file passes, and what helps.
func beyond(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, What: fmt.Sprintf(format, args...) + "，不能读取",
		Next: "请用 Excel、Word 或者 WPS 打开，只留下需要的内容，另存后再试"}
}

// markup are the endings of the parts that are read as XML.
var markup = []string{".xml", ".rels", ".vml"}

// withinPart holds a part of XML to the bounds, before anybody makes a tree of it. Only a
// sheet, which is read row by row, may have as many elements as the caller allows.
func withinPart(part *zip.File, elements int) error {
	if !slices.Contains(markup, strings.ToLower(path.Ext(part.Name))) {
		return nil
	}
	if elements > sharedElements && !strings.Contains(strings.ToLower(part.Name), "worksheets/") {
		elements = sharedElements
	}
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // only read
	m := newMeasure(r, elements)
	if err := m.walk(); err != nil && !errors.Is(err, io.EOF) {
		if errors.Is(err, errElements) {
			return beyond("%s 里有超过 %d 个元素", path.Base(part.Name), elements)
		}
		if errors.Is(err, errNested) {
			return beyond("%s 里元素套元素超过 %d 层", path.Base(part.Name), MaxNested)
		}
		return err
	}
	return nil
}

// What a measure stops at.
var (
	errElements = errors.New("too many elements")
	errNested   = errors.New("nested too deep")
)

// measure walks the tags of XML without making anything of them. Comments, CDATA and
// instructions have no tags.
type measure struct {
	in              *bufio.Reader
	most            int // elements allowed
	elements, depth int
	deepest         int
}

func newMeasure(r io.Reader, most int) *measure {
	return &measure{in: bufio.NewReaderSize(r, 1<<16), most: most}
}

// walk reads to the end, which is io.EOF, or to what passes a bound.
func (m *measure) walk() error {
	for {
		if err := m.skip("<"); err != nil {
			return err
		}
		next, err := m.in.Peek(8)
		if len(next) == 0 {
			return err
		}
		switch {
		case next[0] == '/':
			m.depth = max(0, m.depth-1)
			err = m.skip(">")
		case next[0] == '?':
			err = m.skip("?>")
		case bytes.HasPrefix(next, []byte("!--")):
			err = m.skip("-->")
		case bytes.HasPrefix(next, []byte("![CDATA[")):
			err = m.skip("]]>")
		case next[0] == '!':
			err = m.skip(">")
		default:
			err = m.tag()
		}
		if err != nil {
			return err
		}
	}
}

// skip reads past a mark.
func (m *measure) skip(mark string) error {
	last, have := mark[len(mark)-1], []byte(nil)
	for {
		piece, err := m.in.ReadSlice(last)
		have = append(have[max(0, len(have)-len(mark)):], piece[max(0, len(piece)-len(mark)):]...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil || bytes.HasSuffix(have, []byte(mark)) {
			return err
		}
	}
}

// tag reads the rest of a tag that begins an element. A quoted > does not end it.
func (m *measure) tag() error {
	m.elements++
	m.depth++
	m.deepest = max(m.deepest, m.depth)
	if m.elements > m.most {
		return errElements
	}
	if m.depth > MaxNested {
		return errNested
	}
	quote, before := byte(0), byte(0)
	for {
		b, err := m.in.ReadByte()
		switch {
		case err != nil:
			return err
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			if before == '/' {
				m.depth--
			}
			return nil
		}
		before = b
	}
}

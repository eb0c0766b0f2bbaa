package ledger

import "fmt"

// Line says what one row was from then on. Lines are numbered from 1 without a gap and
// never change. There is nothing in them that could be read as somebody's name.
type Line struct {
	Seq     int64
	Table   string
	Key     string // the primary key, as a JSON array
	Content Digest // of the row
	Hash    Digest // of the line itself, and the leaf of the tree
}

// NewLine returns a line that is not numbered yet.
func NewLine(a Algorithm, table, key, content string) Line {
	l := Line{Table: table, Key: key, Content: a.Of(content)}
	l.Hash = a.Of(l.leaf())
	return l
}

// leaf is what Hash covers. The zero byte keeps a leaf from being taken for a node
// (RFC 6962 §2.1). Seq is not in it: the place in the tree says it.
func (l Line) leaf() string {
	return "\x00" + l.Table + "\n" + l.Key + "\n" + string(l.Content)
}

// Fault says in Chinese what is wrong with a line that follows number before, "" if
// nothing is.
func (l Line) Fault(before int64) string {
	switch {
	case l.Seq != before+1:
		return fmt.Sprintf("第 %d 条存证缺失", before+1)
	case !l.Hash.Matches(l.leaf()):
		return fmt.Sprintf("第 %d 条存证被改动", l.Seq)
	}
	return ""
}

// Book walks the lines in order and remembers what each row was last. Only Faults and
// the questions below are for others.
type Book struct {
	Faults []string // in Chinese, those of the lines themselves
	tree   map[Algorithm]*Tree
	rows   map[string]map[string]mark
	last   int64
}

// mark is a digest in a third of its space.
type mark struct {
	sum [32]byte
	by  Algorithm
}

// NewBook returns an empty book that can give the root by these algorithms.
func NewBook(by ...Algorithm) *Book {
	b := &Book{tree: map[Algorithm]*Tree{}, rows: map[string]map[string]mark{}}
	for _, a := range by {
		b.tree[a] = &Tree{By: a}
	}
	return b
}

// Add adds the next line.
func (b *Book) Add(l Line) {
	if f := l.Fault(b.last); f != "" {
		b.Faults = append(b.Faults, f)
	}
	sum, ok := l.Hash.bytes()
	content, also := l.Content.bytes()
	if !ok || !also {
		content = [32]byte{} // matches nothing
	}
	for _, t := range b.tree {
		t.Add(sum)
	}
	if b.rows[l.Table] == nil {
		b.rows[l.Table] = map[string]mark{}
	}
	b.rows[l.Table][l.Key] = mark{content, l.Content.Algorithm()}
	b.last = l.Seq
}

// Size returns the number of the last line.
func (b *Book) Size() int64 { return b.last }

// Root returns the root of the tree so far, by an algorithm the book was made for.
func (b *Book) Root(by Algorithm) [32]byte { return b.tree[by].Root() }

// State is how a row stands to its latest line.
type State int

// The states.
const (
	Same    State = iota // it is what the line says
	Changed              // it is something else
	Unknown              // there is no line
)

// Take compares a row with its latest line and strikes the line out, so that what is
// left are lines without a row; see [Book.Left].
func (b *Book) Take(table, key, content string) State {
	m, ok := b.rows[table][key]
	if !ok {
		return Unknown
	}
	delete(b.rows[table], key)
	return m.state(m.by.sum([]byte(content)))
}

// TakeDigest is Take where only the digest of the row is known.
func (b *Book) TakeDigest(table, key string, content Digest) State {
	m, ok := b.rows[table][key]
	if !ok {
		return Unknown
	}
	delete(b.rows[table], key)
	sum, whole := content.bytes()
	if !whole || content.Algorithm() != m.by {
		return Changed
	}
	return m.state(sum)
}

func (m mark) state(sum [32]byte) State {
	if sum != m.sum {
		return Changed
	}
	return Same
}

// By returns the algorithm of the latest line about a row, and whether there is one.
func (b *Book) By(table, key string) (Algorithm, bool) {
	m, ok := b.rows[table][key]
	return m.by, ok
}

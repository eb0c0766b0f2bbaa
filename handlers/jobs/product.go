package jobs

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"sync/atomic"

	"gongkai/workflow/job"
)

// Product is what a job made; of a job that makes no file, nothing.
type Product struct {
	Name, Media string
	Body        *Pieces
}

// Progress is how far a job has come. The work moves it, the runner looks.
type Progress struct{ done, total atomic.Int64 }

// Of sets how much there is to do, in all.
func (p *Progress) Of(total int) { p.total.Store(int64(total)) }

// Step adds one to what is done.
func (p *Progress) Step() { p.done.Add(1) }

// Pieces are what is written, cut as a store keeps it.
type Pieces struct {
	all  [][]byte
	size int64
	sum  hash.Hash
}

// NewPieces are pieces with nothing written yet.
func NewPieces() *Pieces { return &Pieces{sum: sha256.New()} }

// Bytes are the pieces in one.
func (p *Pieces) Bytes() []byte { return bytes.Join(p.all, nil) }

// Write implements io.Writer.
func (p *Pieces) Write(b []byte) (int, error) {
	n := len(b)
	p.size += int64(n)
	p.sum.Write(b)
	for len(b) > 0 {
		last := len(p.all) - 1
		if last < 0 || len(p.all[last]) == job.MaxPiece {
			p.all, last = append(p.all, nil), last+1
		}
		room := min(len(b), job.MaxPiece-len(p.all[last]))
		p.all[last], b = append(p.all[last], b[:room]...), b[room:]
	}
	return n, nil
}

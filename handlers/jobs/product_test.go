package jobs

import (
	"bytes"
	"testing"

	"gongkai/workflow/job"
)

// A file is cut into pieces none of which is larger than a store takes.
func TestPieces(t *testing.T) {
	p, want := NewPieces(), bytes.Repeat([]byte("一二三"), 400_000)
	for rest, n := want, 1; len(rest) > 0; n = n*3 + 1 {
		n := min(n, len(rest))
		_, _ = p.Write(rest[:n])
		rest = rest[n:]
	}
	if got := bytes.Join(p.all, nil); !bytes.Equal(got, want) || p.size != int64(len(want)) {
		t.Errorf("got %d bytes of %d, size %d", len(got), len(want), p.size)
	}
	for i, piece := range p.all {
		if len(piece) != job.MaxPiece && i < len(p.all)-1 || len(piece) > job.MaxPiece {
			t.Errorf("piece %d of %d has %d bytes", i, len(p.all), len(piece))
		}
	}
}

package ledger

// Tree is a Merkle tree as in RFC 6962 §2.1, kept as the roots of its whole subtrees: so
// a ledger of any length takes the space of a few hashes.
type Tree struct {
	By    Algorithm // "" is SHA-256
	Size  int64
	peaks []peak
}

// peak is the root of a whole subtree of 2^height leaves.
type peak struct {
	height int
	sum    [32]byte
}

// Add adds the next leaf, whose hash is given.
func (t *Tree) Add(leaf [32]byte) {
	p := peak{0, leaf}
	for n := len(t.peaks); n > 0 && t.peaks[n-1].height == p.height; n = len(t.peaks) {
		p = peak{p.height + 1, t.node(t.peaks[n-1].sum, p.sum)}
		t.peaks = t.peaks[:n-1]
	}
	t.peaks = append(t.peaks, p)
	t.Size++
}

// Root returns the root; that of no leaves is the hash of nothing.
func (t *Tree) Root() [32]byte {
	if len(t.peaks) == 0 {
		return t.By.sum(nil)
	}
	root := t.peaks[len(t.peaks)-1].sum
	for i := len(t.peaks) - 2; i >= 0; i-- {
		root = t.node(t.peaks[i].sum, root)
	}
	return root
}

// node is the hash over two roots.
func (t *Tree) node(left, right [32]byte) [32]byte {
	var b [65]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[33:], right[:])
	return t.By.sum(b[:])
}

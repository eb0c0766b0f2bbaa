// Package ledger proves that what is stored is what was once saved (存证). Every change of
// the store adds a [Line], which holds the digest of what one row was from then on.
// Together the lines are the leaves of a Merkle tree, and a [Checkpoint] signs its root;
// an auditor who keeps one elsewhere can show later that nothing before it was changed,
// with an [Export] alone. What the rows mean, and where they are stored, it does not know.
package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"gongkai/workflow/fault"
)

// Algorithm is a hash function of 32 bytes.
type Algorithm string

// The algorithms: that of FIPS 180-4, and that of GB/T 32905—2016 (商用密码).
const (
	SHA256 Algorithm = "sha256"
	SM3    Algorithm = "sm3"
)

// sums are the functions of the algorithms.
var sums = map[Algorithm]func([]byte) [32]byte{SHA256: sha256.Sum256, SM3: sm3.Sum}

// ParseAlgorithm reads the name of an algorithm; "" is SHA-256. Another name is Invalid.
func ParseAlgorithm(name string) (Algorithm, error) {
	if name == "" {
		return SHA256, nil
	}
	if sums[Algorithm(name)] == nil {
		return "", &fault.Error{
			Kind: fault.Invalid, What: "没有名为“" + name + "”的摘要算法", Next: "请填写 sha256 或者 sm3",
		}
	}
	return Algorithm(name), nil
}

// Digest is the hash of a text and the algorithm that made it: 64 hexadecimal digits for
// SHA-256, "sm3:" and 64 for SM3. So both may stand side by side, and an installation can
// change over without rewriting what it has.
type Digest string

// Of returns the digest of a text. The zero algorithm is SHA-256.
func (a Algorithm) Of(text string) Digest {
	sum := a.sum([]byte(text))
	if digits := hex.EncodeToString(sum[:]); a == SM3 {
		return Digest(string(SM3) + ":" + digits)
	} else {
		return Digest(digits)
	}
}

// sum is the hash of bytes.
func (a Algorithm) sum(text []byte) [32]byte {
	if f := sums[a]; f != nil {
		return f(text)
	}
	return sha256.Sum256(text)
}

// Algorithm returns what made the digest.
func (d Digest) Algorithm() Algorithm {
	if strings.HasPrefix(string(d), string(SM3)+":") {
		return SM3
	}
	return SHA256
}

// Matches reports whether this is the digest of the text, by its own algorithm.
func (d Digest) Matches(text string) bool { return d == d.Algorithm().Of(text) }

// bytes are the bytes of a well-formed digest.
func (d Digest) bytes() (out [32]byte, ok bool) {
	n, err := hex.Decode(out[:], []byte(strings.TrimPrefix(string(d), string(SM3)+":")))
	return out, err == nil && n == len(out)
}

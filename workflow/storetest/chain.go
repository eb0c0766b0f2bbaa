package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"

	"gongkai/workflow"
)

// link is the hash of an entry after the one with the hash prev: it covers that
// hash, so no entry can be changed without changing all that follow.
func link(prev string, e workflow.Entry) string {
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // admit has written it once already
	}
	sum := sha256.Sum256([]byte(prev + "\n" + string(body)))
	return hex.EncodeToString(sum[:])
}

// head is the one hash over the last hash of every application.
type head struct{ h hash.Hash }

func newHead() head { return head{sha256.New()} }

func (h head) add(id workflow.ID, last string) { h.h.Write(fmt.Appendf(nil, "%d %s\n", id, last)) }

func (h head) sum() string { return hex.EncodeToString(h.h.Sum(nil)) }

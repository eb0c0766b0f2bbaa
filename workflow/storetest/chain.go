package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"

	"gongkai/workflow"
)

// link returns the hash of an entry that follows the one with the hash prev. It covers
// that hash, so that no entry can be changed without changing all that follow.
func link(prev string, e workflow.Entry) string {
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // admit has written it once already
	}
	sum := sha256.Sum256([]byte(prev + "\n" + string(body)))
	return hex.EncodeToString(sum[:])
}

// head makes the one hash over the last hashes of all applications, in order of ID.
type head struct{ h hash.Hash }

// newHead returns a head with no application.
func newHead() head { return head{sha256.New()} }

// add adds an application by the hash of its last entry.
func (h head) add(id workflow.ID, last string) { h.h.Write(fmt.Appendf(nil, "%d %s\n", id, last)) }

// sum returns the hash over what was added.
func (h head) sum() string { return hex.EncodeToString(h.h.Sum(nil)) }

package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"reflect"
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
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

// Verify implements [ledger.Store]. In memory nobody can change anything behind the
// back of the store; what remains to check is that replaying gives what is kept. Its
// ledger has one line for each entry and for each checkpoint.
func (m *Mem) Verify(ctx context.Context, w ledger.Witness) (ledger.Check, error) {
	chain, _ := m.Chain(ctx)
	cal, err := m.Calendar(ctx)
	if err != nil {
		return ledger.Check{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	c := ledger.Check{Applications: chain.Applications, Entries: chain.Entries, Head: chain.Head,
		Lines: int64(chain.Entries + len(m.checkpoints)),
		Root:  ledger.Root{By: ledger.SHA256, Sum: sha256.Sum256([]byte(chain.Head))},
		Rows:  map[string]int{"applications": chain.Applications}}
	for _, app := range m.apps {
		c.Faults = append(c.Faults, replayed(app, cal)...)
		if w.Row == nil {
			continue
		}
		r := ledger.Row{Table: "applications", Key: fmt.Sprintf("[%d]", app.ID), Office: app.Office,
			Number: app.Number, Entries: len(app.Journal)}
		if err := w.Row(r); err != nil {
			return c, err
		}
	}
	return c, nil
}

// replayed names the fields of an application that do not follow from its journal.
func replayed(app *workflow.Application, cal *calendar.Calendar) []string {
	want := workflow.Replay(app.Journal, cal.For(app.Office))
	want.ID, want.Office, want.Token = app.ID, app.Office, app.Token
	var out []string
	have, is := reflect.ValueOf(*app), reflect.ValueOf(*want)
	for i := range have.NumField() {
		a, b := have.Field(i), is.Field(i)
		if a.Kind() == reflect.Slice && a.Len()+b.Len() == 0 || reflect.DeepEqual(a.Interface(), b.Interface()) {
			continue
		}
		out = append(out, fmt.Sprintf("%s %s：%s 存为 %v，由办理记录得出 %v", app.Office, app.Number,
			have.Type().Field(i).Name, a, b))
	}
	return out
}

// KeepCheckpoint implements [ledger.Store].
func (m *Mem) KeepCheckpoint(_ context.Context, k ledger.Kept) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if slices.ContainsFunc(m.checkpoints, func(have ledger.Kept) bool { return have.Size == k.Size }) {
		return fault.Errorf(fault.Conflict, "这张存证单已经有了")
	}
	m.checkpoints = append(m.checkpoints, k)
	slices.SortFunc(m.checkpoints, func(a, b ledger.Kept) int { return int(b.Size - a.Size) })
	return nil
}

// Checkpoints implements [ledger.Store].
func (m *Mem) Checkpoints(_ context.Context, limit int) ([]ledger.Kept, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if limit == 0 {
		limit = len(m.checkpoints)
	}
	return slices.Clone(m.checkpoints[:min(limit, len(m.checkpoints))]), nil
}

package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

var at = time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC)

func newKey(t testing.TB, seed byte) ledger.Key {
	t.Helper()
	k, err := ledger.NewKey(rand.NewChaCha8([32]byte{seed}), "test")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The digest of "abc" is that of the standards, and each digest knows its algorithm.
func TestDigests(t *testing.T) {
	want := map[ledger.Algorithm]ledger.Digest{
		ledger.SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		ledger.SM3:    "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
	}
	for a, w := range want {
		if got := a.Of("abc"); got != w || got.Algorithm() != a || !got.Matches("abc") || got.Matches("abd") {
			t.Errorf("%s: got %s, want %s", a, got, w)
		}
	}
	if _, err := ledger.ParseAlgorithm("md5"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("md5: got %v, want Invalid", err)
	}
}

// The root is that of RFC 6962 for every number of leaves: another implementation, that
// of Go's checksum database, agrees.
func TestRootIsThatOfTheStandard(t *testing.T) {
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range at {
			out = append(out, hashes[i])
		}
		return out, nil
	})
	tree := ledger.Tree{}
	for n := range int64(300) {
		record := fmt.Appendf(nil, "record %d", n)
		stored, err := tlog.StoredHashes(n, record, reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, stored...)
		tree.Add(tlog.RecordHash(record))
		want, err := tlog.TreeHash(n+1, reader)
		if err != nil || tree.Root() != want {
			t.Fatalf("after %d leaves: got %x, want %x (%v)", n+1, tree.Root(), want, err)
		}
	}
}

// A note opens as what was signed; with one byte changed, or by another key, it does
// not open at all.
func TestNotes(t *testing.T) {
	for _, by := range []ledger.Algorithm{ledger.SHA256, ledger.SM3} {
		want := ledger.Checkpoint{Size: 12, Root: ledger.Root{By: by, Sum: [32]byte{1, 2}}, At: at,
			Rows: map[string]int{"applications": 3, "users": 1}}
		k := newKey(t, 1)
		note, err := k.Sign(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ledger.OpenNote(note, k.Public())
		want.Origin, want.Key = "gongkai-test", k.Public()
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v (%v), want %v", got, err, want)
		}
		for i := range len(note) {
			changed := []byte(note)
			changed[i] ^= 1
			if _, err := ledger.OpenNote(string(changed), ""); err == nil {
				t.Errorf("byte %d of the note changed: it still opens", i)
			}
		}
		if _, err := ledger.OpenNote(note, newKey(t, 2).Public()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("by another key: got %v, want Invalid", err)
		}
	}
}

// A key is read back from its file; anything else is refused.
func TestKeys(t *testing.T) {
	k := newKey(t, 1)
	got, err := ledger.ParseKey(k.Text())
	if err != nil || got != k {
		t.Errorf("got %v (%v), want the key", got, err)
	}
	for _, text := range []string{"", "x", k.Public(), strings.Replace(k.Text(), "PRIVATE", "PUBLIC", 1)} {
		if _, err := ledger.ParseKey(text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: got %v, want Invalid", text, err)
		}
	}
}

// A book says of every row whether it is what its latest line says.
func TestBook(t *testing.T) {
	b := ledger.NewBook()
	for i, content := range []string{"one", "two", "three"} {
		l := ledger.NewLine(ledger.SM3, "users", fmt.Sprintf("[%d]", i/2), content)
		l.Seq = int64(i + 1)
		b.Add(l)
	}
	for _, c := range []struct {
		key, content string
		want         ledger.State
	}{
		{"[1]", "three", ledger.Same}, {"[0]", "one", ledger.Changed},
		{"[0]", "two", ledger.Unknown}, {"[9]", "", ledger.Unknown},
	} {
		if got := b.Take("users", c.key, c.content); got != c.want {
			t.Errorf("%v: got %v", c, got)
		}
	}
	if len(b.Left())+len(b.Faults) > 0 || b.Size() != 3 {
		t.Errorf("left %q, faults %q, size %d, want none, none, 3", b.Left(), b.Faults, b.Size())
	}
}

// things is a store of a few rows that never change.
type things struct{ ledger.Store }

func (things) Verify(_ context.Context, w ledger.Witness) (ledger.Check, error) {
	for i := range int64(5) {
		l := ledger.NewLine(ledger.SHA256, "users", fmt.Sprintf("[%d]", i), "x")
		l.Seq = i + 1
		if err := w.Line(l); err != nil {
			return ledger.Check{}, err
		}
	}
	for i := range 5 {
		if err := w.Row(ledger.Row{Table: "users", Key: fmt.Sprintf("[%d]", i), Content: ledger.SHA256.Of("x")}); err != nil {
			return ledger.Check{}, err
		}
	}
	return ledger.Check{Lines: 5}, nil
}

func exported(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	err := ledger.Export(context.Background(), things{}, &b, at, func(ledger.Row) {}, func() []string { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// An export of which any line is missing, or two are swapped, is not whole.
func TestExportIsWhole(t *testing.T) {
	lines := strings.SplitAfter(exported(t), "\n")
	whole, err := ledger.VerifyExport(strings.NewReader(strings.Join(lines, "")))
	if err != nil || len(whole.Faults) > 0 || whole.Lines != 5 || whole.Rows["users"] != 5 || !whole.At.Equal(at) {
		t.Fatalf("got %+v (%v), want it whole", whole, err)
	}
	for i := range len(lines) - 1 {
		without := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		if got, err := ledger.VerifyExport(strings.NewReader(without)); err == nil && len(got.Faults) == 0 {
			t.Errorf("without line %d: it still passes for whole", i+1)
		}
	}
	lines[1], lines[2] = lines[2], lines[1]
	if got, err := ledger.VerifyExport(strings.NewReader(strings.Join(lines, ""))); err == nil && len(got.Faults) == 0 {
		t.Error("with two lines swapped it passes for whole")
	}
}

// Whatever is given as an export or as a note, reading it ends in an answer.
func FuzzVerifyExport(f *testing.F) {
	f.Add(exported(f))
	f.Add(`{"gongkai_ledger":1}` + "\n" + `{"end":{}}`)
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = ledger.VerifyExport(strings.NewReader(text), ledger.Checkpoint{Size: 1})
		_, _ = ledger.OpenNote(text, "")
		_, _ = ledger.ParseKey(text)
	})
}

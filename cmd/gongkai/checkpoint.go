package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/models"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

// Run checks everything, and prints or saves a signed note of it.
func (c *checkpointCommand) Run(p *program) error {
	key, err := p.signingKey()
	if err != nil {
		return err
	}
	return p.withDesk(func(desk *desks.Set) error {
		kept, check, err := desk.Notary.Issue(p.ctx, key, p.now())
		for _, f := range check.Faults {
			p.say("%s", f)
		}
		if err != nil {
			return err
		}
		err = p.write(c.Output, func(w io.Writer) error {
			_, err := io.WriteString(w, kept.Note)
			return err
		})
		if err == nil && c.Output != "" && c.Output != "-" {
			p.say("存证单已写入 %s：%d 条存证。公钥 %s。请把存证单存放在本系统之外", c.Output, kept.Size, key.Public())
		}
		return err
	})
}

// keyFile is where the key stands that signs checkpoints: beside the database, or in
// the data directory where that is elsewhere.
func (p *program) keyFile() string {
	dir := p.cli.Data
	if file, ok := strings.CutPrefix(p.dsn(), "sqlite:"); ok {
		dir = filepath.Dir(file)
	}
	return filepath.Join(dir, "ledger.key")
}

// signingKey reads the key, or makes one where there is none yet. Only its owner can read
// the file.
func (p *program) signingKey() (ledger.Key, error) {
	text, err := os.ReadFile(p.keyFile())
	if errors.Is(err, fs.ErrNotExist) {
		if text, err = newKey(p.keyFile()); errors.Is(err, fs.ErrExist) {
			text, err = os.ReadFile(p.keyFile()) // another program was first
		}
	}
	if err != nil {
		return ledger.Key{}, fault.Errorf(fault.Unavailable, "不能读取或者建立签名密钥 %s（%v）", p.keyFile(), err)
	}
	return ledger.ParseKey(string(text))
}

// newKey makes a key in a file that is there whole or not at all, and never replaces one.
func newKey(file string) ([]byte, error) {
	key, err := ledger.NewKey(rand.Reader, strings.ToLower(rand.Text()[:8]))
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".ledger-*") // readable by its owner alone
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // after the linking it is one name too many
	_, err = f.WriteString(key.Text())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	return []byte(key.Text()), os.Link(f.Name(), file)
}

// Run writes what can be verified elsewhere.
func (c *exportLedger) Run(p *program) error {
	return p.withStore(func(store *models.Store, _ *desks.Set) error {
		offices, err := store.Offices(p.ctx)
		if err != nil {
			return err
		}
		numbers := newRuns(offices)
		return p.write(c.Output, func(w io.Writer) error {
			return ledger.Export(p.ctx, store, w, p.now(), numbers.add, numbers.gaps)
		})
	})
}

// offlineAnswer is what `verify --offline --json` prints.
type offlineAnswer struct {
	Applications int            `json:"applications"`
	Entries      int            `json:"entries"`
	Ledger       int64          `json:"ledger"`
	Since        map[string]int `json:"since"` // lines of each table after the latest note
	Mismatches   []string       `json:"mismatches"`
	Gaps         []string       `json:"gaps"`
}

// offline verifies an export with the notes given.
func (c *verifyCommand) offline(p *program) error {
	notes, err := c.notes(p)
	if err != nil {
		return err
	}
	in, err := p.open(c.Offline)
	if err != nil {
		return err
	}
	found, err := ledger.VerifyExport(in, notes...)
	if err := errors.Join(err, in.Close()); err != nil {
		return err
	}
	a := offlineAnswer{found.Applications, found.Entries, found.Lines, found.Since,
		append([]string{}, found.Faults...), append([]string{}, found.Gaps...)}
	if c.JSON {
		err = p.json(a)
	} else {
		a.print(p, found, notes)
	}
	if err == nil && len(a.Mismatches) > 0 {
		err = errFound
	}
	return err
}

// notes reads the notes; each must be signed.
func (c *verifyCommand) notes(p *program) ([]ledger.Checkpoint, error) {
	var out []ledger.Checkpoint
	for _, name := range c.Note {
		f, err := p.open(name)
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		_, err = io.Copy(&text, io.LimitReader(f, 1<<20))
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		n, err := ledger.OpenNote(text.String(), c.Key)
		if err != nil {
			return nil, fmt.Errorf("%s：%w", name, err)
		}
		out = append(out, n)
	}
	return out, nil
}

// print names what is wrong, then the gaps, and sums up; without a note it says what
// that leaves open.
func (a offlineAnswer) print(p *program, found ledger.Offline, notes []ledger.Checkpoint) {
	for _, m := range a.Mismatches {
		p.say("%s", m)
	}
	for _, g := range a.Gaps {
		p.say("编号不连续：缺 %s", g)
	}
	for _, n := range notes {
		p.say("存证单：%s，%d 条存证，根 %s，公钥 %s", n.At.Format("2006-01-02 15:04Z"), n.Size, n.Root, n.Key)
	}
	for _, table := range slices.Sorted(maps.Keys(a.Since)) {
		p.say("存证单以后新增：%s %d 条", table, a.Since[table])
	}
	if len(notes) == 0 {
		p.say("没有给出存证单：末尾被删去、全部重新计算的，看不出来")
	}
	verdict := "全部相符"
	if n := len(a.Mismatches); n > 0 {
		verdict = fmt.Sprintf("有 %d 处不符", n)
	}
	p.say("%s 导出：%d 件申请、%d 条办理记录、%d 条存证，%s", found.At.Format("2006-01-02 15:04Z"),
		a.Applications, a.Entries, a.Ledger, verdict)
}

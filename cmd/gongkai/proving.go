package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gongkai/models"
	"gongkai/workflow/account"
	"gongkai/workflow/backup"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// found is what was found in a store: what a manifest says, and in Chinese what is
// wrong.
type found struct {
	backup.Manifest
	wrong []string
}

// prove looks at everything a store holds, with the code of `gongkai verify`. Its
// manifest does not say which database the data came from.
func (p *program) prove(store *models.Store) (found, error) {
	if err := store.Check(p.ctx); err != nil {
		return found{}, err
	}
	answer, err := verify(p, store)
	if err != nil {
		return found{}, err
	}
	kept, err := frozenFaults(p, store)
	if err != nil {
		return found{}, err
	}
	out := found{wrong: append(answer.Mismatches, kept...)}
	out.Manifest = backup.Manifest{
		Program: release(), Applications: answer.Applications, Entries: answer.Entries, Head: answer.Head,
		Mismatches: len(out.wrong),
	}
	if out.Tables, err = store.Counted(p.ctx); err != nil {
		return found{}, err
	}
	out.Years, err = yearTables(p.ctx, store)
	return out, err
}

// proveFile is prove for a file that nobody has open. The file is not changed: one with
// an older schema is copied and migrated first, into dir; then the rows of tables and
// the annual tables are not in the manifest, as they may have changed.
func (p *program) proveFile(path, dir string) (out found, err error) {
	info, err := models.InfoOf(p.ctx, path)
	if err != nil {
		return found{}, err
	}
	err = p.openCurrent(path, dir, func(store *models.Store, migrated bool) error {
		if out, err = p.prove(store); err != nil {
			return err
		}
		if out.Schema = info.Schema; migrated {
			out.Tables, out.Years = nil, ""
		}
		return nil
	})
	return out, err
}

// openCurrent opens a file for reading, or if its schema is older a copy that was
// brought up to date.
func (p *program) openCurrent(path, dir string, do func(_ *models.Store, migrated bool) error) error {
	store, err := models.Open(p.ctx, "sqlite:"+path, models.Options{ReadOnly: true})
	if err == nil {
		return cmp.Or(do(store, false), store.Close())
	}
	if fault.KindOf(err) != fault.Refused {
		return err
	}
	scratch, err := os.MkdirTemp(dir, ".gongkai-check-")
	if err != nil {
		return unwritable(dir, err)
	}
	defer os.RemoveAll(scratch) //nolint:errcheck // it is in the way of nothing
	newer := filepath.Join(scratch, "gongkai.db")
	if _, err := copyFile(path, newer); err != nil {
		return err
	}
	// What is newer than the program is refused here once more.
	if store, err = models.Open(p.ctx, "sqlite:"+newer, models.Options{Migrate: true}); err != nil {
		return err
	}
	return cmp.Or(do(store, true), store.Close())
}

// yearTables is a digest over the annual table of every office and year, each in the
// edition of its year: with it two stores are shown to report the same.
func yearTables(ctx context.Context, store *models.Store) (string, error) {
	desk := desks.New(store).For(account.Operator)
	from, to, err := store.Years(ctx)
	if err != nil {
		return "", err
	}
	offices, err := store.Offices(ctx)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, o := range offices {
		for year := from; year != 0 && year <= to; year++ {
			r, err := desk.Reports.Report(ctx, report.Options{Office: o.Code, Year: year})
			if err != nil {
				return "", err
			}
			table, err := json.Marshal(r.Tallies)
			if err != nil {
				return "", err
			}
			_, _ = fmt.Fprintf(sum, "%s %d %s\n", o.Code, year, table) // a hash takes everything
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// copyFile copies a file to a new one that only its owner can read, and sees to it that
// the copy is on disk. It returns the SHA-256 in hexadecimal.
func copyFile(from, to string) (digest string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", unreadable(from, err)
	}
	defer in.Close() //nolint:errcheck // it was only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", unwritable(to, err)
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if err = cmp.Or(err, out.Close()); err != nil {
		return "", unwritable(to, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), models.Synced(to)
}

// digestOf is the SHA-256 of a file in hexadecimal, and its size.
func digestOf(path string) (digest string, size int64, err error) {
	in, err := os.Open(path)
	if err != nil {
		return "", 0, unreadable(path, err)
	}
	defer in.Close() //nolint:errcheck // it was only read
	sum := sha256.New()
	if size, err = io.Copy(sum, in); err != nil {
		return "", 0, unreadable(path, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), size, nil
}

// digestBeside is the digest that FILE.sha256 gives for a file; "" if there is none.
func digestBeside(path string) string {
	b, err := os.ReadFile(path + ".sha256")
	if err != nil {
		return ""
	}
	digest, _, _ := strings.Cut(strings.TrimSpace(string(b)), " ")
	return digest
}

func unwritable(path string, cause error) error {
	return &fault.Error{
		Kind: fault.Unavailable, What: fmt.Sprintf("不能写入 %s（%v）", path, cause), Next: "请核对路径、权限和磁盘剩余空间",
	}
}

func unreadable(path string, cause error) error {
	return &fault.Error{Kind: fault.Unavailable, What: fmt.Sprintf("不能读取 %s（%v）", path, cause), Next: "请核对路径和权限"}
}

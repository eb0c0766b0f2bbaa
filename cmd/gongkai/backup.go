package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongkai/models"
	"gongkai/workflow/account"
	"gongkai/workflow/backup"
	"gongkai/workflow/fault"
)

// backupAnswer is what `backup --json` prints.
type backupAnswer struct {
	File         string   `json:"file"`
	Size         int64    `json:"size"` // bytes
	SHA256       string   `json:"sha256"`
	Applications int      `json:"applications"`
	Entries      int      `json:"entries"`
	Head         string   `json:"head"` // as `verify` gives it
	Seconds      float64  `json:"seconds"`
	Mismatches   []string `json:"mismatches"` // what was wrong in the database, as `verify` names it
}

// Run makes a backup. It can be made of a database whose schema is older than the
// program, as one is wanted before the migration.
func (c *backupCommand) Run(p *program) error {
	store, err := models.Open(p.ctx, p.dsn(), models.Options{AnySchema: true})
	if err != nil {
		return err
	}
	return errors.Join(c.run(p, store), store.Close())
}

func (c *backupCommand) run(p *program, store *models.Store) error {
	made, wrong, err := p.backUp(store, c.File, account.Operator.Name)
	if err != nil {
		return err
	}
	answer := backupAnswer{
		made.File, made.Size, made.SHA256, made.Manifest.Applications, made.Manifest.Entries, made.Manifest.Head,
		made.Took.Seconds(), append([]string{}, wrong...),
	}
	if c.JSON {
		err = p.json(answer)
	} else {
		answer.print(p)
	}
	if err == nil && len(wrong) > 0 {
		err = errFound
	}
	return err
}

// print says where the backup is and what is in it.
func (a backupAnswer) print(p *program) {
	for _, m := range a.Mismatches {
		p.say("%s", m)
	}
	p.say("已备份到 %s（%d 字节，用时 %.1f 秒）", a.File, a.Size, a.Seconds)
	p.say("%d 件申请、%d 条办理记录；链头 %s", a.Applications, a.Entries, a.Head)
	p.say("SHA-256 %s，已写入 %s", a.SHA256, filepath.Base(a.File)+".sha256")
	if len(a.Mismatches) > 0 {
		p.say("备份与数据库一致，但数据库中有 %d 处不符", len(a.Mismatches))
		return
	}
	p.say("已重新打开核验，全部相符。请把这两个文件另存到别的机器")
}

// backUp makes a backup at a place that the person names, and notes it down. What is
// wrong in the database itself is named, and does not keep it from being saved.
func (p *program) backUp(store *models.Store, name, by string) (backup.Record, []string, error) {
	r := backup.Record{At: p.now(), By: by}
	file, err := freeName(name, r.At)
	if err == nil {
		r.File = file
		r.Manifest.Database = p.databaseOf(store)
	}
	var wrong []string
	if err == nil {
		wrong, err = p.makeBackup(store, &r)
	}
	if len(wrong) > 0 {
		r.Fault = fmt.Sprintf("数据库中有 %d 处不符，请运行 gongkai verify", len(wrong))
	}
	if err != nil {
		r.Fault = plain(err)
	}
	r.Took = p.now().Sub(r.At)
	p.noteBackup(store, r)
	return r, wrong, err
}

// databaseOf names the kind of database and its version; "" if that cannot be told.
func (p *program) databaseOf(store *models.Store) string {
	state, err := store.SystemState(p.ctx, p.now())
	if err != nil {
		return ""
	}
	return state.Database
}

// freeName is the file that is meant: that name, or in a directory one made of the
// time. It must not be there yet.
func freeName(name string, at time.Time) (string, error) {
	name, err := filepath.Abs(name)
	if err != nil {
		return "", unwritable(name, err)
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		name = filepath.Join(name, backup.FileName(at))
	}
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return "", fault.Refusal("", "请换一个文件名", "文件 %s 已经存在，没有覆盖", name)
	}
	if info, err := os.Stat(filepath.Dir(name)); err != nil || !info.IsDir() {
		return "", fault.Refusal("", "请先建立目录，或者换一个", "没有目录 %s", filepath.Dir(name))
	}
	return name, nil
}

// partial is what a backup is called while it is made.
const partial = ".gongkai-partial-"

// makeBackup writes the file under another name, proves it, gives it its manifest and
// its name, and opens it once more under that.
func (p *program) makeBackup(store *models.Store, r *backup.Record) (wrong []string, err error) {
	dir := filepath.Dir(r.File)
	p.sweep(dir)
	making := filepath.Join(dir, partial+rand.Text()[:12])
	defer removeAll(making) // after the renaming there is nothing to remove
	if err := store.WriteTo(p.ctx, making); err != nil {
		return nil, err
	}
	is, err := p.proveFile(making, dir)
	if err != nil {
		return nil, err
	}
	is.Database = r.Manifest.Database
	r.Manifest = is.Manifest
	if err := models.Describe(p.ctx, making, *r); err != nil {
		return nil, err
	}
	if r.SHA256, r.Size, err = digestOf(making); err != nil {
		return nil, err
	}
	if err := os.Rename(making, r.File); err != nil {
		return nil, unwritable(r.File, err)
	}
	if err := models.Synced(r.File); err != nil {
		return nil, err
	}
	return is.wrong, p.confirm(*r)
}

// sweep removes what backups that were interrupted left in a directory. One that is
// being made by another program is younger.
func (p *program) sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, partial+"*")) // the pattern is sound
	for _, name := range left {
		if info, err := os.Stat(name); err == nil && p.now().Sub(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(name) // another backup tries again
		}
	}
}

// confirm reads the finished file once more from the disk: it is as it was proved, and
// opens. Then its digest is written beside it, as `sha256sum -c` reads it.
func (p *program) confirm(r backup.Record) error {
	digest, _, err := digestOf(r.File)
	if err != nil {
		return err
	}
	info, err := models.InfoOf(p.ctx, r.File)
	if err != nil {
		return err
	}
	if digest != r.SHA256 || !info.Listed || info.Record.Manifest.Head != r.Manifest.Head {
		return fault.Errorf(fault.Unavailable, "备份 %s 写入以后读出的内容不同，不能使用，请检查磁盘", r.File)
	}
	beside := r.File + ".sha256"
	err = p.write(beside, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s  %s\n", digest, filepath.Base(r.File))
		return err
	})
	return cmp.Or(err, models.Synced(beside))
}

// noteBackup writes down a backup that was made or failed, where the schema has a place
// for it. The backup stands even if that fails.
func (p *program) noteBackup(store *models.Store, r backup.Record) {
	if r.Good() && r.Manifest.Tables == nil {
		return // of an older schema
	}
	kind, says := account.BackedUp, fmt.Sprintf("%s，%d 件申请、%d 条办理记录，SHA-256 %s",
		r.File, r.Manifest.Applications, r.Manifest.Entries, r.SHA256)
	if !r.Good() {
		kind, says = account.BackupFailed, strings.TrimSpace(r.File+" "+r.Fault)
	}
	line := account.Operation{At: r.At, By: r.By, Kind: kind, Says: says}
	ctx := context.WithoutCancel(p.ctx) // that it was stopped is noted too
	err := cmp.Or(store.AddBackup(ctx, r), store.Note(ctx, []account.Operation{line}))
	if err != nil {
		p.warn("备份没有记入管理日志：%s", plain(err))
	}
}

package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongkai/models"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// restoreAnswer is what `restore --json` prints.
type restoreAnswer struct {
	File         string   `json:"file"`
	Drill        bool     `json:"drill"`
	To           string   `json:"to,omitempty"`   // the database that was restored, without a password
	Kept         string   `json:"kept,omitempty"` // where the file went that was there before
	Made         string   `json:"made,omitempty"` // when the backup was made
	Applications int      `json:"applications"`
	Entries      int      `json:"entries"`
	Head         string   `json:"head"`
	SHA256       string   `json:"sha256"`
	Mismatches   []string `json:"mismatches"` // what was wrong in the database when it was saved
	Migrated     bool     `json:"migrated"`   // its schema was older and was brought up to date
}

// staged is a backup that was copied to where it can be opened, and proved.
type staged struct {
	path   string // of the copy
	digest string
	models.CopyInfo
	found
}

// Run proves a backup and puts its data in place, or with --drill only proves it.
func (c *restoreCommand) Run(p *program) error {
	if c.Drill {
		return c.drill(p)
	}
	path, isFile := strings.CutPrefix(p.dsn(), "sqlite:")
	if !isFile {
		return c.intoPostgres(p)
	}
	release, err := p.alone()
	if err != nil {
		return err
	}
	defer release()
	return c.intoFile(p, path)
}

// drill restores into a temporary directory, which goes again.
func (c *restoreCommand) drill(p *program) error {
	dir, err := os.MkdirTemp("", "gongkai-drill-")
	if err != nil {
		return unwritable(os.TempDir(), err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what stays is in the directory for temporary files
	s, err := c.stage(p, dir)
	if err != nil {
		return err
	}
	answer, err := c.settled(p, s)
	if err != nil {
		return err
	}
	if err = c.tell(p, answer); err == nil && len(answer.Mismatches) > 0 {
		err = errFound
	}
	return err
}

// stage copies the backup into a directory and proves the copy: it is the file that
// was made, its data are whole, and they are what the manifest lists.
func (c *restoreCommand) stage(p *program, dir string) (s staged, err error) {
	if err := c.wholeByItself(); err != nil {
		return s, err
	}
	s.path = filepath.Join(dir, partial+rand.Text()[:12])
	defer func() {
		if err != nil {
			removeAll(s.path) // what stays is swept away by the next backup
		}
	}()
	if s.digest, err = copyFile(c.File, s.path); err != nil {
		return s, err
	}
	if want := digestBeside(c.File); want != "" && want != s.digest {
		return s, c.damaged("文件的 SHA-256 是 " + s.digest + "，" + filepath.Base(c.File) + ".sha256 中是 " + want)
	}
	if s.CopyInfo, err = models.InfoOf(p.ctx, s.path); err != nil {
		return s, c.notOurs(err)
	}
	if s.Schema == 0 {
		return s, fault.Refusal("", "请换成 gongkai backup 做的备份", "文件 %s 不是本系统的数据库", c.File)
	}
	if s.found, err = p.proveFile(s.path, dir); err != nil {
		return s, c.notOurs(err)
	}
	if !s.Listed && !c.Unlisted {
		return s, &fault.Error{
			Kind: fault.Refused,
			What: fmt.Sprintf("文件 %s 没有清单，不是 gongkai backup 做的，无从知道它是否完整（其中有 %d 件申请）",
				c.File, s.Applications),
			Next: "请换成 gongkai backup 做的备份；没有别的备份的，加 --unlisted 恢复它",
		}
	}
	if s.Listed {
		if differs := s.Record.Manifest.Differs(s.Manifest); len(differs) > 0 {
			return s, c.damaged(strings.Join(differs, "；"))
		}
	}
	return s, nil
}

// wholeByItself refuses a file with a log beside it: part of its data is in the log.
func (c *restoreCommand) wholeByItself() error {
	info, err := os.Stat(c.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Errorf(fault.NotFound, "没有文件 %s", c.File)
	case err != nil:
		return unreadable(c.File, err)
	case !info.Mode().IsRegular():
		return fault.Refusal("", "请写出备份文件的名称", "%s 不是文件", c.File)
	}
	if log, err := os.Stat(c.File + "-wal"); err == nil && log.Size() > 0 {
		return fault.Refusal("", "请用 gongkai backup 做一份备份，再恢复那一份",
			"文件 %s 旁边还有 -wal 文件：这是使用中的数据库，不是备份，一部分数据还在 -wal 中", c.File)
	}
	return nil
}

func (c *restoreCommand) damaged(how string) error {
	return fault.Refusal("", "没有恢复，现有数据没有改动。请换用另一份备份", "备份 %s 已经损坏或者被改动：%s", c.File, how)
}

// notOurs names the file in an error about its copy.
func (c *restoreCommand) notOurs(err error) error {
	if fault.KindOf(err) == fault.Unavailable {
		return c.damaged("读取出错")
	}
	return err
}

// settled makes the copy a database that can be used from now on: of the schema of this
// program, with nobody signed in, and proved once more.
func (c *restoreCommand) settled(p *program, s staged) (restoreAnswer, error) {
	store, err := models.Open(p.ctx, "sqlite:"+s.path, models.Options{Migrate: true, Hash: p.hash()})
	if err != nil {
		return restoreAnswer{}, err
	}
	err = cmp.Or(store.Settle(p.ctx, s.digest), c.note(p, store, s))
	is, proved := found{}, error(nil)
	if err == nil {
		is, proved = p.prove(store)
	}
	if err = cmp.Or(err, proved, store.Close()); err != nil {
		return restoreAnswer{}, err
	}
	if _, err := os.Lstat(s.path + "-wal"); err == nil {
		return restoreAnswer{}, fmt.Errorf("a log stayed beside %s", s.path) // closing the store removes it
	}
	return c.answer(s, is)
}

// answer is what is to be said of what was restored. It must hold what was proved.
func (c *restoreCommand) answer(s staged, is found) (restoreAnswer, error) {
	if is.Head != s.Head || is.Applications != s.Applications || is.Entries != s.Entries {
		return restoreAnswer{}, c.damaged("恢复出的数据与备份不同")
	}
	out := restoreAnswer{
		File: c.File, Drill: c.Drill, Applications: is.Applications, Entries: is.Entries, Head: is.Head, SHA256: s.digest,
		Mismatches: append([]string{}, is.wrong...), Migrated: s.Tables == nil,
	}
	if s.Listed {
		out.Made = s.Record.At.In(calendar.China).Format("2006-01-02 15:04:05")
	}
	return out, nil
}

// note writes into the log of the restored database that it was restored.
func (c *restoreCommand) note(p *program, store *models.Store, s staged) error {
	says := fmt.Sprintf("由 %s 恢复，%d 件申请、%d 条办理记录，SHA-256 %s", c.File, s.Applications, s.Entries, s.digest)
	line := account.Operation{At: p.now(), By: account.Operator.Name, Kind: account.Restored, Says: says}
	return store.Note(p.ctx, []account.Operation{line})
}

// intoFile puts the backup in the place of a database file. Until the last step, which
// is one renaming, what is there stays as it is.
func (c *restoreCommand) intoFile(p *program, path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(dir, err)
	}
	if err := c.mayReplace(p, path); err != nil {
		return err
	}
	s, err := c.stage(p, dir)
	if err != nil {
		return err
	}
	defer removeAll(s.path) // after the renaming there is nothing to remove
	answer, err := c.settled(p, s)
	if err != nil {
		return err
	}
	if err := models.Synced(s.path); err != nil {
		return err
	}
	if answer.Kept, err = p.setAside(path); err != nil {
		return err
	}
	if err := os.Rename(s.path, path); err != nil {
		return unwritable(path, err)
	}
	_ = os.Remove(path + models.PlaceEnding) // of what was there before: who opens the new one notes it
	answer.To = path
	return cmp.Or(models.Synced(path), c.tell(p, answer))
}

// companions are what SQLite and this program may keep beside a database, by what is
// added to its name.
var companions = []string{"-wal", "-shm", "-journal", models.PlaceEnding}

// removeAll removes a database file and what SQLite keeps beside it.
func removeAll(path string) {
	for _, add := range append([]string{""}, companions...) {
		_ = os.Remove(path + add) // what is not there need not go
	}
}

// mayReplace refuses to replace a place with data unless the person has said how many
// applications are there: so much one knows of the place one means.
func (c *restoreCommand) mayReplace(p *program, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return unreadable(path, err)
	}
	n, worked, err := p.there(path)
	what := fmt.Sprintf("%s 中已经有数据（%d 件申请）", path, n)
	if err != nil {
		n, worked, what = 0, true, fmt.Sprintf("%s 已经存在，读不出来", path)
	}
	if !worked || c.Replace != nil && *c.Replace == n {
		return nil
	}
	return &fault.Error{
		Kind: fault.Refused, What: what + "，没有恢复",
		Next: fmt.Sprintf("确要换成这份备份的，请加 --replace %d；原来的文件改名保留。或者用 --data 指定一个空的目录", n),
	}
}

// there is how many applications a database has, whatever its schema, and whether
// anybody has worked in it. Opening it also moves what is in its log into the file.
func (p *program) there(path string) (n int, worked bool, err error) {
	store, err := models.Open(p.ctx, "sqlite:"+path, models.Options{AnySchema: true})
	if err != nil {
		return 0, false, err
	}
	counts, err := store.Counted(p.ctx)
	if err == nil {
		worked, err = store.Worked(p.ctx)
	}
	return int(counts["applications"]), worked, cmp.Or(err, store.Close())
}

// setAside gives a database file another name, and with it the log and whatever else
// was left beside it: a log of one database must not meet another. While it can, it
// leaves the file under both names until another takes its place. It returns the new
// name, "" if nothing was there.
func (p *program) setAside(path string) (string, error) {
	aside := path + ".replaced-" + p.now().In(calendar.China).Format("20060102-150405")
	if _, err := os.Lstat(aside); err == nil {
		aside += "-" + rand.Text()[:6]
	}
	for _, add := range companions {
		if err := os.Rename(path+add, aside+add); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", unwritable(aside+add, err)
		}
	}
	err := os.Link(path, aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(path, aside) // not every file system has links
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", unwritable(aside, err)
	}
	return aside, nil
}

// intoPostgres copies the backup into an empty PostgreSQL database, all or nothing.
func (c *restoreCommand) intoPostgres(p *program) error {
	dir, err := os.MkdirTemp("", "gongkai-restore-")
	if err != nil {
		return unwritable(os.TempDir(), err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what stays is in the directory for temporary files
	s, err := c.stage(p, dir)
	if err != nil {
		return err
	}
	answer, err := c.settled(p, s)
	if err != nil {
		return err
	}
	from, err := models.Open(p.ctx, "sqlite:"+s.path, models.Options{Hash: p.hash()})
	if err != nil {
		return err
	}
	defer from.Close() //nolint:errcheck // it was only read
	if err := p.copyInto(from, p.dsn()); err != nil {
		return err
	}
	answer.To = withoutPassword(p.dsn())
	return c.tell(p, answer)
}

// tell prints what was restored, or what the drill found.
func (c *restoreCommand) tell(p *program, a restoreAnswer) error {
	if c.JSON {
		return p.json(a)
	}
	for _, m := range a.Mismatches {
		p.say("%s", m)
	}
	if len(a.Mismatches) > 0 {
		p.say("备份时数据库中就有以上 %d 处不符", len(a.Mismatches))
	}
	if a.Made != "" {
		p.say("备份做于 %s", a.Made)
	}
	p.say("%d 件申请、%d 条办理记录；链头 %s", a.Applications, a.Entries, a.Head)
	if a.Migrated {
		p.say("备份的结构较旧，恢复出的数据已升级到本程序的版本；备份文件没有改动")
	}
	if a.Drill {
		p.say("演练成功：这份备份可以恢复。没有改动任何数据")
		return nil
	}
	if a.Kept != "" {
		p.say("原来的数据库改名为 %s，确认无误后可以删除", a.Kept)
	}
	p.say("已恢复到 %s。现在可以启动服务；所有人都要重新登录", a.To)
	return nil
}

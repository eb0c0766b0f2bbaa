package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongkai/models"
	"gongkai/workflow/account"
	"gongkai/workflow/backup"
	"gongkai/workflow/fault"
)

// migrateAnswer is what `migrate --to … --json` prints.
type migrateAnswer struct {
	To           string           `json:"to"` // without a password
	Applications int              `json:"applications"`
	Entries      int              `json:"entries"`
	Head         string           `json:"head"`
	Years        string           `json:"years"`  // SHA-256 over all annual tables
	Tables       map[string]int64 `json:"tables"` // rows of each
	Mismatches   []string         `json:"mismatches"`
}

// Run brings the schema of the database up to that of the program, or moves the data
// to another database. It is the only command that changes an existing schema, so that
// nobody does it without a backup.
func (c *migrateCommand) Run(p *program) error {
	if c.To != "" {
		return c.move(p)
	}
	saved, err := c.save(p)
	if err != nil {
		return err
	}
	store, err := models.Open(p.ctx, p.dsn(), models.Options{Migrate: true, Hash: p.hash()})
	if err != nil {
		return err
	}
	if c.JSON {
		return cmp.Or(p.json(map[string]string{"database": withoutPassword(p.dsn()), "backup": saved}), store.Close())
	}
	if saved != "" {
		p.say("升级前已备份到 %s", saved)
	}
	p.say("数据库已是本程序的版本")
	return store.Close()
}

// save makes a backup beside a database file whose schema is about to change, and
// returns where; "" where nothing changes. A server of PostgreSQL has no place for one
// that the program could know.
func (c *migrateCommand) save(p *program) (string, error) {
	path, isFile := strings.CutPrefix(p.dsn(), "sqlite:")
	if !isFile || c.NoBackup {
		return "", nil
	}
	store, err := models.Open(p.ctx, p.dsn(), models.Options{Hash: p.hash()})
	if err == nil {
		return "", store.Close()
	}
	if fault.KindOf(err) != fault.Refused {
		return "", err
	}
	if store, err = models.Open(p.ctx, p.dsn(), models.Options{AnySchema: true}); err != nil {
		return "", err
	}
	made, _, err := p.backUp(store, unusedName(filepath.Dir(path), p.now()), account.Operator.Name)
	return made.File, errors.Join(err, store.Close())
}

// unusedName is a name for a backup that no file in a directory has: of the next second
// that is free, as who was killed may begin again within the same one.
func unusedName(dir string, at time.Time) string {
	for ; ; at = at.Add(time.Second) {
		name := filepath.Join(dir, backup.FileName(at))
		if _, err := os.Lstat(name); err != nil {
			return name
		}
	}
}

// move copies everything into another database and proves that it is the same there.
func (c *migrateCommand) move(p *program) error {
	if c.To == p.dsn() {
		return fault.Refusal("", "请用 --to 给出另一个数据库", "两个数据库是同一个")
	}
	release, err := p.locked(c.To)
	if err != nil {
		return err
	}
	defer release()
	from, err := models.Open(p.ctx, p.dsn(), models.Options{Hash: p.hash()})
	if err != nil {
		return err
	}
	answer, err := p.moved(from, c.To)
	if err = errors.Join(err, from.Close()); err != nil {
		return err
	}
	if c.JSON {
		err = p.json(answer)
	} else {
		answer.print(p)
	}
	if err == nil && len(answer.Mismatches) > 0 {
		err = errFound
	}
	return err
}

// locked keeps servers away from both databases, as far as they are files.
func (p *program) locked(to string) (release func(), err error) {
	one, err := p.alone()
	if err != nil {
		return nil, err
	}
	isFile := strings.HasPrefix(to, "sqlite:")
	if !isFile || to == p.dsn() {
		return one, nil
	}
	other, err := models.Lock(to)
	if err != nil {
		one()
		return nil, err
	}
	return func() { other(); one() }, nil
}

// moved copies and then compares what both hold, down to the annual tables.
func (p *program) moved(from *models.Store, to string) (migrateAnswer, error) {
	if err := p.copyInto(from, to); err != nil {
		return migrateAnswer{}, err
	}
	was, err := p.prove(from)
	if err != nil {
		return migrateAnswer{}, err
	}
	store, err := models.Open(p.ctx, to, models.Options{Hash: p.hash()})
	if err != nil {
		return migrateAnswer{}, err
	}
	is, err := p.prove(store)
	if err == nil {
		err = p.sameIn(was, is)
	}
	if err == nil {
		says := fmt.Sprintf("由 %s 搬来，%d 件申请、%d 条办理记录", withoutPassword(p.dsn()), is.Applications, is.Entries)
		line := account.Operation{At: p.now(), By: account.Operator.Name, Kind: account.Moved, Says: says}
		err = store.Note(p.ctx, []account.Operation{line})
	}
	return migrateAnswer{
		withoutPassword(to), is.Applications, is.Entries, is.Head, is.Years, is.Tables, append([]string{}, is.wrong...),
	}, errors.Join(err, store.Close())
}

// sameIn refuses a copy that differs from the original: somebody wrote meanwhile.
func (p *program) sameIn(was, is found) error {
	differs := was.Differs(is.Manifest)
	if len(differs) == 0 {
		return nil
	}
	return fault.Refusal("", "请停止全部服务，换一个空的数据库，再搬一次。原来的数据没有改动",
		"搬家期间原来的数据有改动，两边不同：%s", strings.Join(differs, "；"))
}

// copyInto opens an empty database, which gets its schema, and copies everything into
// it.
func (p *program) copyInto(from *models.Store, to string) error {
	store, err := models.Open(p.ctx, to, models.Options{Hash: p.hash()})
	if err != nil {
		return err
	}
	_, err = from.CopyTo(p.ctx, store)
	return errors.Join(err, store.Close())
}

// print says what was moved and what to do next.
func (a migrateAnswer) print(p *program) {
	for _, m := range a.Mismatches {
		p.say("%s", m)
	}
	rows := int64(0)
	for _, n := range a.Tables {
		rows += n
	}
	p.say("已搬到 %s：%d 张表，%d 行，逐行核对相同", a.To, len(a.Tables), rows)
	p.say("%d 件申请、%d 条办理记录；链头 %s，两边相同", a.Applications, a.Entries, a.Head)
	p.say("各机关各年统计表两边相同，摘要 %s", a.Years)
	if len(a.Mismatches) > 0 {
		p.say("原来的数据中就有以上 %d 处不符", len(a.Mismatches))
	}
	p.say("请用 --db 指向新的数据库启动服务；所有人都要重新登录。原来的数据没有改动，请保留到确认无误")
}

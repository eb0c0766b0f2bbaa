package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"gongkai/handlers"
	"gongkai/models"
	"gongkai/workflow/backup"
	"gongkai/workflow/fault"
)

// backupKeeper makes the backups of a server: by the plan, and when an administrator
// asks. It makes one at a time.
type backupKeeper struct {
	p     *program
	store *models.Store
	log   *slog.Logger
	asked chan string // the account that wants one now
	one   sync.Mutex
}

var _ handlers.Backups = (*backupKeeper)(nil)

func newBackupKeeper(p *program, store *models.Store, log *slog.Logger) *backupKeeper {
	return &backupKeeper{p: p, store: store, log: log, asked: make(chan string, 1)}
}

// tend makes backups until the program is told to stop.
func (k *backupKeeper) tend() {
	each := time.NewTicker(time.Minute)
	defer each.Stop()
	for {
		select {
		case <-k.p.ctx.Done():
			return
		case by := <-k.asked:
			k.note(k.now(by))
		case <-each.C:
			k.note(k.due())
		}
	}
}

func (k *backupKeeper) note(err error) {
	if err != nil && k.p.ctx.Err() == nil {
		k.log.Error("backup failed", "err", err)
	}
}

// due makes a backup if the plan wants one now, and no other server does.
func (k *backupKeeper) due() error {
	if wanted, err := k.wanted(); err != nil || !wanted {
		return err
	}
	return k.store.Alone(k.p.ctx, func() error {
		wanted, err := k.wanted() // another server may just have made it
		if err != nil || !wanted {
			return err
		}
		return k.now("")
	})
}

// wanted says whether the plan wants a backup now.
func (k *backupKeeper) wanted() (bool, error) {
	settings, err := k.store.Settings(k.p.ctx)
	if err != nil {
		return false, err
	}
	last, err := k.store.Backups(k.p.ctx, 1)
	if err != nil {
		return false, err
	}
	return settings.Backups.Due(append(last, backup.Record{})[0], k.p.now()), nil
}

// now makes a backup in the folder of the plan, and then lets go of old ones.
func (k *backupKeeper) now(by string) error {
	k.one.Lock()
	defer k.one.Unlock()
	settings, err := k.store.Settings(k.p.ctx)
	if err != nil {
		return err
	}
	plan := settings.Backups
	if plan.Folder == "" {
		return nil // nobody can ask before there is one
	}
	made, wrong, err := k.p.backUp(k.store, filepath.Join(plan.Folder, backup.FileName(k.p.now())), by)
	if err != nil {
		return err
	}
	k.log.Info("backup made", "file", made.File, "size", made.Size, "took", made.Took, "mismatches", len(wrong))
	return k.letGo(plan)
}

// letGo removes the backups that the plan no longer keeps.
func (k *backupKeeper) letGo(plan backup.Plan) error {
	var names []string
	kept, err := k.Kept(plan.Folder)
	for _, f := range kept {
		names = append(names, f.Name)
	}
	for _, name := range plan.Surplus(names) {
		file := filepath.Join(plan.Folder, name)
		if err := os.Remove(file); err != nil {
			return unwritable(file, err)
		}
		_ = os.Remove(file + ".sha256") // there may be none
	}
	return err
}

// Records implements [handlers.Backups].
func (k *backupKeeper) Records(ctx context.Context) ([]backup.Record, error) {
	latest, err := k.store.Backups(ctx, 1)
	if err != nil || len(latest) == 0 || latest[0].Good() {
		return latest, err
	}
	good, found, err := k.store.LastGoodBackup(ctx)
	if found {
		latest = append(latest, good)
	}
	return latest, err
}

// Ask implements [handlers.Backups].
func (k *backupKeeper) Ask(by string) {
	select {
	case k.asked <- by:
	default: // one is waiting already
	}
}

// Busy implements [handlers.Backups].
func (k *backupKeeper) Busy() bool {
	if len(k.asked) > 0 || !k.one.TryLock() {
		return true
	}
	k.one.Unlock()
	return false
}

// Kept implements [handlers.Backups].
func (k *backupKeeper) Kept(folder string) ([]handlers.BackupFile, error) {
	entries, err := os.ReadDir(folder) // in order of name, which is that of time
	if err != nil {
		return nil, unreadable(folder, err)
	}
	var out []handlers.BackupFile
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			if at, ok := backup.MadeAt(e.Name()); ok {
				out = append(out, handlers.BackupFile{Name: e.Name(), At: at, Size: info.Size()})
			}
		}
	}
	return out, nil
}

// Open implements [handlers.Backups].
func (k *backupKeeper) Open(folder, name string) (io.ReadCloser, error) {
	if _, ok := backup.MadeAt(name); !ok {
		return nil, fault.Errorf(fault.NotFound, "没有这份备份")
	}
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		return nil, fault.Errorf(fault.NotFound, "没有这份备份，可能已经按保留份数删除")
	}
	return f, nil
}

// Usable implements [handlers.Backups].
func (k *backupKeeper) Usable(folder string) error {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return backup.InputFolder.Wrong("服务器上没有目录 %s，请先建立", folder)
	}
	f, err := os.CreateTemp(folder, partial+"*")
	if err != nil {
		return backup.InputFolder.Wrong("服务不能写入目录 %s，请核对权限", folder)
	}
	_ = f.Close() // nothing was written
	_ = os.Remove(f.Name())
	return nil
}

package models

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"

	"gongkai/workflow/fault"
)

// Lock keeps a second server away from the database file in dir: it is Refused, and
// told which process has it. The lock ends with release, or with the process.
func Lock(dir string) (release func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, noLock(dir, err)
	}
	pid := filepath.Join(dir, "gongkai.pid") // not in the locked file, which not every system lets others read
	l := flock.New(filepath.Join(dir, "gongkai.lock"))
	got, err := l.TryLock()
	switch {
	case err != nil:
		return nil, noLock(dir, err)
	case !got:
		return nil, fault.Refusal("", "请先停止它，或者换一个数据目录", "另一个 gongkai 服务%s正在使用数据目录 %s", holder(pid), dir)
	}
	if err := os.WriteFile(pid, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600); err != nil {
		return nil, errors.Join(noLock(dir, err), l.Unlock())
	}
	return func() { _ = l.Unlock() }, nil // it ends with the process at the latest
}

// noLock says that the directory cannot be locked, and why to the log.
func noLock(dir string, cause error) error {
	return &databaseFault{&fault.Error{Kind: fault.Unavailable, What: "不能锁定数据目录 " + dir, Next: "请核对目录和权限"}, cause}
}

// holder names the process that wrote the file, "" if it cannot be read.
func holder(pid string) string {
	b, err := os.ReadFile(pid)
	if err != nil || len(b) == 0 {
		return ""
	}
	return "（进程 " + strings.TrimSpace(string(b)) + "）"
}

package models

import (
	"maps"
	"net/url"
	"path/filepath"
	"strings"

	"gongkai/models/durability"
	"gongkai/workflow/fault"
)

// sqlitePath is the file named by a DSN "sqlite:PATH"; ok is false for a DSN of
// PostgreSQL. Anything else is Invalid.
func sqlitePath(dsn string) (path string, ok bool, err error) {
	path, ok = strings.CutPrefix(dsn, "sqlite:")
	switch {
	case ok && (path == "" || strings.Contains(path, ":memory:")):
		return "", false, fault.Errorf(fault.Invalid, "数据库地址缺少文件名，请写成 sqlite:路径")
	case ok, strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return path, ok, nil
	}
	return "", false, fault.Errorf(fault.Invalid, "看不懂数据库地址，请写成 sqlite:路径 或者 postgres://用户@主机/库名")
}

// reachable adds to an address of PostgreSQL for how long a server is tried before the
// next of several is, or the attempt fails; what the address says itself holds.
func reachable(dsn string) string {
	if strings.Contains(dsn, "connect_timeout=") {
		return dsn
	}
	if strings.Contains(dsn, "?") {
		return dsn + "&connect_timeout=5"
	}
	return dsn + "?connect_timeout=5"
}

// The settings of every connection, of the writer's and of the readers'. Immediate,
// because a transaction that reads first and writes later is refused under load. The
// cache of 16 MB keeps an import from writing its indexes out again and again; each
// driver has its own word for that.
var (
	everywhere = url.Values{"_busy_timeout": {"10000"},
		"_foreign_keys": {"on"}, "_journal_mode": {"WAL"}, "_synchronous": {durability.Synchronous}}
	writing = url.Values{"_txlock": {"immediate"}, "_cache_size": {"-16000"}, "_pragma": {"cache_size(-16000)"}}
	reading = url.Values{"_txlock": {"deferred"}, "mode": {"ro"}, "_query_only": {"on"}}
)

// The settings for files that no server has open: unchanged for reading one and
// leaving nothing beside it, byItself for writing one that is whole without a log
// beside it. What is deleted there is overwritten.
var (
	unchanged = url.Values{"mode": {"ro"}, "immutable": {"1"}, "_query_only": {"on"}, "_journal_mode": nil}
	byItself  = url.Values{"_txlock": {"immediate"}, "_cache_size": {"-16000"}, "_pragma": {"cache_size(-16000)"},
		"_journal_mode": {"DELETE"}, "_secure_delete": {"on"}}
)

// sqliteURI is the address both drivers read, with settings added to those that hold
// everywhere.
func sqliteURI(path string, settings url.Values) string {
	q := maps.Clone(everywhere)
	maps.Copy(q, settings)
	return fileURI(path, q)
}

// fileURI is the address both drivers read, with settings and no others.
func fileURI(path string, settings url.Values) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path // file:/C:/…
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings.Encode()
}

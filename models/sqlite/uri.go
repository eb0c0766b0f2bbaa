// Package sqlite is about SQLite as a library and about its files: the driver compiled
// in and its codes, the address of a file with the settings for every use of it, what
// the header of a write-ahead log says. It knows nothing of the tables in a file, nor
// of what a file should hold.
package sqlite

import (
	"maps"
	"net/url"
	"path/filepath"

	"gongkai/models/disk"
	"gongkai/models/durability"
)

// The settings of every connection, of the writer's and of the readers' ([Writing] and
// [Reading]). Immediate,
// because a transaction that reads first and writes later is refused under load. The
// cache of 16 MB keeps an import from writing its indexes out again and again; each
// driver has its own word for that.
var (
	everywhere = url.Values{"_busy_timeout": {"10000"},
		"_foreign_keys": {"on"}, "_journal_mode": {"WAL"}, "_synchronous": {durability.Synchronous}}
	Writing = url.Values{"_txlock": {"immediate"}, "_cache_size": {"-16000"}, "_pragma": {"cache_size(-16000)"}}
	Reading = url.Values{"_txlock": {"deferred"}, "mode": {"ro"}, "_query_only": {"on"}}
)

// The settings for files that no server has open: Unchanged for reading one and
// leaving nothing beside it, ByItself for writing one that is whole without a log
// beside it. What is deleted there is overwritten.
var (
	Unchanged = url.Values{"mode": {"ro"}, "immutable": {"1"}, "_query_only": {"on"}, "_journal_mode": nil}
	ByItself  = url.Values{"_txlock": {"immediate"}, "_cache_size": {"-16000"}, "_pragma": {"cache_size(-16000)"},
		"_journal_mode": {"DELETE"}, "_secure_delete": {"on"}}
)

// URI is the address of a file as both drivers read it, with settings added to those
// that hold everywhere.
func URI(path string, settings url.Values) string {
	q := maps.Clone(everywhere)
	maps.Copy(q, settings)
	return Bare(path, q)
}

// Bare is the address of a file as both drivers read it, with settings and no others.
func Bare(path string, settings url.Values) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path // file:/C:/…
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings.Encode()
}

// LookingOnly are the settings of a connection that changes nothing. Where there is
// nothing beside the file and nothing can be written there either, SQLite must be told
// that nobody else writes.
func LookingOnly(path string) url.Values {
	out := url.Values{"mode": {"ro"}, "_query_only": {"on"}, "_busy_timeout": {"10000"}}
	if disk.Size(LogFile(path)) <= 0 && !disk.Writable(path) {
		out.Set("immutable", "1")
	}
	return out
}

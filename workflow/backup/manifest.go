package backup

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Manifest says what is in a backup. It is kept inside the file, so that the file can
// be proved with nothing beside it.
type Manifest struct {
	Program      string           `json:"program"`  // the version that made it
	Database     string           `json:"database"` // such as SQLite 3.54.1, PostgreSQL 15.4
	Schema       int64            `json:"schema"`   // the version of the last migration
	Applications int              `json:"applications"`
	Entries      int              `json:"entries"`
	Head         string           `json:"head"`       // as `gongkai verify` gives it
	Mismatches   int              `json:"mismatches"` // what `gongkai verify` found wrong
	Tables       map[string]int64 `json:"tables"`     // rows of each
	Years        string           `json:"years"`      // SHA-256 over the annual tables of all offices and years
}

// Differs names, in Chinese, what of a file is not as its manifest says; found is what
// was found in the file. A file that had to be migrated has other tables than before:
// then they are in found as nil, and not compared. Nor are the annual tables of two
// versions of the program.
func (m Manifest) Differs(found Manifest) []string {
	var out []string
	differ := func(what, want, got string) {
		if want != got {
			out = append(out, what+"：清单为 "+want+"，文件中为 "+got)
		}
	}
	differ("申请件数", strconv.Itoa(m.Applications), strconv.Itoa(found.Applications))
	differ("办理记录条数", strconv.Itoa(m.Entries), strconv.Itoa(found.Entries))
	differ("链头", m.Head, found.Head)
	if m.Tables == nil || found.Tables == nil {
		return out
	}
	for _, table := range slices.Sorted(maps.Keys(m.Tables)) {
		differ("表 "+table+" 的行数", strconv.FormatInt(m.Tables[table], 10), strconv.FormatInt(found.Tables[table], 10))
	}
	if m.Program == found.Program {
		differ("各年统计表的摘要", m.Years, found.Years)
	}
	return out
}

// Record is one backup that was made, or was tried and failed.
type Record struct {
	At       time.Time // when it began: all that was acknowledged before is in it
	By       string    // the account; "" for the schedule and the machine itself
	File     string    // where it is
	Size     int64     // bytes
	SHA256   string    // of the file, in hexadecimal
	Took     time.Duration
	Manifest Manifest
	Fault    string // why it failed, in Chinese; "" if it is good
}

// Good reports whether the backup is there and was proved.
func (r Record) Good() bool { return r.Fault == "" }

// Latest returns the latest good one of records, and whether there is one.
func Latest(all []Record) (Record, bool) {
	good := slices.DeleteFunc(slices.Clone(all), func(r Record) bool { return !r.Good() })
	if len(good) == 0 {
		return Record{}, false
	}
	return slices.MaxFunc(good, func(a, b Record) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) }), true
}

package ledger

import "fmt"

// Row is one row as it is stored now, as the ledger knows it.
type Row struct {
	Table   string
	Key     string
	Content Digest
	// of an application
	Office, Number string
	Entries        int // of its journal
}

// Check is what verifying everything that is stored found.
type Check struct {
	Applications, Entries int
	Head                  string         // hash over the ends of all journals, to compare with one noted earlier
	Lines                 int64          // of the ledger
	Root                  Root           // over all of them
	Rows                  map[string]int // how many there are of each table
	Faults                []string       // in Chinese, one for each thing that is wrong
}

// Odd says in Chinese how a row stands to its line, "" if it is the same.
func (s State) Odd(table, key string) string {
	switch s {
	case Changed:
		return fmt.Sprintf("表 %s 的行 %s 与存证不符，被改动", table, key)
	case Unknown:
		return fmt.Sprintf("表 %s 的行 %s 没有存证", table, key)
	case Same:
	}
	return ""
}

// Left names in Chinese the rows that have a line but were not taken: they are gone.
func (b *Book) Left() []string {
	var out []string
	for _, table := range inOrder(b.rows) {
		for _, key := range inOrder(b.rows[table]) {
			out = append(out, fmt.Sprintf("表 %s 的行 %s 有存证，但已不在", table, key))
		}
	}
	return out
}

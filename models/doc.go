// Package models keeps everything in a database, SQLite or PostgreSQL. Its [Store]
// is the store that every subject of workflow asks for. It knows rows and SQL, and
// nothing of the law beyond the fields that conditions ask for.
//
// The journal is the truth. Every other column of an application follows from it
// and exists only so that SQL can filter and sort. An entry never changes, which
// the database itself enforces, and each carries the hash of the one before.
//
// In every table a day is text (2026-03-02, "" for none yet) and a moment is text
// in UTC (see momentForm), so that both sort alike on both databases. NULL is used
// only where a unique or foreign key requires it.
package models

// Package models keeps everything in a database, SQLite or PostgreSQL: it is the
// [workflow.Store] of the running program. It knows rows and SQL, and nothing of
// the law beyond the fields that conditions ask for.
//
// The journal is the truth. Every other column of an application follows from
// it and is there for SQL's sake. An entry is never changed, which the database
// itself sees to, and each carries the hash of the one before.
package models

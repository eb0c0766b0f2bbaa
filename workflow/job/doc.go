// Package job is the work that takes longer than a person waits: its kinds, states
// and files, and whose it is. What a job does it does not know.
package job

// Package job is work that takes longer than a person waits: the kinds, states and
// files of jobs, and who may see them. It refuses to know what a job does.
package job

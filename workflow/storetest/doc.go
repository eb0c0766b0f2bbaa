// Package storetest says what a [workflow.Store] must do, as tests ([Run]), and
// has the store they are tried on first: [Mem], which keeps everything in memory
// and is simple enough to be believed by reading it.
package storetest

// Package storetest says what a store must do, for every subject, as tests ([Run]), and
// has the store on which they are tried first: [Mem], which keeps everything in memory
// and is simple enough to be believed by reading it. It also has the samples and worlds
// that tests of other packages share. It refuses to know which database a store uses.
package storetest

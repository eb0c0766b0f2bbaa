// Package fault is what the program says when it does not do as asked: an error with a
// kind, the article against it, what to do next and the input it is about. Every other
// package may use it. It refuses to know who is told, and how: pages, the API and the
// command line each show an error in their own way.
package fault

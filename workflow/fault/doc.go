// Package fault is what the program says when it does not do as asked: an error
// with a kind, the article that stands against it, what to do next and the input
// it speaks of. It knows no step, no page and no table; everybody may use it.
package fault

// Package merge joins what several people change on one page at the same time, value by
// value: a three-way merge of what a page showed, what was made of it, and what stands
// now. It refuses to know what the values mean and where they are kept; whoever calls it
// holds what stands until the result is kept.
package merge

// Package board is the view from above: how many applications are open, late or closed,
// by whom, and how long they took. It counts by the conditions of the register, so that
// every number opens its list, and it refuses to see a single application.
package board

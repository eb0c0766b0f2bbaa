// Package plain tells what of a text people can see: whether there is anything at all, and
// which characters turn the order of the others round or are not seen; and whether it can
// be kept at all. It changes no text that is kept, and refuses to know what a text is about.
package plain

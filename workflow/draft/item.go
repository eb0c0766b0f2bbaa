package draft

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// Drafts is what one person has put aside.
type Drafts struct {
	*account.Actor
	Store Store
}

// Kind is what sort of thing lies in a drawer.
type Kind string

const (
	Unsaved   Kind = "draft"   // a form not yet saved
	Search    Kind = "find"    // what was searched for, so that no address carries it
	ToPrint   Kind = "paper"   // a sheet still to be printed
	SavedView Kind = "view"    // a list that was given a name
	Setting   Kind = "setting" // how the person likes a page
)

// Kinds say how many things of a kind a person may keep, the oldest going
// first, and for how long; 0 is for good.
var Kinds = []struct {
	Code Kind
	Most int
	Life time.Duration
}{
	{Unsaved, 10, 7 * 24 * time.Hour},
	{Search, 40, 24 * time.Hour},
	{ToPrint, 10, 24 * time.Hour},
	{SavedView, 10, 0},
	{Setting, 20, 0},
}

// Item is something that a person put into the own drawer (抽屉): it is nobody
// else's, and no part of the record.
type Item struct {
	User string
	Kind Kind
	Key  string
	Body string
	At   time.Time // when it was put there
}

// maxItem is the longest body, in bytes.
const maxItem = 128 << 10

// Validate says what is wrong with the thing, if anything.
func (t Item) Validate() error {
	switch {
	case t.User == "" || t.Key == "" || len(t.Key) > 200 || t.rule().Code == "":
		return fault.Errorf(fault.Internal, "a drawer has no place %q of kind %q", t.Key, t.Kind)
	case !utf8.ValidString(t.Key+t.Body) || strings.ContainsRune(t.Key+t.Body, 0):
		return fault.Errorf(fault.Invalid, "有不能保存的字符，请重新输入")
	case len(t.Body) > maxItem:
		return fault.Errorf(fault.Invalid, "内容太长，暂存不下；请先保存，或者删减到 %d 千字以内", maxItem/3000)
	}
	return nil
}

func (t Item) rule() (r struct {
	Code Kind
	Most int
	Life time.Duration
}) {
	for _, row := range Kinds {
		if row.Code == t.Kind {
			return row
		}
	}
	return r
}

// Most is how many things of its kind a person may keep.
func (t Item) Most() int { return t.rule().Most }

// Gone says whether the thing is too old to be there.
func (t Item) Gone(now time.Time) bool {
	life := t.rule().Life
	return life > 0 && !now.Before(t.At.Add(life))
}

// Place is where in a drawer a thing lies.
type Place struct {
	Kind Kind
	Key  string
}

// Store keeps what people put aside.
type Store interface {
	// Put lays a thing into its owner's drawer, in the place of what had the same
	// kind and key. What is then too many or, by the moment of the thing, too old
	// is thrown away, the old things of others too; and with it, all or none, what
	// its owner has in the places that are done with.
	Put(ctx context.Context, t Item, done ...Place) error
	// Thing finds one; NotFound if it is not there. It may have outlived its time:
	// see [Item.Gone].
	Thing(ctx context.Context, user string, kind Kind, key string) (Item, error)
	// Things are all of a kind, the newest first.
	Things(ctx context.Context, user string, kind Kind) ([]Item, error)
	// Discard takes one out; nothing there is no error.
	Discard(ctx context.Context, user string, kind Kind, key string) error
}

// The desk's own drawer: that of the person who sits there.

// Put lays something into the person's drawer, and throws away what lies in the
// places that are done with.
func (d Drafts) Put(ctx context.Context, kind Kind, key, body string, now time.Time, done ...Place) error {
	t := Item{User: d.User().Name, Kind: kind, Key: key, Body: body, At: now.UTC()}
	if err := t.Validate(); err != nil {
		return err
	}
	return d.Store.Put(ctx, t, done...)
}

// Thing finds something in the person's drawer; NotFound also when its time is
// over.
func (d Drafts) Thing(ctx context.Context, kind Kind, key string, now time.Time) (Item, error) {
	t, err := d.Store.Thing(ctx, d.User().Name, kind, key)
	if err == nil && t.Gone(now) {
		err = fault.Errorf(fault.NotFound, "暂存的内容已经过期")
	}
	return t, err
}

// Things are what the person keeps of a kind, the newest first.
func (d Drafts) Things(ctx context.Context, kind Kind, now time.Time) ([]Item, error) {
	all, err := d.Store.Things(ctx, d.User().Name, kind)
	var out []Item
	for _, t := range all {
		if !t.Gone(now) {
			out = append(out, t)
		}
	}
	return out, err
}

// Discard throws something of the person away.
func (d Drafts) Discard(ctx context.Context, kind Kind, key string) error {
	return d.Store.Discard(ctx, d.User().Name, kind, key)
}

package draft

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// Drafts is one person's drawer (抽屉).
type Drafts struct {
	*account.Actor
	Store Store
}

// Kind is the sort of thing kept in a drawer.
type Kind string

// The kinds of things.
const (
	Unsaved   Kind = "draft"   // a form not yet saved
	Search    Kind = "find"    // what was searched for, so that no address contains it (ADR 28)
	ToPrint   Kind = "paper"   // a sheet still to be printed
	SavedView Kind = "view"    // a list that was given a name
	Setting   Kind = "setting" // how the person likes a page
)

// Kinds are the kinds with how many things of each a person may keep, where the oldest
// goes first, and for how long; 0 is for good.
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

// Item is something that a person put into their own drawer. Nobody else sees it, and
// it is no part of the record.
type Item struct {
	User string // the account of the owner
	Kind Kind
	Key  string    // names the thing within its kind
	Body string    // as the page that put it there wrote it; never read here
	At   time.Time // when it was put there
}

// maxItem is how long a body may be, in bytes.
const maxItem = 128 << 10

// Validate returns what is wrong with the item, or nil. A wrong place is Internal,
// because places are chosen by the program.
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

// rule returns the row of [Kinds] for the item; a zero row for an unknown kind.
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

// Most returns how many items of its kind a person may keep.
func (t Item) Most() int { return t.rule().Most }

// Gone reports whether the item has outlived its time.
func (t Item) Gone(now time.Time) bool {
	life := t.rule().Life
	return life > 0 && !now.Before(t.At.Add(life))
}

// Place is where in a drawer an item lies: no two items of a person share one.
type Place struct {
	Kind Kind
	Key  string
}

// Store keeps what people put aside. Its contract is tested by
// gongkai/workflow/storetest.
type Store interface {
	// PutDraftItem puts an item into its owner's drawer, in place of one with the same kind and
	// key. Items that are then too many or, at the moment of the new one, too old are
	// discarded, the old ones of other people too; and so is, all or none, what its
	// owner has in the places done with.
	PutDraftItem(ctx context.Context, t Item, done ...Place) error
	// DraftItem returns one item; NotFound if it does not exist. It may have outlived its
	// time: see [Item.Gone].
	DraftItem(ctx context.Context, user string, kind Kind, key string) (Item, error)
	// DraftItems returns all items of a kind, the newest first.
	DraftItems(ctx context.Context, user string, kind Kind) ([]Item, error)
	// DiscardDraftItem removes one item; it is no error if there is none.
	DiscardDraftItem(ctx context.Context, user string, kind Kind, key string) error
}

// A person's own drawer.

// Put puts something into the person's drawer, and discards what lies in the places
// done with.
func (d Drafts) Put(ctx context.Context, kind Kind, key, body string, now time.Time, done ...Place) error {
	t := Item{User: d.User().Name, Kind: kind, Key: key, Body: body, At: now.UTC()}
	if err := t.Validate(); err != nil {
		return err
	}
	return d.Store.PutDraftItem(ctx, t, done...)
}

// Item returns something from the person's drawer; NotFound also if its time is over.
func (d Drafts) Item(ctx context.Context, kind Kind, key string, now time.Time) (Item, error) {
	t, err := d.Store.DraftItem(ctx, d.User().Name, kind, key)
	if err == nil && t.Gone(now) {
		err = fault.Errorf(fault.NotFound, "暂存的内容已经过期")
	}
	return t, err
}

// Items returns what the person keeps of a kind, the newest first.
func (d Drafts) Items(ctx context.Context, kind Kind, now time.Time) ([]Item, error) {
	all, err := d.Store.DraftItems(ctx, d.User().Name, kind)
	var out []Item
	for _, t := range all {
		if !t.Gone(now) {
			out = append(out, t)
		}
	}
	return out, err
}

// Discard removes something from the person's drawer.
func (d Drafts) Discard(ctx context.Context, kind Kind, key string) error {
	return d.Store.DiscardDraftItem(ctx, d.User().Name, kind, key)
}

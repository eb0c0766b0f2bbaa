package workflow

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"
)

// DrawerKind is what sort of thing lies in a drawer.
type DrawerKind string

const (
	DrawerDraft   DrawerKind = "draft"   // a form not yet saved
	DrawerFind    DrawerKind = "find"    // what was searched for, so that no address carries it
	DrawerPaper   DrawerKind = "paper"   // a sheet still to be printed
	DrawerView    DrawerKind = "view"    // a list that was given a name
	DrawerSetting DrawerKind = "setting" // how the person likes a page
)

// DrawerKinds say how many things of a kind a person may keep, the oldest going
// first, and for how long; 0 is for good.
var DrawerKinds = []struct {
	Code DrawerKind
	Most int
	Life time.Duration
}{
	{DrawerDraft, 10, 7 * 24 * time.Hour},
	{DrawerFind, 40, 24 * time.Hour},
	{DrawerPaper, 10, 24 * time.Hour},
	{DrawerView, 10, 0},
	{DrawerSetting, 20, 0},
}

// Thing is something that a person put into the own drawer (抽屉): it is nobody
// else's, and no part of the record.
type Thing struct {
	User string
	Kind DrawerKind
	Key  string
	Body string
	At   time.Time // when it was put there
}

// maxThing is the longest body, in bytes.
const maxThing = 128 << 10

// Validate says what is wrong with the thing, if anything.
func (t Thing) Validate() error {
	switch {
	case t.User == "" || t.Key == "" || len(t.Key) > 200 || t.rule().Code == "":
		return Errorf(Internal, "a drawer has no place %q of kind %q", t.Key, t.Kind)
	case !utf8.ValidString(t.Key+t.Body) || strings.ContainsRune(t.Key+t.Body, 0):
		return Errorf(Invalid, "有不能保存的字符，请重新输入")
	case len(t.Body) > maxThing:
		return Errorf(Invalid, "内容太长，暂存不下；请先保存，或者删减到 %d 千字以内", maxThing/3000)
	}
	return nil
}

func (t Thing) rule() (r struct {
	Code DrawerKind
	Most int
	Life time.Duration
}) {
	for _, row := range DrawerKinds {
		if row.Code == t.Kind {
			return row
		}
	}
	return r
}

// Most is how many things of its kind a person may keep.
func (t Thing) Most() int { return t.rule().Most }

// Gone says whether the thing is too old to be there.
func (t Thing) Gone(now time.Time) bool {
	life := t.rule().Life
	return life > 0 && !now.Before(t.At.Add(life))
}

// DrawerStore keeps what people put aside.
type DrawerStore interface {
	// Put lays a thing into its owner's drawer, in the place of what had the same
	// kind and key. What is then too many or, by the moment of the thing, too old
	// is thrown away, the old things of others too.
	Put(ctx context.Context, t Thing) error
	// Thing finds one; NotFound if it is not there. It may have outlived its time:
	// see [Thing.Gone].
	Thing(ctx context.Context, user string, kind DrawerKind, key string) (Thing, error)
	// Things are all of a kind, the newest first.
	Things(ctx context.Context, user string, kind DrawerKind) ([]Thing, error)
	// Discard takes one out; nothing there is no error.
	Discard(ctx context.Context, user string, kind DrawerKind, key string) error
}

// The desk's own drawer: that of the person who sits there.

// Put lays something into the person's drawer.
func (d *Desk) Put(ctx context.Context, kind DrawerKind, key, body string, now time.Time) error {
	t := Thing{User: d.user.Name, Kind: kind, Key: key, Body: body, At: now.UTC()}
	if err := t.Validate(); err != nil {
		return err
	}
	return d.Store.Put(ctx, t)
}

// Thing finds something in the person's drawer; NotFound also when its time is
// over.
func (d *Desk) Thing(ctx context.Context, kind DrawerKind, key string, now time.Time) (Thing, error) {
	t, err := d.Store.Thing(ctx, d.user.Name, kind, key)
	if err == nil && t.Gone(now) {
		err = Errorf(NotFound, "暂存的内容已经过期")
	}
	return t, err
}

// Things are what the person keeps of a kind, the newest first.
func (d *Desk) Things(ctx context.Context, kind DrawerKind, now time.Time) ([]Thing, error) {
	all, err := d.Store.Things(ctx, d.user.Name, kind)
	var out []Thing
	for _, t := range all {
		if !t.Gone(now) {
			out = append(out, t)
		}
	}
	return out, err
}

// Discard throws something of the person away.
func (d *Desk) Discard(ctx context.Context, kind DrawerKind, key string) error {
	return d.Store.Discard(ctx, d.user.Name, kind, key)
}

package fault

import (
	"context"
	"errors"
	"sync/atomic"
)

// Saving says what became of what somebody wanted saved, when something went wrong.
// It is part of what people are told: "not saved" makes them do the work again, so it
// may only be said where it is known.
type Saving int

// What may have become of it.
const (
	Untold     Saving = iota // nothing was to be saved, or the words of the error say what became of it
	Unsaved                  // taken back whole, or never begun
	MaybeSaved               // the commit was sent and its answer did not come
	WasSaved                 // saved; what failed came after
)

// savings are the Chinese sentences, without a full stop, of what became of it.
var savings = map[Saving]string{
	Unsaved:    "您填写的内容没有保存",
	MaybeSaved: "不能确定是否保存，请用编号查找，查不到的再提交",
	WasSaved:   "已保存，请刷新查看，不要重新填写",
}

// String is the sentence in Chinese, without a full stop; "" for Untold.
func (s Saving) String() string { return savings[s] }

// SavingOf returns what err says became of what was to be saved, through any wrapping;
// Untold if it says nothing.
func SavingOf(err error) Saving {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Saving
	}
	return Untold
}

// savedKey is where a context keeps whether something was saved under it.
type savedKey struct{}

// Watch returns a context that remembers whether something was saved under it, for
// whoever has to say later what became of a request.
func Watch(ctx context.Context) context.Context {
	return context.WithValue(ctx, savedKey{}, &atomic.Bool{})
}

// NoteSaved records in a watched context that something was saved. In any other it
// does nothing.
func NoteSaved(ctx context.Context) {
	if b, ok := ctx.Value(savedKey{}).(*atomic.Bool); ok {
		b.Store(true)
	}
}

// HasSaved reports whether something was saved under a watched context.
func HasSaved(ctx context.Context) bool {
	b, ok := ctx.Value(savedKey{}).(*atomic.Bool)
	return ok && b.Load()
}

//go:build e2e

package main

import (
	"context"
	"net/http"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// stroke presses and lets go one key as a keyboard does: the character comes with
// the key that brings it, so that a page that takes the key takes both. Sent after
// it on its own, as [chromedp.KeyEvent] does, it reaches whatever has the focus by
// then.
func stroke(key string, with ...kb.Modifier) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		events := kb.Encode([]rune(key)[0])
		down, up := events[0], events[len(events)-1]
		for _, m := range with {
			down.Modifiers |= int64(m)
		}
		up.Modifiers = down.Modifiers
		if len(events) == 3 && down.Modifiers&^int64(kb.ModifierShift) == 0 {
			down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
		}
		for _, e := range []*input.DispatchKeyEventParams{down, up} {
			if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, *e); err != nil {
				return err
			}
		}
		return nil
	})
}

// hands presses keys as a person does, and counts those that are no text.
type hands struct {
	*tab
	keys int
}

func (h *hands) key(k string, with ...kb.Modifier) {
	h.t.Helper()
	h.keys++
	h.do("key "+k, stroke(k, with...))
}

// leads presses a key that leads to another page.
func (h *hands) leads(k string, with ...kb.Modifier) {
	h.t.Helper()
	h.keys++
	if got := h.answers("key "+k, stroke(k, with...)); got != http.StatusOK {
		h.t.Fatalf("key %s leads to status %d\n%s", k, got, h.text("main"))
	}
}

// types enters text where the focus is.
func (h *hands) types(text string) {
	h.t.Helper()
	h.do("type "+text, chromedp.KeyEvent(text))
}

package storetest

import (
	"cmp"
	"context"
	"slices"

	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
)

// place is where an item lies.
type place struct {
	user string
	kind draft.Kind
	key  string
}

// Put implements [draft.Store].
func (m *Mem) Put(ctx context.Context, t draft.Item, done ...draft.Place) error {
	if err := t.Validate(); err != nil {
		return err
	}
	m.mu.Lock()
	m.drawers[place{t.User, t.Kind, t.Key}] = t
	for p, o := range m.drawers {
		if o.Gone(t.At) {
			delete(m.drawers, p)
		}
	}
	for _, p := range done {
		delete(m.drawers, place{t.User, p.Kind, p.Key})
	}
	m.mu.Unlock()
	// After the new item is in: it may itself be one too many.
	all, err := m.Things(ctx, t.User, t.Kind)
	for _, o := range all[min(t.Most(), len(all)):] {
		err = m.Discard(ctx, o.User, o.Kind, o.Key)
	}
	return err
}

// Thing implements [draft.Store].
func (m *Mem) Thing(_ context.Context, user string, kind draft.Kind, key string) (draft.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.drawers[place{user, kind, key}]
	if !ok {
		return t, fault.Errorf(fault.NotFound, "没有这份暂存的内容，可能已经保存、丢弃或者过期")
	}
	return t, nil
}

// Things implements [draft.Store].
func (m *Mem) Things(_ context.Context, user string, kind draft.Kind) ([]draft.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []draft.Item
	for p, t := range m.drawers {
		if p.user == user && p.kind == kind {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b draft.Item) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Key, a.Key))
	})
	return out, nil
}

// Discard implements [draft.Store].
func (m *Mem) Discard(_ context.Context, user string, kind draft.Kind, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.drawers, place{user, kind, key})
	return nil
}

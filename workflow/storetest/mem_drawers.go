package storetest

import (
	"cmp"
	"context"
	"slices"

	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
)

// itemPlace is where an item lies.
type itemPlace struct {
	user string
	kind draft.Kind
	key  string
}

// PutDraftItem implements [draft.Store].
func (m *Mem) PutDraftItem(ctx context.Context, t draft.Item, done ...draft.Place) error {
	if err := t.Validate(); err != nil {
		return err
	}
	m.mu.Lock()
	m.drawers[itemPlace{t.User, t.Kind, t.Key}] = t
	for p, o := range m.drawers {
		if o.Gone(t.At) {
			delete(m.drawers, p)
		}
	}
	for _, p := range done {
		delete(m.drawers, itemPlace{t.User, p.Kind, p.Key})
	}
	m.mu.Unlock()
	// After the new item is in: it may itself be one too many.
	all, err := m.DraftItems(ctx, t.User, t.Kind)
	for _, o := range all[min(t.Most(), len(all)):] {
		err = m.DiscardDraftItem(ctx, o.User, o.Kind, o.Key)
	}
	return err
}

// DraftItem implements [draft.Store].
func (m *Mem) DraftItem(_ context.Context, user string, kind draft.Kind, key string) (draft.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.drawers[itemPlace{user, kind, key}]
	if !ok {
		return t, fault.Errorf(fault.NotFound, "没有这份暂存的内容，可能已经保存、丢弃或者过期")
	}
	return t, nil
}

// DraftItems implements [draft.Store].
func (m *Mem) DraftItems(_ context.Context, user string, kind draft.Kind) ([]draft.Item, error) {
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

// DiscardDraftItem implements [draft.Store].
func (m *Mem) DiscardDraftItem(_ context.Context, user string, kind draft.Kind, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.drawers, itemPlace{user, kind, key})
	return nil
}

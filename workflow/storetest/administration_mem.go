package storetest

import (
	"context"
	"maps"
	"slices"

	"gongkai/workflow/account"
)

// administered is what [Mem] keeps of administration.
type administered struct {
	settings account.Settings
	log      []account.Operation // the latest last
}

// Settings implements [account.Store].
func (m *Mem) Settings(context.Context) (account.Settings, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.settings, nil
}

// Administer implements [account.Store].
func (m *Mem) Administer(_ context.Context, decide func(account.Installation) (account.Decision, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, err := decide(account.Installation{Settings: m.settings, Users: inOrder(m.users),
		Offices: func() ([]account.Office, error) { return inOrder(m.offices), nil }})
	if err != nil {
		return err
	}
	// Maps are changed in place, so copies are what a failure goes back to.
	offices, users, last := maps.Clone(m.offices), maps.Clone(m.users), maps.Clone(m.last)
	if err := m.keepDecision(d); err != nil {
		m.offices, m.users, m.last = offices, users, last
		return err
	}
	if d.Settings != nil {
		m.settings = *d.Settings
	}
	m.noteLines(d.Operations)
	return nil
}

// Note implements [account.Store].
func (m *Mem) Note(_ context.Context, lines []account.Operation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.noteLines(lines)
	return nil
}

func (m *Mem) noteLines(lines []account.Operation) {
	for _, o := range lines {
		o.ID, o.At = int64(len(m.log)+1), o.At.Round(0).UTC()
		m.log = append(m.log, o)
	}
}

// keepDecision keeps the parts of a decision until one is refused.
func (m *Mem) keepDecision(d account.Decision) error {
	for _, o := range d.AddOffices {
		if err := m.addOffice(o); err != nil {
			return err
		}
	}
	for _, o := range d.SetOffices {
		if err := m.setOffice(o); err != nil {
			return err
		}
	}
	for _, u := range d.AddUsers {
		if err := m.addUser(u); err != nil {
			return err
		}
	}
	for _, u := range d.SetUsers {
		if err := m.setUser(u); err != nil {
			return err
		}
	}
	return nil
}

// Operations implements [account.Store].
func (m *Mem) Operations(_ context.Context, q account.OperationQuery) ([]account.Operation, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []account.Operation
	for _, o := range slices.Backward(m.log) {
		if q.Matches(o) {
			out = append(out, o)
		}
	}
	total := len(out)
	out = out[min(q.Offset, total):]
	if q.Limit > 0 {
		out = out[:min(q.Limit, len(out))]
	}
	return out, total, nil
}

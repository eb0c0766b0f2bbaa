package storetest

import (
	"context"
	"maps"
	"slices"
	"time"

	"gongkai/workflow/account"
)

// administered is what [Mem] keeps of administration.
type administered struct {
	settings account.Settings
	places   map[string]account.Place // by the account and the place
	log      []account.Operation      // the latest last
}

// Settings implements [account.Store].
func (m *Mem) Settings(context.Context) (account.Settings, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.settings, nil
}

// Administer implements [account.Store].
func (m *Mem) Administer(
	ctx context.Context, decide func(account.Installation) (account.Decision, error),
) error {
	return m.Attempt(ctx, "", nil, func(h account.Installation, _ []account.Place) (account.Decision, error) {
		return decide(h)
	})
}

// Attempt implements [account.Store].
func (m *Mem) Attempt(
	_ context.Context, name string, places []string,
	decide func(account.Installation, []account.Place) (account.Decision, error),
) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := account.Installation{Settings: m.settings, Users: inOrder(m.users),
		Offices: func() ([]account.Office, error) { return inOrder(m.offices), nil }}
	d, err := decide(h, m.placesOf(name, places))
	if err != nil {
		return err
	}
	// Maps are changed in place, so copies are what a failure goes back to.
	offices, users, last := maps.Clone(m.offices), maps.Clone(m.users), maps.Clone(m.last)
	kept := maps.Clone(m.places)
	if err := m.keepDecision(d); err != nil {
		m.offices, m.users, m.last, m.places = offices, users, last, kept
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
	m.unlock(d.Unlock)
	return m.setPlaces(d.SetPlaces)
}

// unlock opens all places of the accounts again.
func (m *Mem) unlock(names []string) {
	for key, p := range m.places {
		if slices.Contains(names, p.User) {
			p.Failures, p.Locked = 0, time.Time{}
			m.places[key] = p
		}
	}
}

// setPlaces keeps what is known of places. Their accounts must exist.
func (m *Mem) setPlaces(places []account.Place) error {
	for _, p := range places {
		if _, ok := m.users[p.User]; !ok {
			return noUser(p.User)
		}
		p.Known, p.Tried, p.Locked = p.Known.Round(0).UTC(), p.Tried.Round(0).UTC(), p.Locked.Round(0).UTC()
		m.places[p.User+"\x00"+p.At] = p
	}
	return nil
}

// Places implements [account.Store].
func (m *Mem) Places(_ context.Context, name string, places ...string) ([]account.Place, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.placesOf(name, places), nil
}

func (m *Mem) placesOf(name string, places []string) []account.Place {
	var out []account.Place
	for _, p := range inOrder(m.places) {
		if p.User == name && (len(places) == 0 || slices.Contains(places, p.At)) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b account.Place) int { return b.Tried.Compare(a.Tried) })
	return out
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

package storetest

import (
	"context"
	"maps"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// AddOffice implements [account.Store].
func (m *Mem) AddOffice(_ context.Context, o account.Office) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.addOffice(o)
}

// addOffice is AddOffice under the lock, as are setOffice, addUser and setUser.
func (m *Mem) addOffice(o account.Office) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if _, taken := m.offices[o.Code]; taken {
		return fault.InputCode.Taken("已经有代码为“%s”的机关", o.Code)
	}
	if _, ok := m.offices[o.Parent]; o.Parent != "" && !ok {
		return fault.InputParent.Wrong("没有代码为“%s”的上级机关", o.Parent)
	}
	m.offices[o.Code] = o
	return nil
}

// SetOffice implements [account.Store].
func (m *Mem) SetOffice(_ context.Context, o account.Office) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.setOffice(o)
}

func (m *Mem) setOffice(o account.Office) error {
	if err := o.Validate(); err != nil {
		return err
	}
	old, ok := m.offices[o.Code]
	switch _, parent := m.offices[o.Parent]; {
	case !ok:
		return fault.Errorf(fault.NotFound, "没有代码为“%s”的机关", o.Code)
	case o.Parent != old.Parent && o.Parent != "" && !parent:
		return fault.InputParent.Wrong("没有代码为“%s”的上级机关", o.Parent)
	}
	m.offices[o.Code] = o
	for _, app := range m.apps {
		m.moveCounter(app) // numbers of the new pattern may have been given under an earlier one
	}
	return nil
}

// Offices implements [account.Store].
func (m *Mem) Offices(context.Context) ([]account.Office, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return inOrder(m.offices), nil
}

// inOrder returns the values in order of their keys.
func inOrder[V any](values map[string]V) []V {
	var out []V
	for _, k := range slices.Sorted(maps.Keys(values)) {
		out = append(out, values[k])
	}
	return out
}

// AddUser implements [account.Store].
func (m *Mem) AddUser(_ context.Context, u account.User) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.addUser(u)
}

func (m *Mem) addUser(u account.User) error {
	if _, taken := m.users[u.Name]; taken {
		return fault.InputName.Taken("已经有名为“%s”的用户", u.Name)
	}
	return m.keepUser(u)
}

// SetUser implements [account.Store].
func (m *Mem) SetUser(_ context.Context, u account.User) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.setUser(u)
}

func (m *Mem) setUser(u account.User) error {
	if _, ok := m.users[u.Name]; !ok {
		return noUser(u.Name)
	}
	return m.keepUser(u)
}

// keepUser keeps a user that is valid, of an office that exists.
func (m *Mem) keepUser(u account.User) error {
	if err := u.Validate(); err != nil {
		return err
	}
	if _, ok := m.offices[u.Office]; !ok {
		return fault.InputOffice.Wrong("没有代码为“%s”的机关", u.Office)
	}
	u.Since, u.Renewed, u.Locked = u.Since.Round(0).UTC(), u.Renewed.Round(0).UTC(), u.Locked.Round(0).UTC()
	u.Factor.Since, u.Factor.Locked = u.Factor.Since.Round(0).UTC(), u.Factor.Locked.Round(0).UTC()
	m.users[u.Name] = u
	return nil
}

func noUser(name string) error {
	return fault.Errorf(fault.NotFound, "没有名为“%s”的用户", name)
}

// User implements [account.Store].
func (m *Mem) User(_ context.Context, name string) (account.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u, ok := m.users[name]
	if !ok {
		return account.User{}, noUser(name)
	}
	return u, nil
}

// Users implements [account.Store].
func (m *Mem) Users(context.Context) ([]account.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return inOrder(m.users), nil
}

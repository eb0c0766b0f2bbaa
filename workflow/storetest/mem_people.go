package storetest

import (
	"context"
	"maps"
	"slices"

	"gongkai/workflow"
)

// AddOffice implements [workflow.Store].
func (m *Mem) AddOffice(_ context.Context, o workflow.Office) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.addOffice(o)
}

func (m *Mem) addOffice(o workflow.Office) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if _, taken := m.offices[o.Code]; taken {
		return workflow.InputCode.Taken("已经有代码为“%s”的机关", o.Code)
	}
	if _, ok := m.offices[o.Parent]; o.Parent != "" && !ok {
		return workflow.InputParent.Wrong("没有代码为“%s”的上级机关", o.Parent)
	}
	m.offices[o.Code] = o
	return nil
}

// SetOffice implements [workflow.Store].
func (m *Mem) SetOffice(_ context.Context, o workflow.Office) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.setOffice(o)
}

func (m *Mem) setOffice(o workflow.Office) error {
	if err := o.Validate(); err != nil {
		return err
	}
	old, ok := m.offices[o.Code]
	switch _, parent := m.offices[o.Parent]; {
	case !ok:
		return workflow.Errorf(workflow.NotFound, "没有代码为“%s”的机关", o.Code)
	case o.Parent != old.Parent && o.Parent != "" && !parent:
		return workflow.InputParent.Wrong("没有代码为“%s”的上级机关", o.Parent)
	}
	m.offices[o.Code] = o
	for _, app := range m.apps {
		m.moveCounter(app) // numbers of the pattern may have been given while it was another
	}
	return nil
}

// Offices implements [workflow.Store].
func (m *Mem) Offices(context.Context) ([]workflow.Office, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return inOrder(m.offices), nil
}

// inOrder lists the values in order of their keys.
func inOrder[V any](values map[string]V) []V {
	var out []V
	for _, k := range slices.Sorted(maps.Keys(values)) {
		out = append(out, values[k])
	}
	return out
}

// AddUser implements [workflow.Store].
func (m *Mem) AddUser(_ context.Context, u workflow.User) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.addUser(u)
}

func (m *Mem) addUser(u workflow.User) error {
	if _, taken := m.users[u.Name]; taken {
		return workflow.InputName.Taken("已经有名为“%s”的用户", u.Name)
	}
	return m.keepUser(u)
}

// SetUser implements [workflow.Store].
func (m *Mem) SetUser(_ context.Context, u workflow.User) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.setUser(u)
}

func (m *Mem) setUser(u workflow.User) error {
	if _, ok := m.users[u.Name]; !ok {
		return noUser(u.Name)
	}
	return m.keepUser(u)
}

func (m *Mem) keepUser(u workflow.User) error {
	if err := u.Validate(); err != nil {
		return err
	}
	if _, ok := m.offices[u.Office]; !ok {
		return workflow.InputOffice.Wrong("没有代码为“%s”的机关", u.Office)
	}
	u.Since, u.Renewed, u.Locked = u.Since.Round(0).UTC(), u.Renewed.Round(0).UTC(), u.Locked.Round(0).UTC()
	m.users[u.Name] = u
	return nil
}

func noUser(name string) error {
	return workflow.Errorf(workflow.NotFound, "没有名为“%s”的用户", name)
}

// User implements [workflow.Store].
func (m *Mem) User(_ context.Context, name string) (workflow.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u, ok := m.users[name]
	if !ok {
		return workflow.User{}, noUser(name)
	}
	return u, nil
}

// Users implements [workflow.Store].
func (m *Mem) Users(context.Context) ([]workflow.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return inOrder(m.users), nil
}

package models

import (
	"context"
	"strings"

	"gongkai/workflow"
)

// AddOffice implements [workflow.Store].
func (s *Store) AddOffice(ctx context.Context, o workflow.Office) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if !readable(strings.Join(officeTexts(o), "")) {
		return &unread
	}
	r := officeAs(o)
	err := s.write.WithContext(ctx).Create(&r).Error
	switch {
	case unique(err):
		return workflow.Errorf(workflow.Conflict, "已经有代码为“%s”的机关", o.Code)
	case foreign(err):
		return workflow.Errorf(workflow.Invalid, "没有代码为“%s”的上级机关", o.Parent)
	}
	return wrap(err)
}

// SetOffice implements [workflow.Store].
func (s *Store) SetOffice(ctx context.Context, o workflow.Office) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if !readable(strings.Join(officeTexts(o), "")) {
		return &unread
	}
	r := officeAs(o)
	res := s.write.WithContext(ctx).Model(&officeRow{}).Where("code = ?", o.Code).Select("*").Omit("code").Updates(&r)
	switch {
	case foreign(res.Error):
		return workflow.Errorf(workflow.Invalid, "没有代码为“%s”的上级机关", o.Parent)
	case res.Error == nil && res.RowsAffected == 0:
		return workflow.Errorf(workflow.NotFound, "没有代码为“%s”的机关", o.Code)
	}
	return wrap(res.Error)
}

// officeTexts are the columns that people fill in.
func officeTexts(o workflow.Office) []string {
	return []string{o.Name, o.Remedy.Review, o.Remedy.Before, o.Remedy.Superior, o.Remedy.Court, o.Remedy.Online}
}

// Offices implements [workflow.Store].
func (s *Store) Offices(ctx context.Context) ([]workflow.Office, error) {
	var rows []officeRow
	if err := s.read.WithContext(ctx).Order("code").Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	var out []workflow.Office
	for _, r := range rows {
		out = append(out, r.office())
	}
	return out, nil
}

// AddUser implements [workflow.Store].
func (s *Store) AddUser(ctx context.Context, u workflow.User) error {
	if err := admitUser(u); err != nil {
		return err
	}
	r := userAs(u)
	return userFault(s.write.WithContext(ctx).Create(&r).Error, u)
}

// SetUser implements [workflow.Store].
func (s *Store) SetUser(ctx context.Context, u workflow.User) error {
	if _, err := s.User(ctx, u.Name); err != nil {
		return err
	}
	if err := admitUser(u); err != nil {
		return err
	}
	r := userAs(u)
	return userFault(s.write.WithContext(ctx).Select("*").Where("name = ?", u.Name).Updates(&r).Error, u)
}

func admitUser(u workflow.User) error {
	if !readable(u.Display + u.Office + u.Password) {
		return &unread
	}
	return u.Validate()
}

func userFault(err error, u workflow.User) error {
	switch {
	case unique(err):
		return workflow.Errorf(workflow.Conflict, "已经有名为“%s”的用户", u.Name)
	case foreign(err):
		return noOffice(u.Office)
	}
	return wrap(err)
}

// User implements [workflow.Store].
func (s *Store) User(ctx context.Context, name string) (workflow.User, error) {
	var rows []userRow
	if readable(name) {
		if err := s.read.WithContext(ctx).Where("name = ?", name).Find(&rows).Error; err != nil {
			return workflow.User{}, wrap(err)
		}
	}
	if len(rows) == 0 {
		return workflow.User{}, workflow.Errorf(workflow.NotFound, "没有名为“%s”的用户", name)
	}
	return rows[0].user()
}

// Users implements [workflow.Store].
func (s *Store) Users(ctx context.Context) ([]workflow.User, error) {
	var rows []userRow
	if err := s.read.WithContext(ctx).Order("name").Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	var out []workflow.User
	for _, r := range rows {
		u, err := r.user()
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

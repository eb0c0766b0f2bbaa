package account

import (
	"context"
	"slices"
)

// Staff returns the people of the offices in the person's scope who handle
// applications, or did so before they were shut out, in order of name.
func (d *Actor) Staff(ctx context.Context) ([]User, error) {
	codes, all, err := d.Codes(ctx)
	if err != nil {
		return nil, err
	}
	users, err := d.AllUsers(ctx)
	return slices.DeleteFunc(users, func(u User) bool {
		return !u.Role.Powers().Acts || !all && !slices.Contains(codes, u.Office)
	}), err
}

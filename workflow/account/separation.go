package account

import (
	"slices"

	"gongkai/workflow/backup"
	"gongkai/workflow/fault"
)

// Settings hold for the whole installation. The zero Settings are those of a new one.
type Settings struct {
	Separated bool   // 三员分立: each of the three powers belongs to its own role
	Profile   string // the code of the security profile; "": the first of [Profiles]
	Backups   backup.Plan
}

// Administrators are the three administrators of the installation (三员): one runs it, one
// authorises, one inspects what they do.
var Administrators = []Role{Admin, Security, Inspector}

// Powers returns the powers of a role here: until the three are separated, the
// administrator also has the powers of the other two (一人兼任).
func (s Settings) Powers(r Role) Powers {
	p := r.Powers()
	if !s.Separated && p.Runs {
		p.Guards, p.Inspects = true, true
	}
	return p
}

// Installation is what the rules of administration look at: everyone who has an
// account, and what holds for all.
type Installation struct {
	Settings Settings
	Users    []User
	Offices  func() ([]Office, error) // all of them; few decisions ask
}

// office returns the office with this code; NotFound if there is none.
func (h Installation) office(code string) (Office, error) {
	all, err := h.Offices()
	if err != nil {
		return Office{}, err
	}
	i := slices.IndexFunc(all, func(o Office) bool { return o.Code == code })
	if i < 0 {
		return Office{}, fault.Errorf(fault.NotFound, "没有代码为“%s”的机关", code)
	}
	return all[i], nil
}

// user returns the account of this name; NotFound if there is none.
func (h Installation) user(name string) (User, error) {
	i := slices.IndexFunc(h.Users, func(u User) bool { return u.Name == name })
	if i < 0 {
		return User{}, fault.Errorf(fault.NotFound, "没有名为“%s”的用户", name)
	}
	return h.Users[i], nil
}

// with returns the installation as it would be with this user changed or added. The
// original is not touched.
func (h Installation) with(u User) Installation {
	h.Users = slices.Clone(h.Users)
	i := slices.IndexFunc(h.Users, func(o User) bool { return o.Name == u.Name })
	if i < 0 {
		h.Users = append(h.Users, u)
	} else {
		h.Users[i] = u
	}
	return h
}

// Lacks returns the administrators that the installation must have but lacks, because
// nobody of the role can sign in.
func (h Installation) Lacks() []Role {
	var out []Role
	for _, r := range Administrators {
		needed := r == Admin || h.Settings.Separated
		if needed && !slices.ContainsFunc(h.Users, func(u User) bool { return u.Role == r && u.enters() }) {
			out = append(out, r)
		}
	}
	return out
}

// stands refuses a change that would leave the installation without an administrator
// whom it had. One that was missing before is no reason: the change may be what helps.
func (h Installation) stands(before Installation) error {
	had := before.Lacks()
	for _, r := range h.Lacks() {
		if !slices.Contains(had, r) {
			return &fault.Error{Kind: fault.Refused, What: "这是最后一个能登录的" + r.Powers().Label, Next: "请先给另一个用户这个角色，再改动这一个"}
		}
	}
	return nil
}

// separated refuses to separate the three before each of them can sign in.
func (h Installation) separated() error {
	for _, r := range h.Lacks() {
		return &fault.Error{
			Kind: fault.Refused,
			What: "还没有能登录的" + r.Powers().Label,
			Next: "三员分立要求系统管理员、安全管理员、安全审计员各至少一人，请先建立用户并授予角色",
		}
	}
	return nil
}

package account

import (
	"slices"

	"gongkai/workflow/fault"
)

// Settings hold for the whole installation. The zero value is that of a new one.
type Settings struct {
	Separated bool   // 三员分立: each of the three powers only with its role
	Profile   string // the code of the security profile; "" is the first of [Profiles]
}

// Keepers are the three who keep the installation (三员): who makes, who
// authorises, who looks on.
var Keepers = []Role{Admin, Security, Inspector}

// Powers are those of a role here: while the three are not separated the
// administrator has the powers of the other two as well (一人兼任).
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
}

func (h Installation) user(name string) (User, error) {
	i := slices.IndexFunc(h.Users, func(u User) bool { return u.Name == name })
	if i < 0 {
		return User{}, fault.Errorf(fault.NotFound, "没有名为“%s”的用户", name)
	}
	return h.Users[i], nil
}

// with is the installation after a user has changed.
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

// Lacks lists the keepers whom the installation must have and has not: nobody of
// the role can sign in.
func (h Installation) Lacks() []Role {
	var out []Role
	for _, r := range Keepers {
		needed := r == Admin || h.Settings.Separated
		if needed && !slices.ContainsFunc(h.Users, func(u User) bool { return u.Role == r && u.enters() }) {
			out = append(out, r)
		}
	}
	return out
}

// stands refuses a change after which a keeper would be missing who was there.
func (h Installation) stands(before Installation) error {
	had := before.Lacks()
	for _, r := range h.Lacks() {
		if !slices.Contains(had, r) {
			return &fault.Error{Kind: fault.Refused, What: "这是最后一个能登录的" + r.Powers().Label, Next: "请先给另一个用户这个角色，再改动这一个"}
		}
	}
	return nil
}

// separated refuses to keep the three apart before each of them is there.
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

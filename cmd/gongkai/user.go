package main

import (
	"bufio"
	"crypto/rand"
	"net/netip"
	"strings"

	"gongkai/handlers/signin"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// Run adds a user, with the password from standard input or a random one. Either way
// it was set by somebody else; the security profile may demand that the user change it.
func (c *userAdd) Run(p *program) error {
	u := account.User{Name: c.Name, Display: c.Display, Office: c.Office, Role: account.Role(c.Role), Since: p.now()}
	if err := u.Validate(); err != nil {
		return err
	}
	password, err := c.password(p)
	if err != nil {
		return err
	}
	u.Foreign = true
	return p.withDesk(func(desk *desks.Set) error {
		if u.Password, err = c.hash(p, desk, u, password); err != nil {
			return err
		}
		if err := desk.AddAccount(p.ctx, u, "", p.now()); err != nil {
			return err
		}
		p.say("已增加用户 %s（%s）", u.Name, u.Role.Powers().Label)
		c.show(p, password)
		return nil
	})
}

// show prints a password that was made up.
func (c *typedPassword) show(p *program, password string) {
	if !c.PasswordStdin {
		p.say("密码 %s，只显示这一次，请登录后修改", password)
	}
}

// hash holds a password that somebody chose to the rules of the installation. A random
// one is stronger than they demand.
func (c *typedPassword) hash(p *program, desk *desks.Set, u account.User, password string) (string, error) {
	if !c.PasswordStdin {
		return signin.Hash(u.Name, password)
	}
	settings, err := desk.Store.Settings(p.ctx)
	if err != nil {
		return "", err
	}
	known := []string{u.Display, u.Office}
	if office, err := desk.InScope(p.ctx, u.Office); err == nil { // if not, adding the user says so
		known = append(known, office.Name)
	}
	return signin.HashUnder(settings.Rules(), u.Name, password, known...)
}

// password is the first line of standard input, or 16 random characters.
func (c *typedPassword) password(p *program) (string, error) {
	if !c.PasswordStdin {
		return rand.Text()[:16], nil
	}
	line, err := bufio.NewReader(p.stdin).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	if err != nil && line == "" {
		return "", fault.Errorf(fault.Invalid, "标准输入中没有密码")
	}
	return line, nil
}

// userRow is what `user list --json` prints of each user; never the password.
type userRow struct {
	Name     string `json:"name"`
	Display  string `json:"display"` // the name, where none was given
	Office   string `json:"office"`  // code
	Role     string `json:"role"`
	Disabled bool   `json:"disabled"`
}

// Run lists the users.
func (c *userList) Run(p *program) error {
	return p.withDesk(func(desk *desks.Set) error {
		users, err := desk.Store.Users(p.ctx)
		if err != nil {
			return err
		}
		rows := []userRow{}
		for _, u := range users {
			rows = append(rows, userRow{u.Name, u.DisplayName(), u.Office, string(u.Role), u.Disabled})
		}
		if c.JSON {
			return p.json(rows)
		}
		for _, u := range rows {
			p.say("%s\t%s\t%s\t%s%s", u.Name, u.Display, u.Office,
				account.Role(u.Role).Powers().Label, map[bool]string{true: "\t已停用"}[u.Disabled])
		}
		return nil
	})
}

// Run disables a user. The name stays in the journal, but nobody can sign in with it.
func (c *userDisable) Run(p *program) error {
	return p.withDesk(func(desk *desks.Set) error {
		change := account.Change{Act: account.DisableAccount, Typed: c.Name, At: p.now()}
		if err := desk.ChangeAccount(p.ctx, c.Name, change); err != nil {
			return err
		}
		p.say("已停用用户 %s", c.Name)
		return nil
	})
}

// Run sets another password, which also opens a locked account. Whoever is signed in
// with the old one is out.
func (c *userPassword) Run(p *program) error {
	password, err := c.password(p)
	if err != nil {
		return err
	}
	return p.withDesk(func(desk *desks.Set) error {
		u, err := desk.Store.User(p.ctx, c.Name)
		if err != nil {
			return err
		}
		hash, err := c.hash(p, desk, u, password)
		if err != nil {
			return err
		}
		change := account.Change{Act: account.ResetAccount, Hash: hash, At: p.now()}
		if err := desk.ChangeAccount(p.ctx, u.Name, change); err != nil {
			return err
		}
		p.say("已重置用户 %s 的密码", u.Name)
		if c.ForgetFactor {
			change := account.Change{Act: account.ForgetFactor, At: p.now()}
			if err := desk.ChangeAccount(p.ctx, u.Name, change); err != nil {
				return err
			}
			p.say("已取消用户 %s 的动态码", u.Name)
		}
		c.show(p, password)
		if u.Disabled {
			p.say("用户 %s 仍然停用，不能登录；请在“用户”页启用", u.Name)
		}
		return nil
	})
}

// Run opens an account that wrong passwords have locked.
func (c *userUnlock) Run(p *program) error {
	change := account.Change{Act: account.UnlockAccount, At: p.now()}
	if c.From != "" {
		from, err := netip.ParseAddr(c.From)
		if err != nil {
			return misuse{"--from: “" + c.From + "”不是地址，请写成 10.1.2.3"}
		}
		change.Vouched = from.String()
	}
	return p.withDesk(func(desk *desks.Set) error {
		if err := desk.ChangeAccount(p.ctx, c.Name, change); err != nil {
			return err
		}
		p.say("已解除用户 %s 的锁定", c.Name)
		if change.Vouched != "" {
			p.say("从 %s 登录不再受陌生地址输错密码的影响", change.Vouched)
		}
		return nil
	})
}

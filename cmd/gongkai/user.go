package main

import (
	"bufio"
	"crypto/rand"
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
		if u.Password, err = c.hash(p, desk, password); err != nil {
			return err
		}
		if err := desk.AddAccount(p.ctx, u, "", p.now()); err != nil {
			return err
		}
		p.say("已增加用户 %s（%s）", u.Name, u.Role.Powers().Label)
		if !c.PasswordStdin {
			p.say("密码 %s，只显示这一次，请登录后修改", password)
		}
		return nil
	})
}

// hash holds a password that somebody chose to the rules of the installation. A random
// one is stronger than they demand.
func (c *userAdd) hash(p *program, desk *desks.Set, password string) (string, error) {
	if !c.PasswordStdin {
		return signin.Hash(c.Name, password)
	}
	settings, err := desk.Store.Settings(p.ctx)
	if err != nil {
		return "", err
	}
	known := []string{c.Display, c.Office}
	if office, err := desk.InScope(p.ctx, c.Office); err == nil { // if not, adding the user says so
		known = append(known, office.Name)
	}
	return signin.HashUnder(settings.Rules(), c.Name, password, known...)
}

// password is the first line of standard input, or 16 random characters.
func (c *userAdd) password(p *program) (string, error) {
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

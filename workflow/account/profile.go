package account

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"gongkai/workflow/fault"
)

// Profile is a set of rules for signing in (安全策略).
type Profile struct {
	Code, Label string
	Length      int           // the least number of characters of a password
	Classes     int           // the least number of kinds of characters in it; 0: any
	Age         int           // days until it must be changed; 0: never
	Own         bool          // a password set by somebody else must be changed at once
	Failures    int           // how many wrong ones in a row from one place shut it
	Strangers   int           // how many wrong ones from unfamiliar places shut all of these
	Wait        time.Duration // for how long either is shut
	Idle        time.Duration // how long a sign-in lasts unused
	Life        time.Duration // how long it lasts at all
	Single      bool          // one sign-in a person: a new one ends the other
	Second      bool          // administrators and auditors need a second factor
}

// Profiles are the profiles from which an installation chooses; the first is in force
// until it does. The others have the usual settings for levels 2 and 3 of 等级保护 (GB/T
// 22239-2019), which itself names none; it asks for a second factor from level 3 on.
var Profiles = []Profile{
	{Code: "recommended", Label: "推荐", Length: 8, Failures: 10, Strangers: 50,
		Wait: 10 * time.Minute, Idle: 30 * time.Minute, Life: 12 * time.Hour},
	{Code: "level2", Label: "等保二级", Length: 10, Classes: 3, Age: 90, Own: true, Failures: 5, Strangers: 20,
		Wait: 30 * time.Minute, Idle: 15 * time.Minute, Life: 8 * time.Hour, Single: true},
	{Code: "level3", Label: "等保三级", Length: 10, Classes: 3, Age: 90, Own: true, Failures: 5, Strangers: 20,
		Wait: 30 * time.Minute, Idle: 15 * time.Minute, Life: 8 * time.Hour, Single: true, Second: true},
}

// Rules returns the profile in force; the first if none was chosen.
func (s Settings) Rules() Profile {
	i := slices.IndexFunc(Profiles, func(p Profile) bool { return p.Code == s.Profile })
	return Profiles[max(i, 0)]
}

// passwordClasses are the kinds of characters that a password can have. Letters without
// case, such as 汉字, are one.
var passwordClasses = []func(rune) bool{
	unicode.IsLower, unicode.IsUpper, unicode.IsDigit,
	func(r rune) bool { return unicode.IsLetter(r) && !unicode.IsLower(r) && !unicode.IsUpper(r) },
	func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) },
}

// Weigh returns why a password is too short or of too few kinds of characters, or nil.
func (p Profile) Weigh(password string) error {
	if len([]rune(password)) < p.Length {
		return fault.InputPassword.Wrong("密码至少 %d 个字符，可以用几个词组成一句话", p.Length)
	}
	n := 0
	for _, in := range passwordClasses {
		if strings.ContainsFunc(password, in) {
			n++
		}
	}
	if n < p.Classes {
		return fault.InputPassword.Wrong("密码要有大写字母、小写字母、数字、汉字、符号中的至少 %d 类", p.Classes)
	}
	return nil
}

// Stale reports whether the user must choose another password before doing anything
// else.
func (p Profile) Stale(u User, now time.Time) bool {
	set := u.Renewed
	if set.IsZero() {
		set = u.Since
	}
	return p.Own && u.Foreign || p.Age > 0 && !now.Before(set.Add(time.Duration(p.Age)*24*time.Hour))
}

// Bars reports whether nobody may sign in to the account from this place at this moment,
// whatever the password. Who has a second factor is asked for it rather than shut out
// by the guesses of strangers.
func (p Profile) Bars(u User, from Place, now time.Time) bool {
	strange := now.Before(u.Locked) && !u.Factor.On() || now.Before(u.Factor.Locked)
	return now.Before(from.Locked) || strange && !from.Familiar(now)
}

// fail counts a wrong password from an unfamiliar place, and reports whether that shuts
// all such places. The count then starts again.
func (p Profile) fail(u *User, now time.Time) (locks bool) {
	if u.Failures++; u.Failures < p.Strangers {
		return false
	}
	u.Failures, u.Locked = 0, now.Add(p.Wait)
	return true
}

// Words returns the values of the profile in Chinese, each with what it is about.
func (p Profile) Words() [][2]string {
	yes := map[bool]string{true: "是", false: "否"}
	some := func(n int, format, none string) string {
		if n == 0 {
			return none
		}
		return fmt.Sprintf(format, n)
	}
	return [][2]string{
		{"密码长度", fmt.Sprintf("至少 %d 个字符", p.Length)},
		{"密码组成", some(p.Classes, "大写、小写、数字、汉字、符号至少 %d 类", "不限")},
		{"密码更换", some(p.Age, "每 %d 天", "不定期")},
		{"他人设定的密码首次登录须修改", yes[p.Own]},
		{"同一处输错密码", fmt.Sprintf("连续 %d 次，这一处锁定 %d 分钟", p.Failures, int(p.Wait.Minutes()))},
		{"陌生地址输错密码", fmt.Sprintf("合计 %d 次，陌生地址锁定 %d 分钟，登录过的地址和浏览器不受影响",
			p.Strangers, int(p.Wait.Minutes()))},
		{"不操作自动退出", fmt.Sprintf("%d 分钟", int(p.Idle.Minutes()))},
		{"一次登录最长", fmt.Sprintf("%d 小时", int(p.Life.Hours()))},
		{"同一用户只能在一处登录", yes[p.Single]},
		{"管理员和审计统计须用动态码", yes[p.Second]},
	}
}

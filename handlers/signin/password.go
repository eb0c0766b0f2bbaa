// Package signin keeps the door: which passwords are good enough and what is kept
// of them, how often somebody may try, from which address a request comes, and
// when a sign-in has ended. It does not know where users and sessions are kept,
// and it shows no page.
package signin

import (
	"slices"
	"strings"

	"github.com/alexedwards/argon2id"
	"github.com/trustelem/zxcvbn"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// Cost is what one check of a password takes: some 30 ms and 19 MB. Only tests set
// it, which sign in hundreds of times.
var Cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// maxPassword is how long a password may be, in characters; how short, the rules
// of the installation say.
const maxPassword = 128

// Hash is [HashPasswordUnder] the rules of a new installation.
func Hash(name, password string) (string, error) {
	return HashUnder(account.Settings{}.Rules(), name, password)
}

// HashUnder makes the hash that is kept of a password. It refuses one
// that the rules do not allow, that is too long or easily guessed. The user's name
// makes a password no harder to guess, nor do the other words known about the
// user: how the person is called, the office.
func HashUnder(rules account.Profile, name, password string, known ...string) (string, error) {
	if err := weigh(rules, password, append(known, name)); err != nil {
		return "", err
	}
	return argon2id.CreateHash(password, Cost)
}

// weigh says what is wrong with a password; nil if nothing is.
func weigh(rules account.Profile, password string, known []string) error {
	if err := rules.Weigh(password); err != nil {
		return err
	}
	switch {
	case len([]rune(password)) > maxPassword:
		return fault.InputPassword.Wrong("密码不能超过 %d 个字符", maxPassword)
	case guessable(password, known):
		return &fault.Error{Kind: fault.Invalid, Input: fault.InputPassword,
			What: "这个密码容易被猜到：用户名、姓名、机关名称、常见的密码和词、日期、键盘上相邻的键和重复的字都不算数",
			Next: "请用几个不相干的词组成一句话，或者再长一些"}
	}
	return nil
}

// guessable says whether somebody who tries what people commonly choose finds the
// password soon.
func guessable(password string, known []string) bool {
	return different(password, known) < fewest ||
		zxcvbn.PasswordStrength(beginning(password), slices.Concat(known, latin)).Guesses < enough
}

const (
	enough  = 1e8 // guesses, which with our hash take one processor a month
	weighed = 40  // characters that are looked at: the time it takes grows with the square
	fewest  = 6   // different characters besides what is known
)

// beginning is what is looked at of a password.
func beginning(password string) string {
	letters := []rune(password)
	return string(letters[:min(len(letters), weighed)])
}

// different counts the different characters of a password without the names and
// common words in it. The estimator takes three words, a name and a year say, for
// many guesses, and it knows no Chinese: to it each character is as good as any
// other, even one of the office's name.
func different(password string, known []string) int {
	rest := strings.ToLower(password)
	for _, word := range slices.Concat(known, latin, hanzi) {
		if len([]rune(word)) > 2 {
			rest = strings.ReplaceAll(rest, strings.ToLower(word), "")
		}
	}
	names := strings.Join(known, "")
	rest = strings.Map(func(r rune) rune {
		if r > '~' && strings.ContainsRune(names, r) {
			return -1
		}
		return r
	}, rest)
	letters := []rune(rest)
	slices.Sort(letters)
	return len(slices.Compact(letters))
}

// latin are words that people here begin with and that the estimator's own lists
// do not have, or not far enough up: of this program, of offices, everyday words and names in pinyin.
var latin = strings.Fields(`gongkai zhengfu woaini mima xinxi guanli guanliyuan zhongguo woshi woshishei wobuzhidao woai
	wojia laopo laogong baobei nihao jiayou baba mama beijing shanghai guangdong renmin bangong bangongshi gongzuo
	denglu yonghu shengri kuaile xingfu pingan dangan wenjian shenqing admin root test password
	wang zhang liu chen yang zhao huang zhou sun zhu gao lin guo luo liang song zheng xie han tang feng dong xiao
	cheng cao yuan deng shen zeng peng jiang cai jia ding wei xue yan pan dai xia tian ren fan fang yao tan
	jing min qiang lei jun yong jie juan tao ming chao xiu gang ping hua mei hong ying bin bo hai jian`)

// hanzi are phrases that many begin with who type Chinese.
var hanzi = strings.Fields(`我爱你 一生一世 中国人民 中华人民共和国 人民政府 政府信息公开 信息公开 依申请公开 办公室 系统管理员 管理员
	用户名 密码密码 公开公开 我的密码 生日快乐 新年快乐 天天向上 好好学习`)

package signin

import (
	"strings"
	"testing"

	"gongkai/workflow/account"

	"github.com/alexedwards/argon2id"
)

// guessed are passwords that are tried first where people type Chinese; all are
// long enough.
var guessed = strings.Fields(`
	12345678 123456789 87654321 11111111 88888888 66668888 11223344 12344321 147258369 123123123
	password Password1! P@ssw0rd passw0rd123 admin888 admin123456 root1234 Aa123456 Aa123456. a1234567 abc12345 a1b2c3d4
	woaini1314 woaini520 woaini5201314 5201314520 iloveyou1 woaiwojia woshishei wobuzhidao woaizhongguo zhongguo2024
	nihao123 mima1234 mima123456 xinxi2024 zhangwei1990 liwei1985 wangfang88 beijing2008 asd123456 qwe123456
	qwertyuiop asdfghjkl zxcvbnm123 1qaz2wsx 1qaz@WSX qazwsxedc 123qweasd qwer1234 QWERasdf zaq12wsx
	19850312 1985-03-12 1985.3.12 20080808 13800138000
	gongkai2024 Gongkai@2024 zhengfu123 zhengfu@2024 jingban2024 Jingban@123 nabgnij1 xzfbgs2024 xzfbgs@123
	密码密码密码密码 我爱你我爱你我爱你 我爱你一生一世一生一世 政府信息公开2024 示例县人民政府办公室 示例县政府办公室2024 李某某123456 信息公开信息公开
	aaaaaaaaaaaaaaaa abababababab 121212121212 admin@admin@admin`)

// unguessed are passwords that nobody tries.
var unguessed = []string{
	"correct horse battery", "四个平常的词组成一句话", "a long and quiet winter", "x7Kq-m2Pv", "Tf7-kq2W-m9", "vd93kq0xwt",
	"河边的石头比我大三岁", "周五下班买两斤橘子", "rain cup lamp north", "hufu-qiaoliang-93", "plain-words-42", "窗外17只麻雀开会",
}

// A password that is tried first is refused, whoever wants it; one that nobody
// tries is taken. The refusal says what, why and what next.
func TestGuessable(t *testing.T) {
	known := []string{"xzfbgs", "示例县人民政府办公室", "李某某", "jingban"}
	rules := account.Settings{}.Rules()
	for _, password := range guessed {
		err := weigh(rules, password, known)
		if err == nil || !strings.Contains(err.Error(), "容易被猜到") || !strings.Contains(err.Error(), "请用几个不相干的词") {
			t.Errorf("%s: got %v, want that it is easily guessed", password, err)
		}
	}
	for _, password := range unguessed {
		if err := weigh(rules, password, known); err != nil {
			t.Errorf("%s: got %v, want it taken", password, err)
		}
	}
}

// However long the password and whatever is in it, it is weighed.
func FuzzGuessable(f *testing.F) {
	for _, password := range append(unguessed, guessed...) {
		f.Add(password, "示例县")
	}
	f.Add(strings.Repeat("我a1", 60), "")
	f.Add("\xff\x00", "\xff")
	f.Fuzz(func(t *testing.T, password, known string) {
		if first := guessable(password, []string{known}); guessable(password, []string{known}) != first {
			t.Errorf("%q with %q known: once %t, once not", password, known, first)
		}
	})
}

// A password is refused when it is short, long, the name or a common one.
func TestHashPassword(t *testing.T) {
	for _, tt := range []struct {
		name, password, why string
	}{
		{"a", "短口令", "至少 8"}, {"a", strings.Repeat("长", 129), "不能超过 128"}, {"zhangsan", "zhangsan123", "猜到"},
		{"a", "password123456", "猜到"}, {"a", "aaaaaaaaaaaaaaaa", "猜到"}, {"a", "admin@admin@admin", "猜到"},
		{"a", "四个平常的词组成一句话", ""}, {"a", "correct horse battery", ""},
	} {
		hash, err := Hash(tt.name, tt.password)
		switch {
		case tt.why == "" && (err != nil || !strings.HasPrefix(hash, "$argon2id$")):
			t.Errorf("%q: %q, %v; want a hash", tt.password, hash, err)
		case tt.why != "" && (err == nil || !strings.Contains(err.Error(), tt.why)):
			t.Errorf("%q: %v, want %q", tt.password, err, tt.why)
		}
	}
}

// Who steals the hashes pays for each guess 19 MB and two passes, the least that
// OWASP advises for argon2id; the hash says so, and the password is known by it.
func TestPasswordsAreCostly(t *testing.T) {
	hash, err := argon2id.CreateHash("示例口令一二三四五六七", Cost)
	if err != nil {
		t.Fatal(err)
	}
	ok, got, err := argon2id.CheckHash("示例口令一二三四五六七", hash)
	if err != nil || !ok || got.Memory < 19*1024 || got.Iterations < 2 || got.SaltLength < 16 || got.KeyLength < 32 {
		t.Errorf("a hash of %+v, known %t (%v); want at least 19 MB and two passes", got, ok, err)
	}
}

package signin

import (
	"encoding/base32"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/width"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// The codes are those of RFC 6238, appendix B, of which phones show the last six digits.
func TestCodeOfRFC(t *testing.T) {
	for unix, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037",
		20000000000: "353130",
	} {
		if got := code([]byte("12345678901234567890"), unix/stepSeconds); got != want {
			t.Errorf("at %d: %s, want %s", unix, got, want)
		}
	}
}

// reversed is a sealer good enough to see whether one is used.
type reversed struct{ broken bool }

func (r reversed) Seal(secret []byte, user string) (string, error) {
	return user + "/" + base32.StdEncoding.EncodeToString(secret), nil
}

func (r reversed) Open(sealed, user string) ([]byte, error) {
	rest, ok := strings.CutPrefix(sealed, user+"/")
	if !ok || r.broken {
		return nil, errors.New("sealed for somebody else")
	}
	return base32.StdEncoding.DecodeString(rest)
}

// A code is good in its own half minute and in those beside it, sealed or not; another's
// code, an old one and a word are not. With a key the secret is not in what is kept.
func TestProof(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)
	for _, sealer := range []Sealer{nil, reversed{}} {
		secret := NewSecret()
		kept, err := KeepSecret(sealer, secret, "guanli")
		if err != nil || strings.Contains(kept, secret) == (sealer != nil) {
			t.Errorf("sealer %v keeps %s of %s, %v", sealer, kept, secret, err)
		}
		u := account.User{Name: "guanli", Factor: account.Factor{Secret: kept}}
		key, _ := encoding.DecodeString(secret)
		step := now.Unix() / stepSeconds
		for off, want := range map[int64]bool{0: true, 1: true, -1: true, 2: false, -2: false} {
			typed := code(key, step+off)
			p, err := Proof(sealer, u, typed[:3]+" "+typed[3:], now)
			if err != nil || (p.Step == step+off) != want {
				t.Errorf("a code %d steps off: %+v, %v, want it good: %t", off, p, err, want)
			}
		}
		for _, typed := range []string{"", "12345", "abcdef", "ＡＢＣＤＥＦ", strings.Repeat("9", 400)} {
			if p, err := Proof(sealer, u, typed, now); err != nil || p.Step != 0 {
				t.Errorf("%q: %+v, %v, want nothing proven", typed, p, err)
			}
		}
	}
	sealed := account.User{Name: "guanli", Factor: account.Factor{Secret: sealedSecret + "x"}}
	if _, err := Proof(nil, sealed, "123456", now); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("sealed without a key: %v, want it unavailable", err)
	}
	if p, err := Proof(nil, sealed, "AAAA-BBBB-CCCC-DDDD", now); err != nil || p.Code == "" {
		t.Errorf("a recovery code without the key: %+v, %v, want it taken", p, err)
	}
}

// Who sets up a device with a wrong clock is told so, and by how much.
func TestFirstProof(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)
	secret := NewSecret()
	key, _ := encoding.DecodeString(secret)
	for off, want := range map[int64]string{0: "", 10: "相差约 5 分钟", -40: "相差约 20 分钟", 200: "动态码不对"} {
		_, err := FirstProof(secret, code(key, now.Unix()/stepSeconds+off), now)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d steps off: %v, want %q", off, err, want)
		}
	}
}

// Recovery codes are different, and each is found again however it is typed.
func TestRecoveryCodes(t *testing.T) {
	shown, kept := NewCodes("guanli")
	hashes := strings.Fields(kept)
	if len(shown) != recoveryCodes || len(hashes) != recoveryCodes {
		t.Fatalf("%d codes, %d hashes, want %d", len(shown), len(hashes), recoveryCodes)
	}
	seen := map[string]bool{}
	for i, c := range shown {
		for _, typed := range []string{c, strings.ToLower(c), strings.ReplaceAll(c, "-", "　"), width.Widen.String(c)} {
			p, err := Proof(nil, account.User{Name: "guanli"}, typed, time.Time{})
			if err != nil || p.Code != hashes[i] {
				t.Errorf("%q: %+v, %v, want %s", typed, p, err, hashes[i])
			}
		}
		seen[c] = true
	}
	if len(seen) != recoveryCodes {
		t.Errorf("%d different codes, want %d", len(seen), recoveryCodes)
	}
}

// Whatever is typed as a code is answered without a fault of ours.
func FuzzProof(f *testing.F) {
	for _, typed := range []string{"123456", "AAAA-BBBB-CCCC-DDDD", "", "１２３４５６"} {
		f.Add(typed)
	}
	secret := NewSecret()
	u := account.User{Name: "a", Factor: account.Factor{Secret: plainSecret + secret}}
	f.Fuzz(func(t *testing.T, typed string) {
		if _, err := Proof(nil, u, typed, time.Unix(1_800_000_000, 0)); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
	})
}

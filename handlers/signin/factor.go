package signin

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238 as the apps on phones have it; an HMAC does not suffer from collisions
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/width"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// Sealer keeps secrets so that a copy of the database alone does not give them away.
type Sealer interface {
	// Seal returns the secret as text that only the same key opens, for this account.
	Seal(secret []byte, user string) (string, error)
	// Open returns what was sealed for this account.
	Open(sealed, user string) ([]byte, error)
}

// How a kept secret begins: with a key, and without one.
const (
	sealedSecret = "sealed:"
	plainSecret  = "plain:"
)

// What apps on phones know of RFC 6238: codes of six digits, each for half a minute.
const (
	stepSeconds = 30
	codeDigits  = 6
	// secretSize is as long as the hash, in bytes, as RFC 4226 advises.
	secretSize = 20
)

// around is how many steps a clock may be off; around which, somebody who sets up a
// device is told so.
const (
	around   = 1
	clockOff = 60
)

// recoveryCodes is how many recovery codes there are.
const recoveryCodes = 10

// encoding writes secrets as apps read them.
var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret returns a secret for a device, in the letters that people type in.
func NewSecret() string {
	secret := make([]byte, secretSize)
	_, _ = rand.Read(secret) // never fails
	return encoding.EncodeToString(secret)
}

// SecretURL returns what a QR code tells the app of a device.
func SecretURL(secret, user, issuer string) string {
	return "otpauth://totp/" + url.PathEscape(issuer+":"+user) + "?" +
		url.Values{"secret": {secret}, "issuer": {issuer}}.Encode()
}

// KeepSecret returns the secret as it is kept of the account; without a sealer it is
// kept as it is.
func KeepSecret(s Sealer, secret, user string) (string, error) {
	if s == nil {
		return plainSecret + secret, nil
	}
	sealed, err := s.Seal([]byte(secret), user)
	return sealedSecret + sealed, err
}

// secretOf returns the secret that is kept of the account.
func secretOf(s Sealer, u account.User) (string, error) {
	if secret, ok := strings.CutPrefix(u.Factor.Secret, plainSecret); ok {
		return secret, nil
	}
	sealed, ok := strings.CutPrefix(u.Factor.Secret, sealedSecret)
	if !ok || s == nil {
		return "", &fault.Error{Kind: fault.Unavailable, What: "没有密钥文件，动态码核对不了",
			Next: "请管理员把密钥文件放回原处；恢复码仍然可用"}
	}
	secret, err := s.Open(sealed, u.Name)
	return string(secret), err
}

// Proof returns what the code that somebody typed proves for the account: a code of the
// device at this time, or a recovery code. A code that proves nothing gives an empty
// Proof. That a code was not used before only [account.Actor.Enter] knows.
func Proof(s Sealer, u account.User, typed string, now time.Time) (account.Proof, error) {
	typed = plainCode(typed)
	if len(typed) != codeDigits {
		return account.Proof{Code: codeHash(u.Name, typed)}, nil
	}
	secret, err := secretOf(s, u)
	if err != nil {
		return account.Proof{}, err
	}
	step, _, err := match(secret, typed, now, around)
	return account.Proof{Step: step}, err
}

// FirstProof is [Proof] for a secret that is not kept yet. Where the code would be right
// at another time, the error says by how much the clocks differ.
func FirstProof(secret, typed string, now time.Time) (account.Proof, error) {
	step, off, err := match(secret, plainCode(typed), now, clockOff)
	switch {
	case err != nil:
		return account.Proof{}, err
	case step == 0:
		return account.Proof{}, fault.InputCode.Wrong("动态码不对，请输入设备上现在显示的六位数字")
	case off < -around || off > around:
		return account.Proof{}, &fault.Error{Kind: fault.Invalid, Input: fault.InputCode,
			What: fmt.Sprintf("设备的时间和服务器相差约 %d 分钟，动态码对不上", max(1, abs(off)*stepSeconds/60)),
			Next: "请校准设备的时间；设备没有错的，请管理员校准服务器的时间"}
	}
	return account.Proof{Step: step}, nil
}

func abs(n int) int { return max(n, -n) }

// match finds the time step, at most so many away from now, at which the code is right,
// the nearest first; 0 if there is none. off is how many steps away it is.
func match(secret, typed string, now time.Time, most int) (step int64, off int, err error) {
	key, err := encoding.DecodeString(secret)
	if err != nil {
		return 0, 0, fmt.Errorf("secret of a second factor: %w", err)
	}
	at := now.Unix() / stepSeconds
	for i := range most + 1 {
		for _, off := range []int{i, -i} {
			if hmac.Equal([]byte(code(key, at+int64(off))), []byte(typed)) {
				return at + int64(off), off, nil
			}
		}
	}
	return 0, 0, nil
}

// code is the code of a time step (RFC 6238 over RFC 4226, section 5.3).
func code(key []byte, step int64) string {
	h := hmac.New(sha1.New, key)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(step))) //nolint:gosec // steps are not negative
	sum := h.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%1_000_000)
}

// plainCode is a code without what people type between its parts, in the letters that it
// was shown in: Chinese keyboards type wide ones.
func plainCode(typed string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(width.Fold.String(typed)))
}

// NewCodes returns recovery codes for the account, as they are shown once, and their
// hashes, as they are kept.
func NewCodes(user string) (shown []string, kept string) {
	var hashes []string
	for range recoveryCodes {
		code := rand.Text()[:16] // 80 bits: too many to try, even with the hashes at hand
		shown = append(shown, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
		hashes = append(hashes, codeHash(user, code))
	}
	return shown, strings.Join(hashes, " ")
}

// codeHash is what is kept of a recovery code. A plain hash is enough, as the codes are
// random.
func codeHash(user, code string) string {
	sum := sha256.Sum256([]byte("recovery " + user + " " + code))
	return hex.EncodeToString(sum[:])
}

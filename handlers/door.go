package handlers

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/time/rate"

	"gongkai/workflow"
)

// cost is what one check of a password takes: some 30 ms and 19 MB.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// maxPassword is how long a password may be, in characters; how short, the rules
// of the installation say.
const maxPassword = 128

// commonplace are pieces that make a password easy to guess when it consists of
// little else.
var commonplace = []string{"password", "gongkai", "qwerty", "admin", "123456789", "12345678", "123456", "888888", "666666", "111111", "abc123", "iloveyou", "zhengfu", "公开", "密码"}

// HashPassword is [HashPasswordUnder] the rules of a new installation.
func HashPassword(name, password string) (string, error) {
	return HashPasswordUnder(workflow.Settings{}.Rules(), name, password)
}

// HashPasswordUnder makes the hash that is kept of a password. It refuses one
// that the rules do not allow, that is too long, the person's own name or easily
// guessed.
func HashPasswordUnder(rules workflow.Profile, name, password string) (string, error) {
	if err := weigh(rules, name, password); err != nil {
		return "", err
	}
	return argon2id.CreateHash(password, cost)
}

func weigh(rules workflow.Profile, name, password string) error {
	if err := rules.Weigh(password); err != nil {
		return err
	}
	switch {
	case len([]rune(password)) > maxPassword:
		return workflow.InputPassword.Wrong("密码不能超过 %d 个字符", maxPassword)
	case guessable(name, password):
		return workflow.InputPassword.Wrong("这个密码容易被猜到：用户名和常见的词不算在内，还要有 %d 种不同的字符。请换一个", unguessable)
	}
	return nil
}

// unguessable is how many different characters a password has beside what anybody
// would try first.
const unguessable = 6

// guessable says whether fewer than unguessable characters are left of a password, each
// counted once, without the name and the commonplace pieces.
func guessable(name, password string) bool {
	rest := strings.ToLower(password)
	if len([]rune(name)) > 2 {
		rest = strings.ReplaceAll(rest, strings.ToLower(name), "")
	}
	for _, piece := range commonplace {
		rest = strings.ReplaceAll(rest, piece, "")
	}
	letters := []rune(rest)
	slices.Sort(letters)
	return len(slices.Compact(letters)) < unguessable
}

// door checks passwords: few at a time, for each check costs memory, and few
// from one place.
type door struct {
	places chan struct{}
	decoy  string // the hash that is checked for a name that does not exist

	mu    sync.Mutex
	tries map[string]*rate.Limiter
}

// The limits of trying: for one name from one address, and for one address.
const (
	triesOfName    = 5
	triesOfAddress = 40
	maxKept        = 20_000
)

func newDoor() *door {
	decoy, err := argon2id.CreateHash("nobody has this password", cost)
	if err != nil {
		panic(err) // no randomness: nothing can be kept safe
	}
	return &door{places: make(chan struct{}, 2), decoy: decoy, tries: map[string]*rate.Limiter{}}
}

// admits says whether there may be another try now; every call is one.
func (d *door) admits(name, address string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.tries) > maxKept {
		d.forget(now)
	}
	return d.try("@"+address, triesOfAddress, now) && d.try(name+"@"+address, triesOfName, now)
}

// try takes a token from a bucket that fills up again in a minute.
func (d *door) try(key string, burst int, now time.Time) bool {
	l, ok := d.tries[key]
	if !ok {
		l = rate.NewLimiter(rate.Every(time.Minute/time.Duration(burst)), burst)
		d.tries[key] = l
	}
	return l.AllowN(now, 1)
}

// forget drops the buckets that are full again.
func (d *door) forget(now time.Time) {
	for key, l := range d.tries {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(d.tries, key)
		}
	}
}

// check says whether the password is the user's. For no user it takes as long.
func (d *door) check(ctx context.Context, u workflow.User, password string) (bool, error) {
	select {
	case d.places <- struct{}{}:
		defer func() { <-d.places }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	hash := u.Password
	if hash == "" || u.Disabled || len(password) > 4*maxPassword {
		hash, password = d.decoy, "no"
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && hash == u.Password, err
}

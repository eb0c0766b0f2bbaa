package signin

import (
	"context"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/time/rate"

	"gongkai/workflow/account"
)

// PasswordChecker checks passwords: few at a time, for each check costs memory, and few
// from one place.
type PasswordChecker struct {
	slots    chan struct{} // for whoever comes
	familiar chan struct{} // for places that the person knows: a crowd of strangers does not hold them up
	decoy    string        // the hash that is checked for a name that does not exist

	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

// The limits of trying: for one name from one address, and for one address. The
// buckets are here, and not in the memory store of echo's rate limiter, because
// that one asks the machine for the time.
const (
	TriesOfName    = 5
	TriesOfAddress = 40
)

// maxLimiters is how many buckets there may be before the full ones are dropped.
const maxLimiters = 20_000

// NewPasswordChecker is a door that nobody has tried.
func NewPasswordChecker() *PasswordChecker {
	decoy, err := argon2id.CreateHash("nobody has this password", Cost)
	if err != nil {
		panic(err) // no randomness: nothing can be kept safe
	}
	return &PasswordChecker{slots: make(chan struct{}, 2), familiar: make(chan struct{}, 1),
		decoy: decoy, limiters: map[string]*rate.Limiter{}}
}

// Allows says whether there may be another try now; every call is one.
func (d *PasswordChecker) Allows(name, address string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.limiters) > maxLimiters {
		d.forget(now)
	}
	return d.try("@"+address, TriesOfAddress, now) && d.try(name+"@"+address, TriesOfName, now)
}

// try takes a token from a bucket that fills up again in a minute.
func (d *PasswordChecker) try(key string, burst int, now time.Time) bool {
	l, ok := d.limiters[key]
	if !ok {
		l = rate.NewLimiter(rate.Every(time.Minute/time.Duration(burst)), burst)
		d.limiters[key] = l
	}
	return l.AllowN(now, 1)
}

// forget drops the buckets that are full again.
func (d *PasswordChecker) forget(now time.Time) {
	for key, l := range d.limiters {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(d.limiters, key)
		}
	}
}

// Check says whether the password is the user's. For no user it takes as long. Who is
// familiar does not wait behind strangers.
func (d *PasswordChecker) Check(ctx context.Context, u account.User, password string, familiar bool) (bool, error) {
	slots := d.slots
	if familiar {
		slots = d.familiar
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
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

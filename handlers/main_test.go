package handlers

import (
	"os"
	"testing"

	"github.com/alexedwards/argon2id"
)

// costInUse is what a password costs outside the tests.
var costInUse = *cost

// The tests sign in hundreds of times, so that here a password costs next to
// nothing.
func TestMain(m *testing.M) {
	cost = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	os.Exit(m.Run())
}

// Who steals the hashes pays for each guess 19 MB and two passes, the least that
// OWASP advises for argon2id; the hash says so, and the password is known by it.
func TestPasswordsAreCostly(t *testing.T) {
	hash, err := argon2id.CreateHash(password, &costInUse)
	if err != nil {
		t.Fatal(err)
	}
	ok, got, err := argon2id.CheckHash(password, hash)
	if err != nil || !ok || got.Memory < 19*1024 || got.Iterations < 2 || got.SaltLength < 16 || got.KeyLength < 32 {
		t.Errorf("a hash of %+v, known %t (%v); want at least 19 MB and two passes", got, ok, err)
	}
}

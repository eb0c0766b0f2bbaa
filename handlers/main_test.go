package handlers

import (
	"os"
	"testing"

	"github.com/alexedwards/argon2id"

	"gongkai/handlers/signin"
)

// The tests sign in hundreds of times, so that here a password costs next to
// nothing.
func TestMain(m *testing.M) {
	signin.Cost = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	os.Exit(m.Run())
}

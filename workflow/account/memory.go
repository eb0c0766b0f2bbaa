package account

// memory is what the actor of one request has read of people and offices.
type memory struct {
	offices  Remembered[[]Office]
	users    Remembered[[]User]
	settings Remembered[Settings]
}

// Remembered is something that is read at most once. The zero value has not been read
// yet.
type Remembered[T any] struct {
	value T
	read  bool
}

// Set remembers what was read elsewhere.
func (r *Remembered[T]) Set(v T) { r.value, r.read = v, true }

// Or returns what is remembered, or otherwise what load returns, which is remembered
// from then on unless load failed.
func (r *Remembered[T]) Or(load func() (T, error)) (T, error) {
	if r.read {
		return r.value, nil
	}
	v, err := load()
	if err == nil {
		r.Set(v)
	}
	return v, err
}

// Memory is what somebody has read during one request, M saying what that may be. The
// zero value is of somebody who is kept longer, and remembers nothing.
type Memory[M any] struct{ read *M }

// NewMemory returns a memory for one request.
func NewMemory[M any]() Memory[M] { return Memory[M]{new(M)} }

// Recall returns what is remembered; of the zero value a new M each time, which is
// nothing.
func (m Memory[M]) Recall() *M {
	if m.read == nil {
		return new(M)
	}
	return m.read
}

// Forget makes everything be read anew the next time.
func (m Memory[M]) Forget() {
	if m.read != nil {
		*m.read = *new(M)
	}
}

// Once returns the actor for one request. It reads people, offices and settings only
// once, forgets what its own changes may have altered, and does not see what others
// change meanwhile. So it must not outlive the request; longer work uses [Actor.For].
// It may be used by one goroutine at a time.
func (d *Actor) Once(u User) *Actor {
	return &Actor{Store: d.Store, user: u, memory: NewMemory[memory]()}
}

// Begin is [Actor.Once] for a user whose settings were read together with the account.
func (d *Actor) Begin(u User, s Settings) *Actor {
	out := d.Once(u)
	out.memory.Recall().settings.Set(s)
	return out
}

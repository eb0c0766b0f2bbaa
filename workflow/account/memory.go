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

// recall returns what the actor remembers; for an actor that is kept, a new memory each
// time, which is nothing.
func (d *Actor) recall() *memory {
	if d.memory == nil {
		return &memory{}
	}
	return d.memory
}

// forget makes the actor read everything anew the next time.
func (d *Actor) forget() {
	if d.memory != nil {
		*d.memory = memory{}
	}
}

// Once returns the actor for one request. It reads people, offices and settings only
// once, forgets what its own changes may have altered, and does not see what others
// change meanwhile. So it must not outlive the request; longer work uses [Actor.For].
// It may be used by one goroutine at a time.
func (d *Actor) Once(u User) *Actor { return &Actor{Store: d.Store, user: u, memory: &memory{}} }

// Begin is [Actor.Once] for a user whose settings were read together with the account.
func (d *Actor) Begin(u User, s Settings) *Actor {
	out := d.Once(u)
	out.memory.settings.Set(s)
	return out
}

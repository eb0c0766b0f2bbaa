package account

// memory is what the actor of one request has read.
type memory struct {
	offices  Remembered[[]Office]
	users    Remembered[[]User]
	settings Remembered[Settings]
}

// Remembered is something that is read at most once. The zero value has not been
// read.
type Remembered[T any] struct {
	value T
	read  bool
}

// Set is what was read.
func (r *Remembered[T]) Set(v T) { r.value, r.read = v, true }

// Or is what is remembered, or else what load gives, which is remembered from
// then on unless it failed.
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

// recall is what the actor remembers: one that is kept, nothing.
func (d *Actor) recall() *memory {
	if d.memory == nil {
		return &memory{}
	}
	return d.memory
}

// forget makes the actor read everything anew.
func (d *Actor) forget() {
	if d.memory != nil {
		*d.memory = memory{}
	}
}

// Once is the actor for one request: it reads only once who works where and the
// settings, forgets what its own changes may have changed, and does not see what
// others change meanwhile. So it is thrown away with the request; work that goes
// on longer takes [Actor.For]. One goroutine at a time may use it.
func (d *Actor) Once(u User) *Actor { return &Actor{Store: d.Store, user: u, memory: &memory{}} }

// Begin is [Actor.Once] for a user whose settings were read with the account.
func (d *Actor) Begin(u User, s Settings) *Actor {
	out := d.Once(u)
	out.memory.settings.Set(s)
	return out
}

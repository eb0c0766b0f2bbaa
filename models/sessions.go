package models

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Sessions keeps who is signed in. Only the hash of a token is stored: whoever
// reads the database cannot sign in with what he finds.
//
// While the database cannot be written, what would be is held in memory, so that people
// can sign in to look, and out again.
type Sessions struct {
	store *Store
	now   func() time.Time

	mu   sync.Mutex
	held map[string]heldSession // by hash
}

// heldSession is a session that is not in the database as it should be. One without an
// expiry has ended.
type heldSession struct {
	data   []byte
	expiry time.Time
}

// Sessions is the place for sessions; now tells which of them have expired.
func (s *Store) Sessions(now func() time.Time) *Sessions {
	return &Sessions{store: s, now: now, held: map[string]heldSession{}}
}

// hold keeps a session in memory if err says that it cannot be written, and forgets what
// was held of it if it was written. Other errors it returns.
func (p *Sessions) hold(err error, token string, h heldSession) error {
	barred := p.store.barred(err)
	if err != nil && !barred {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.held, hashed(token))
	if barred {
		p.held[hashed(token)] = h
	}
	return nil
}

// holds is what is held of a session.
func (p *Sessions) holds(token string) (heldSession, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h, ok := p.held[hashed(token)]
	return h, ok
}

// ended are the hashes of the sessions that have ended in memory only. It forgets those
// that have expired there.
func (p *Sessions) ended() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for hash, h := range p.held {
		switch {
		case h.expiry.IsZero():
			out = append(out, hash)
		case !h.expiry.After(p.now()):
			delete(p.held, hash)
		}
	}
	return out
}

// sessionRow is one row of sessions.
type sessionRow struct {
	TokenHash string `gorm:"primaryKey"` // SHA-256 of the cookie's token, in hexadecimal
	Data      string // base64: PostgreSQL's text holds no zero bytes
	Expiry    string
}

// TableName implements GORM's Tabler.
func (sessionRow) TableName() string { return "sessions" }

// hashed is what is stored of a token. A plain hash is enough, as tokens are random.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FindCtx gives the data of a session; found is false if there is none or it has
// expired.
func (p *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	if h, ok := p.holds(token); ok {
		return h.data, h.expiry.After(p.now()), nil
	}
	var rows []sessionRow
	err = p.store.read.WithContext(ctx).Where("token_hash = ? AND expiry > ?", hashed(token), moment(p.now())).
		Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, false, wrap(err)
	}
	data, err = base64.StdEncoding.DecodeString(rows[0].Data)
	return data, err == nil, err
}

// CommitCtx saves the data of a session, replacing any there was.
func (p *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	r := sessionRow{hashed(token), base64.StdEncoding.EncodeToString(data), moment(expiry)}
	err := p.store.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&r).Error
	})
	return p.hold(err, token, heldSession{data, expiry})
}

// DeleteCtx ends a session; there need not be one.
func (p *Sessions) DeleteCtx(ctx context.Context, token string) error {
	err := p.store.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Where("token_hash = ?", hashed(token)).Delete(&sessionRow{}).Error
	})
	return p.hold(err, token, heldSession{})
}

// DeleteExpired deletes the sessions that have expired. They are refused even before.
// Those that ended while nothing could be written go with them.
func (p *Sessions) DeleteExpired(ctx context.Context) error {
	ended := append([]string{""}, p.ended()...)
	return p.store.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Where("expiry <= ? OR token_hash IN ?", moment(p.now()), ended).Delete(&sessionRow{}).Error
	})
}

// Find is [Sessions.FindCtx] without a context.
func (p *Sessions) Find(token string) ([]byte, bool, error) {
	return p.FindCtx(context.Background(), token)
}

// Commit is [Sessions.CommitCtx] without a context.
func (p *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return p.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is [Sessions.DeleteCtx] without a context.
func (p *Sessions) Delete(token string) error { return p.DeleteCtx(context.Background(), token) }

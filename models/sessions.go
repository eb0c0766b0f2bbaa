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

	"gongkai/workflow/account"
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

	UserName   string // account, "" before somebody has signed in
	RemoteAddr string // address it began at
	Agent      string // what the browser said of itself
	Began      string // when somebody signed in, "" for nobody has
	Seen       string // when its data was last saved
	Entry      string // its name among the sign-ins of the person
	Stamp      string // of the account as it was then
	Ended      bool   // from another session; it stays until it expires
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
	err = p.store.read.WithContext(ctx).
		Where("token_hash = ? AND expiry > ? AND NOT ended", hashed(token), moment(p.now())).
		Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, false, wrap(err)
	}
	data, err = base64.StdEncoding.DecodeString(rows[0].Data)
	return data, err == nil, err
}

// CommitCtx saves the data of a session, replacing any there was. A session that was
// ended meanwhile stays ended.
func (p *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	r := sessionRow{TokenHash: hashed(token), Data: base64.StdEncoding.EncodeToString(data),
		Expiry: moment(expiry), Seen: moment(p.now())}
	err := p.store.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "token_hash"}},
			DoUpdates: clause.AssignmentColumns([]string{"data", "expiry", "seen"}),
			Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "NOT sessions.ended"}}},
		}).Create(&r).Error
	})
	return p.hold(err, token, heldSession{data, expiry})
}

// Key names the session of a token.
func (p *Sessions) Key(token string) string { return hashed(token) }

// Begin keeps who signed in with the token, before there is any data. It ends at expiry.
func (p *Sessions) Begin(ctx context.Context, token string, s account.Session, expiry time.Time) error {
	if !readable(s.Agent + s.From) {
		s.Agent = ""
	}
	r := sessionRow{TokenHash: hashed(token), Expiry: moment(expiry), UserName: s.User, RemoteAddr: s.From,
		Agent: s.Agent, Began: moment(s.Began), Seen: moment(s.Began), Entry: s.Entry, Stamp: s.Stamp}
	return p.store.changeUnasked(ctx, func(tx *gorm.DB) error { return tx.Create(&r).Error })
}

// Of returns the sessions of an account that have not ended, the last used first. Some
// of them the rules may no longer let in.
func (p *Sessions) Of(ctx context.Context, user string) ([]account.Session, error) {
	var rows []sessionRow
	err := p.store.read.WithContext(ctx).
		Where("user_name = ? AND expiry > ? AND NOT ended", user, moment(p.now())).
		Order("seen DESC, token_hash").Find(&rows).Error
	if err != nil {
		return nil, wrap(err)
	}
	return readAll(rows, sessionRow.session)
}

func (r sessionRow) session() (account.Session, error) {
	out := account.Session{Key: r.TokenHash, User: r.UserName, From: r.RemoteAddr, Agent: r.Agent,
		Entry: r.Entry, Stamp: r.Stamp}
	var err error
	if out.Began, err = perhapsOf(r.Began); err == nil {
		out.Seen, err = perhapsOf(r.Seen)
	}
	return out, err
}

// End ends those of the account's sessions that are named. Keys of others do nothing.
func (p *Sessions) End(ctx context.Context, user string, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	return p.store.change(ctx, func(tx *gorm.DB) error {
		return tx.Model(&sessionRow{}).Where("user_name = ? AND token_hash IN ?", user, keys).
			Updates(map[string]any{"ended": true, "data": ""}).Error
	})
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

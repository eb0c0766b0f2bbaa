package models

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Sessions keeps who is signed in. Only the hash of a token is stored: whoever
// reads the database cannot sign in with what he finds.
type Sessions struct {
	store *Store
	now   func() time.Time
}

// Sessions is the place for sessions; now tells which of them have expired.
func (s *Store) Sessions(now func() time.Time) *Sessions { return &Sessions{s, now} }

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
	return p.store.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&r).Error
	})
}

// DeleteCtx ends a session; there need not be one.
func (p *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return p.store.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Where("token_hash = ?", hashed(token)).Delete(&sessionRow{}).Error
	})
}

// DeleteExpired deletes the sessions that have expired. They are refused even before.
func (p *Sessions) DeleteExpired(ctx context.Context) error {
	return p.store.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Where("expiry <= ?", moment(p.now())).Delete(&sessionRow{}).Error
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

package handlers

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"gongkai/workflow/account"
)

// memSessions is a [SessionStore] in memory.
type memSessions struct {
	*memstore.MemStore
	mu  sync.Mutex
	all []account.Session
}

func newSessions() *memSessions { return &memSessions{MemStore: memstore.New()} }

func (m *memSessions) Key(token string) string { return token }

func (m *memSessions) Begin(_ context.Context, token string, s account.Session, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s.Key, s.Seen = token, s.Began
	m.all = append(m.all, s)
	return nil
}

func (m *memSessions) Of(_ context.Context, user string) (out []account.Session, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.all {
		if _, found, _ := m.Find(s.Key); found && s.User == user {
			out = append(out, s)
		}
	}
	return out, nil
}

func (m *memSessions) End(_ context.Context, user string, keys ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.all {
		if s.User == user && slices.Contains(keys, s.Key) {
			if err := m.Delete(s.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

var sessionKey = regexp.MustCompile(`name="key" value="([^"]*)"`)

// A person sees where the own account is signed in, ends one of these, or all but the
// one that reads; another's stay, whatever key is sent.
func TestOwnSessions(t *testing.T) {
	s := newSite(t)
	here, there, third, other := s.as("jingban"), s.as("jingban"), s.as("jingban"), s.as("shenhe")
	page := here.get("/sessions")
	page.has(t, "the list", "共 3 处", "当前这一处", "127.0.0.1", "结束其他各处的登录")
	keys := sessionKey.FindAllStringSubmatch(page.body, -1)
	if len(keys) != 2 {
		t.Fatalf("%d sessions can be ended, want the two others", len(keys))
	}
	other.get("/sessions")
	other.post("/sessions", "do", "end", "key", keys[0][1]).want(t, "another person", http.StatusSeeOther)
	there.get("/applications").want(t, "after another person's try", http.StatusOK)
	here.post("/sessions", "do", "end", "key", keys[0][1]).want(t, "end one", http.StatusSeeOther)
	here.get("/sessions").has(t, "the list afterwards", "共 2 处", "已结束别处的登录")
	here.post("/sessions", "do", "others").want(t, "end the others", http.StatusSeeOther)
	for what, b := range map[string]*browser{"one": there, "another": third} {
		b.get("/applications").want(t, what, http.StatusSeeOther)
	}
	here.get("/applications").want(t, "the one that ended them", http.StatusOK)
	other.get("/applications").want(t, "another person", http.StatusOK)
	if got := s.logged(account.OperationQuery{Kind: account.SessionEnded}); len(got) != 2 {
		t.Errorf("the log says %q, want two lines", got)
	}
}

// The administrator sees how often somebody is signed in, and ends all of it.
func TestEndSessionsOfUser(t *testing.T) {
	s := newSite(t)
	admin, clerk := s.as("guanli"), s.as("jingban")
	s.as("jingban")
	admin.get("/users/jingban").has(t, "the account", "正在登录", "2 处", "结束登录")
	admin.post("/users/jingban", "do", "end").want(t, "end", http.StatusSeeOther)
	clerk.get("/applications").want(t, "the clerk", http.StatusSeeOther)
	admin.get("/users/jingban").has(t, "the account afterwards", "0 处")
	s.as("jingban").get("/applications").want(t, "the clerk again", http.StatusOK)
}

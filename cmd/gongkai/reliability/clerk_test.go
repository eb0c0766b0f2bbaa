//go:build reliability

package reliability

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// browser is a person who is signed in. Many clerks may share one: what counts is who
// saves at the same time, not whose name it is.
type browser struct {
	door   *entrance
	client *http.Client
	csrf   string
}

var formToken = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// newBrowser is a browser of nobody yet.
func newBrowser(t *testing.T, door *entrance) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{door: door, client: &http.Client{Jar: jar, Timeout: 30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signIn signs a person in.
func signIn(t *testing.T, door *entrance, name string) *browser {
	t.Helper()
	b := newBrowser(t, door)
	page := b.must(t, "GET", "/sign-in", nil)
	m := formToken.FindSubmatch(page)
	if m == nil {
		t.Fatalf("no form to sign in: %s", page)
	}
	b.must(t, "POST", "/sign-in", url.Values{"csrf": {string(m[1])}, "name": {name}, "password": {password}})
	var who struct{ CSRF, User string }
	if err := json.Unmarshal(b.must(t, "GET", "/api/session", nil), &who); err != nil || who.User != name {
		t.Fatalf("signed in as %q (%v), want %s", who.User, err, name)
	}
	b.csrf = who.CSRF
	return b
}

// must sends a request that has to be answered well.
func (b *browser) must(t *testing.T, method, path string, form url.Values) []byte {
	t.Helper()
	status, body := b.send(t, method, path, form)
	if status >= 400 {
		t.Fatalf("%s %s: status %d\n%s", method, path, status, body)
	}
	return []byte(body)
}

// send sends a request that has to be answered.
func (b *browser) send(t *testing.T, method, path string, form url.Values) (status int, body string) {
	t.Helper()
	at, err := b.door.address(path)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, at, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// post sends one object to the API. Status 0: no answer came, and nobody knows what
// was saved.
func (b *browser) post(path string, object map[string]any) (status int, body []byte) {
	text, _ := json.Marshal(object) // texts and numbers
	at, err := b.door.address(path)
	if err != nil {
		return 0, nil
	}
	req, err := http.NewRequest("POST", at, bytes.NewReader(text))
	if err != nil {
		return 0, nil
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-CSRF-Token", b.csrf)
	res, err := b.client.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(res.Body); err != nil {
		return 0, nil
	}
	return res.StatusCode, body
}

// saved is what the API says of an application after a step.
type saved struct {
	ID      int64
	Number  string
	Version int
}

// crew are clerks at work: each logs applications and takes them some steps further,
// and repeats what got no answer until it gets one, as a person does who presses the
// button again. A clerk's next move waits for the one before.
type crew struct {
	clerk, head *browser
	today       string
	history     *history
	bereft      bool // a control: what was saved may be gone, and the next step finds nothing
	stop        chan struct{}
	all         sync.WaitGroup
}

// newCrew signs a clerk and a head in.
func newCrew(t *testing.T, door *entrance, h *history) *crew {
	t.Helper()
	return &crew{clerk: signIn(t, door, "jia"), head: signIn(t, door, "yi"), history: h,
		today: time.Now().In(time.FixedZone("", 8*60*60)).Format(time.DateOnly)}
}

// work puts n clerks to work until they rest.
func (c *crew) work(t *testing.T, n int) {
	c.stop = make(chan struct{})
	for range n {
		c.all.Go(func() { c.days(t, rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))) })
	}
}

// rest lets each clerk finish what is under way, and sends them home.
func (c *crew) rest() {
	close(c.stop)
	c.all.Wait()
}

// days is the work of one clerk: about six saves in ten log an application.
func (c *crew) days(t *testing.T, luck *rand.Rand) {
	for {
		select {
		case <-c.stop:
			return
		default:
		}
		token := fmt.Sprintf("%016x%016x", luck.Uint64(), luck.Uint64())
		app, ok := c.save(t, c.clerk, "/api/applications", map[string]any{
			"token": token, "channel": "in_person", "kind": "person", "name": "张某",
			"content": "河曲镇第" + token[:6] + "号地块的征收补偿方案", "arrived": c.today})
		if ok && luck.IntN(10) < 3 {
			c.answer(t, app, luck.IntN(2) == 0)
		}
	}
}

// answer takes an application to its draft, or all the way to its answer.
func (c *crew) answer(t *testing.T, app saved, whole bool) {
	steps := []struct {
		who  *browser
		with map[string]any
	}{
		{c.clerk, map[string]any{"event": "draft_answer", "outcome": "granted"}},
		{c.clerk, map[string]any{"event": "submit"}},
		{c.head, map[string]any{"event": "answer", "letter": "示公开复〔" + app.Number + "〕号"}},
	}
	if !whole {
		steps = steps[:1]
	}
	for _, s := range steps {
		s.with["on"], s.with["version"], s.with["token"] = c.today, app.Version, fmt.Sprintf("%016x", rand.Uint64())
		var ok bool
		path := fmt.Sprintf("/api/applications/%d/events", app.ID)
		if app, ok = c.save(t, s.who, path, s.with); !ok {
			return
		}
	}
}

// pause is how long a clerk waits before pressing the button again.
const pause = 20 * time.Millisecond

// save saves one thing, again and again until there is an answer, and notes it.
func (c *crew) save(t *testing.T, who *browser, path string, object map[string]any) (app saved, ok bool) {
	for repeats := 0; repeats < int(patience/pause); repeats++ {
		status, body := who.post(path, object)
		switch status {
		case 0, http.StatusServiceUnavailable:
			c.history.refused(status, body)
			time.Sleep(pause)
		case http.StatusOK, http.StatusCreated:
			if err := json.Unmarshal(body, &app); err != nil {
				t.Errorf("%s %v: %v\n%s", path, object, err, body)
				return app, false
			}
			event, _ := object["event"].(string)
			c.history.acknowledge(ack{app, cmp.Or(event, "receive"), object["token"].(string), repeats > 0})
			return app, true
		default:
			if c.bereft {
				return app, false
			}
			t.Errorf("%s %v, sent %d times: status %d\n%s", path, object, repeats+1, status, body)
			return app, false
		}
	}
	t.Errorf("%s %v: no answer in %s", path, object, patience)
	return app, false
}

package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"

	"gongkai/handlers"
	"gongkai/models"
	"gongkai/models/durability"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// Run serves the web application until the program is told to stop. A demonstration
// lives in a temporary directory, whatever --data and --db say, and goes with it.
func (c *serveCommand) Run(p *program) error {
	if c.Demo {
		place, err := os.MkdirTemp("", "gongkai-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(place) //nolint:errcheck // what stays of a demo is in the directory for temporary files
		p.cli.Data, p.cli.DB = place, ""
	}
	if durability.Unsafe {
		p.warn("这是为试验而故意会丢失数据的程序，不能用于办理")
	}
	log := c.logger(p.stderr)
	release, err := p.alone()
	if err != nil {
		return err
	}
	defer release()
	store, err := models.Open(p.ctx, p.dsn(), models.Options{Log: log, Hash: p.hash(), Examine: true})
	if err != nil {
		return err
	}
	return errors.Join(c.serve(p, store, log), store.Close())
}

// alone keeps a second server away from the same SQLite file; release ends that. Any
// number of servers may share PostgreSQL.
func (p *program) alone() (release func(), err error) { return models.Lock(p.dsn()) }

// serve listens before anything is announced, and serves. Meanwhile the database is
// checked beside.
func (c *serveCommand) serve(p *program, store *models.Store, log *slog.Logger) error {
	own, err := c.identity(log)
	if err != nil {
		return err
	}
	listener, err := listen(c.Addr)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server closes it too; a second time does nothing
	if err := c.admit(listener.Addr()); err != nil {
		return err
	}
	desk := desks.New(store)
	if c.Demo {
		if err := c.invent(p, store); err != nil {
			return err
		}
	}
	code, err := p.setupCode(store)
	if err != nil {
		return err
	}
	key, err := p.signingKey()
	if err != nil {
		return err
	}
	sessions := store.Sessions(p.now)
	site := handlers.Server{
		Desk:      desk,
		Sessions:  sessions,
		Now:       p.now,
		Log:       log,
		SetupCode: code,
		Version:   release(),
		Lang:      p.cli.Lang,
		Demo:      c.Demo,
		Key:       key,
	}
	keeper := newBackupKeeper(p, store, log)
	site.Backups = keeper
	c.expose(&site, listener.Addr(), own)
	stop, err := c.measure(p, store, &site)
	if err != nil {
		return err
	}
	defer stop()
	c.announce(p, listener.Addr(), code)
	handler := site.Handler()
	// On SQLite this is the only server, so a job under way can only be one that an
	// earlier run left behind.
	site.Recover(p.ctx, strings.HasPrefix(p.dsn(), "sqlite:"))
	go site.Tend(p.ctx)
	go keeper.tend()
	defer p.watched(store, log)()
	audit := nightAudit{store: store, key: key, now: p.now, log: log}
	go p.duties(store, log, []duty{
		{"delete expired sessions", everyHour, sessions.DeleteExpired},
		{"forget places of strangers", everyHour,
			func(ctx context.Context) error { return store.ForgetPlaces(ctx, p.now()) }},
		{"erase files of jobs", everyHour, func(ctx context.Context) error { site.Clear(ctx); return nil }},
		{"audit everything", c.VerifyAt.passed, audit.check},
	})
	defer p.rest(&site)
	server := newServer(handler, log)
	if own != nil {
		server.TLSConfig = own.config()
	}
	return p.until(listener, server)
}

// announce tells where the program can be found, and the setup code if there is one.
func (c *serveCommand) announce(p *program, addr net.Addr, code string) {
	here := map[bool]string{true: "https://", false: "http://"}[c.TLSCert != ""] + addr.String()
	seen := cmp.Or(string(c.PublicURL), here)
	if code != "" {
		p.say("还没有系统管理员。请打开 %s/setup，用一次性代码 %s 建立", seen, code)
	}
	if c.PublicURL != "" {
		p.say("浏览器从 %s 访问", c.PublicURL)
	}
	if c.plain(addr) {
		p.say("警示：没有 HTTPS，密码和内容在网络上明文传输")
	}
	p.say("在 %s 提供服务，按 Ctrl+C 停止", here)
}

// invent fills the empty database with the made-up county and prints the logins.
func (c *serveCommand) invent(p *program, store desks.Store) error {
	d := newDemo(store, p.now())
	if err := d.make(p.ctx); err != nil {
		return err
	}
	p.say("示例县是虚构的，数据在停止服务时删除。登录名（密码都是 %s）：", demoPassword)
	for _, u := range demoUsers {
		p.say("  %-8s %s，%s", u.name, u.role.Powers().Label, demoOffice(u.office).Name)
	}
	return nil
}

// setupCode is a code for creating the first administrator; "" if there is one. Only
// whoever started the program sees it, and every start makes another.
func (p *program) setupCode(store desks.Store) (string, error) {
	users, err := store.Users(p.ctx)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(users, func(u account.User) bool { return u.Role == account.Admin && !u.Disabled }) {
		return "", nil
	}
	return rand.Text()[:12], nil
}

// listen listens on an address, and says in words why it cannot.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &fault.Error{
			Kind: fault.Unavailable,
			What: "地址 " + addr + " 已被别的程序占用",
			Next: "请用 --addr 换一个端口，或者先停止那个程序",
		}
	case err != nil:
		return nil, &fault.Error{
			Kind: fault.Unavailable,
			What: "不能监听地址 " + addr + "（" + err.Error() + "）",
			Next: "请核对 --addr",
		}
	}
	return l, nil
}

// newServer is the server of a site, with the patience of this program and headers of
// at most 64 kB.
func newServer(site http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           patient(site),
		ReadHeaderTimeout: headTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// until serves until the program is told to stop, and then gives requests under way
// stopTime to finish.
func (p *program) until(l net.Listener, server *http.Server) error {
	failed := make(chan error, 1)
	go func() {
		if server.TLSConfig != nil {
			failed <- server.ServeTLS(l, "", "") // the files are those of the configuration
			return
		}
		failed <- server.Serve(l)
	}()
	select {
	case err := <-failed:
		return err
	case <-p.ctx.Done():
	}
	p.say("正在停止")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), stopTime) // p.ctx has ended already
	defer cancel()
	return server.Shutdown(ctx)
}

// rest stops the jobs under way and waits for them, at most stopTime.
func (p *program) rest(site *handlers.Server) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), stopTime)
	defer cancel()
	site.Rest(ctx)
}

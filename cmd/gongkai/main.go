// Command gongkai is the whole program: the web application, and the command line
// that scripts and scheduled jobs rely on. It reads the clock, the environment and
// the arguments, and decides nothing about the law.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"gongkai/workflow/fault"
)

// version is set by the build, with -X; "" in a build without it.
var version = ""

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, env{os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.LookupEnv, time.Now}))
}

// within is the moment until which the network may wait. It goes by the clock of the
// machine, whatever day the program is told it is.
func within(d time.Duration) time.Time { return time.Now().Add(d) }

// env is everything the program takes from outside, so that tests can give it.
type env struct {
	args           []string // without the name of the program
	stdin          io.Reader
	stdout, stderr io.Writer
	lookup         func(string) (string, bool) // as os.LookupEnv
	now            func() time.Time            // what day it is, for everything the law dates
}

// The exit statuses that scripts rely on.
const (
	done    = 0
	refused = 1 // or something was found
	misused = 2
)

// errFound ends a command, with status 1, that found something and has already said
// what.
var errFound = errors.New("found something")

// misuse is an error in how the program was called: status 2.
type misuse struct{ text string }

// Error gives the text, which says what is wrong and not that something is.
func (m misuse) Error() string { return m.text }

// run is one run of the program. It returns the exit status.
func run(ctx context.Context, e env) int {
	p := &program{ctx: fault.Watch(ctx), env: e}
	exited := -1 // kong asks to exit, with this status, once it has printed the help
	parser, err := kong.New(&p.cli, kong.Name("gongkai"), kong.Description(description),
		kong.Writers(e.stdout, e.stderr), kong.Exit(func(code int) { exited = code }),
		kong.UsageOnError(), kong.Resolvers(fromEnvironment(e.lookup)), kong.ShortUsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{NoExpandSubcommands: true}))
	if err != nil {
		return p.end(fmt.Errorf("build the command line: %w", err))
	}
	if err := own(parser.Model); err != nil {
		return p.end(err)
	}
	parsed, err := parser.Parse(e.args)
	if exited >= 0 { // help was asked for
		return exited
	}
	if err != nil {
		return p.end(misuse{err.Error()})
	}
	p.parsed = parsed
	if err := parsed.Run(p); err != nil {
		return p.end(err)
	}
	return p.end(p.unsaid)
}

// end says on standard error what went wrong, and returns the exit status.
func (p *program) end(err error) int {
	m := misuse{}
	switch {
	case err == nil:
		return done
	case errors.Is(err, errFound):
		return refused
	case errors.As(err, &m):
		p.warn("用法不对：%s\n运行 gongkai --help 查看用法", m.text)
		return misused
	}
	p.warn("%s", plain(err))
	if fault.HasSaved(p.ctx) && fault.SavingOf(err) == fault.Untold && fault.KindOf(err) == fault.Unavailable {
		p.warn("%s。", fault.WasSaved)
	}
	return refused
}

// plain is what people read of an error: the words of a [fault.Error], and of a fault
// of ours everything, as whoever runs commands can do something about it.
func plain(err error) string {
	if e := (*fault.Error)(nil); errors.As(err, &e) {
		return e.Error()
	}
	return "出错了：" + err.Error()
}

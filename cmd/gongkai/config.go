package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// own removes the env tags from the model, once the help shows them and each flag has
// its Envs. kong would otherwise look them up in the environment of the process
// rather than in the one given to this run.
func own(model *kong.Application) error {
	return kong.Visit(model, func(node kong.Visitable, next kong.Next) error {
		if v, ok := node.(*kong.Value); ok {
			v.Tag.Envs = nil
		}
		return next(nil)
	})
}

// fromEnvironment gives flags with an env tag the value of their variable. A flag on
// the command line takes precedence; an empty variable counts as none.
func fromEnvironment(lookup func(string) (string, bool)) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			if v, ok := lookup(name); ok && v != "" {
				return v, nil
			}
		}
		return nil, nil
	})
}

// setting is a value and where it came from.
type setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"` // flag, GONGKAI_…, default
}

// Run prints every setting, that is, every flag that has a variable, with its source.
func (c *configCommand) Run(p *program) error {
	var out []setting
	for _, flag := range p.parsed.Flags() {
		if len(flag.Envs) > 0 {
			out = append(out, setting{flag.Name, p.value(flag), p.source(flag)})
		}
	}
	if c.JSON {
		return p.json(out)
	}
	for _, s := range out {
		p.say("%-13s %s（%s）", s.Name, s.Value, sourceWords(s.Source))
	}
	return nil
}

// value is what a setting amounts to, without any password in it.
func (p *program) value(flag *kong.Flag) string {
	if flag.Name == "db" {
		return withoutPassword(p.dsn())
	}
	return fmt.Sprint(p.parsed.FlagValue(flag))
}

// source is the name of the variable the setting was taken from, "flag" if it was
// given on the command line, or "default".
func (p *program) source(flag *kong.Flag) string {
	for _, at := range p.parsed.Path {
		switch {
		case at.Flag != flag:
		case at.Resolved:
			return flag.Envs[0]
		default:
			return "flag"
		}
	}
	return "default"
}

// sourceWords puts a source into words for people.
func sourceWords(source string) string {
	switch source {
	case "flag":
		return "命令行"
	case "default":
		return "默认"
	}
	return "环境变量 " + source
}

// withoutPassword hides the password of a database address. Any other address stays
// as it is.
func withoutPassword(dsn string) string {
	scheme, rest, ok := strings.Cut(dsn, "://")
	user, host, at := strings.Cut(rest, "@")
	if name, _, secret := strings.Cut(user, ":"); ok && at && secret {
		return scheme + "://" + name + ":…@" + host
	}
	return dsn
}

// Run prints the version of the program and of Go.
func (c *versionCommand) Run(p *program) error {
	if c.JSON {
		return p.json(map[string]string{"version": release(), "go": runtime.Version()})
	}
	p.say("gongkai %s（%s %s/%s）", release(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// release is the version the build set, or else the revision it was built from;
// "unversioned" if neither is known.
func release() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unversioned"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return "unversioned"
}

package main

import (
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// settings are the flags that may also come from the environment, as GONGKAI_
// and the name in capitals.
var settings = []string{"data", "db", "lang", "addr"}

func variable(setting string) string { return "GONGKAI_" + strings.ToUpper(setting) }

// fromEnvironment gives the settings that the environment has. A flag on the
// command line goes before it.
func fromEnvironment(lookup func(string) (string, bool)) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, s := range settings {
			if v, ok := lookup(variable(s)); ok && v != "" && s == flag.Name {
				return v, nil
			}
		}
		return nil, nil
	})
}

// setting is a value with where it came from.
type setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"` // flag, GONGKAI_…, default
}

// Run prints every setting with its source.
func (c *configCommand) Run(p *program) error {
	values := map[string]string{"data": p.cli.Data, "db": p.dsn(), "lang": p.cli.Lang, "addr": c.Addr}
	var out []setting
	for _, s := range settings {
		out = append(out, setting{s, withoutPassword(values[s]), p.source(s)})
	}
	if c.JSON {
		return p.json(out)
	}
	for _, s := range out {
		p.say("%-5s %s（%s）", s.Name, s.Value, sourceWords(s.Source))
	}
	return nil
}

// source tells whether the setting was given on the command line, in the
// environment, or not at all.
func (p *program) source(name string) string {
	for _, at := range p.parsed.Path {
		if at.Flag != nil && at.Flag.Name == name && !at.Resolved {
			return "flag"
		}
	}
	if v, ok := p.lookup(variable(name)); ok && v != "" {
		return variable(name)
	}
	return "default"
}

func sourceWords(source string) string {
	switch source {
	case "flag":
		return "命令行"
	case "default":
		return "默认"
	}
	return "环境变量 " + source
}

// withoutPassword hides the password of a database address.
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

// release is the version that the build set, else the revision it is of.
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

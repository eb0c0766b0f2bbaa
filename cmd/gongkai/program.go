package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"gongkai/models"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

// program is one run: what came from outside and what was asked for.
type program struct {
	env
	ctx    context.Context // ends when the program is told to stop
	cli    commands        // the flags and arguments as parsed
	parsed *kong.Context   // where each of them came from
	unsaid error           // the first that say ran into, nil for none
}

// dsn names the database: the one given, or the file in the data directory.
func (p *program) dsn() string {
	if p.cli.DB != "" {
		return p.cli.DB
	}
	return "sqlite:" + filepath.Join(p.cli.Data, "gongkai.db")
}

// hash is the algorithm of what is newly written.
func (p *program) hash() ledger.Algorithm { return ledger.Algorithm(p.cli.Hash) }

// withStore opens the database for as long as do runs. An empty place gets its schema.
// The desk is that of the operator, who may do everything in every office.
func (p *program) withStore(do func(*models.Store, *desks.Set) error) error {
	store, err := models.Open(p.ctx, p.dsn(), models.Options{Hash: p.hash()})
	if err != nil {
		return err
	}
	desk := desks.New(store)
	return errors.Join(do(store, desk.For(account.Operator)), store.Close())
}

// withDesk is withStore for commands that need only the desk.
func (p *program) withDesk(do func(*desks.Set) error) error {
	return p.withStore(func(_ *models.Store, desk *desks.Set) error { return do(desk) })
}

// say prints a line of the result, for people. If it cannot, the command fails at its
// end.
func (p *program) say(format string, args ...any) {
	if _, err := fmt.Fprintf(p.stdout, format+"\n", args...); err != nil && p.unsaid == nil {
		p.unsaid = fault.Errorf(fault.Unavailable, "结果未能全部输出（%v）", err)
	}
}

// warn prints a line beside the result, so that it does not get into a file or pipe.
// If it cannot, there is no place left to say so.
func (p *program) warn(format string, args ...any) {
	_, _ = fmt.Fprintf(p.stderr, format+"\n", args...)
}

// json prints the result for programs, on one line.
func (p *program) json(v any) error {
	e := json.NewEncoder(p.stdout)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// open opens a file to read; - is standard input. The caller closes it.
func (p *program) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(p.stdin), nil
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Errorf(fault.NotFound, "没有文件 %s", name)
	}
	if err != nil {
		return nil, fault.Errorf(fault.Unavailable, "不能读取文件 %s（%v）", name, errors.Unwrap(err))
	}
	return f, nil
}

// write writes to a file, or to standard output if the name is empty or -. A file is
// there whole or not at all: it is written beside and then renamed.
func (p *program) write(name string, do func(io.Writer) error) error {
	if name == "" || name == "-" {
		return do(p.stdout)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".gongkai-*")
	if err != nil {
		return fault.Errorf(fault.Unavailable, "不能写入 %s（%v）", name, errors.Unwrap(err))
	}
	defer os.Remove(f.Name()) //nolint:errcheck // after the renaming there is nothing to remove
	if err := errors.Join(do(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

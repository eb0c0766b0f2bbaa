package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/models"
	"gongkai/workflow"
	"gongkai/workflow/storetest"
)

// acknowledged are the IDs of the applications whose saving was confirmed.
type acknowledged struct {
	mu  sync.Mutex
	ids []workflow.ID
}

func (a *acknowledged) add(id workflow.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ids = append(a.ids, id)
}

func (a *acknowledged) now() []workflow.ID {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]workflow.ID(nil), a.ids...)
}

// write logs applications one after the other until ctx ends.
func write(ctx context.Context, t *testing.T, s *models.Store, seed int, done *acknowledged) {
	for n := 0; ctx.Err() == nil; n++ {
		app := storetest.Sample(1, uint64(1000*seed+n))[0]
		app.Number, app.Token = fmt.Sprintf("W%d-%d", seed, n), ""
		app.Journal[0].Number = app.Number
		if err := s.Add(context.WithoutCancel(ctx), app); err != nil {
			t.Errorf("writer %d: %v", seed, err)
			return
		}
		done.add(app.ID)
		time.Sleep(writerPause)
	}
}

// Under sixteen writers every backup opens, is proved, and has all that was
// acknowledged before it began; the drill finds the same in it.
func TestBackupUnderLoad(t *testing.T) {
	c := filled(t)
	store, err := models.Open(t.Context(), "sqlite:"+filepath.Join(c.data, "gongkai.db"), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	var done acknowledged
	for seed := range 16 {
		all.Go(func() { write(ctx, t, store, seed+1, &done) })
	}
	for round := range backupRounds {
		before := done.now()
		file := filepath.Join(t.TempDir(), strconv.Itoa(round)+".db")
		made := decode[backupAnswer](t, c.must("backup", file, "--json"))
		drilled := decode[restoreAnswer](t, c.must("restore", file, "--drill", "--json"))
		if drilled.Head != made.Head || drilled.Applications != made.Applications || drilled.Entries != made.Entries {
			t.Errorf("round %d: the drill found %+v, the backup says %+v", round, drilled, made)
		}
		holds(t, file, before)
		time.Sleep(backupPause)
	}
	stop()
	all.Wait()
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	t.Logf("%d backups, %d applications acknowledged meanwhile", backupRounds, len(done.now()))
}

// holds fails unless a backup has every one of the applications.
func holds(t *testing.T, file string, ids []workflow.ID) {
	t.Helper()
	is, err := models.Open(t.Context(), "sqlite:"+file, models.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer is.Close()
	if _, err := is.Many(t.Context(), nil, ids); err != nil {
		t.Errorf("%s lacks some of %d applications that were acknowledged before: %v", file, len(ids), err)
	}
}

// childArgs is the variable in which a test gives a process of its own the command
// line that it is to run.
const childArgs = "GONGKAI_TEST_COMMAND_LINE"

// In a process that another test has started, and will kill, this is the program.
func TestBackupProcess(t *testing.T) {
	args := os.Getenv(childArgs)
	if args == "" {
		args = "version" // started as a test, it only shows that it runs the program
	}
	status := run(t.Context(), env{strings.Split(args, "\n"), strings.NewReader(""), os.Stdout, os.Stderr, os.LookupEnv,
		func() time.Time { return testNow }})
	if status != done {
		t.Errorf("gongkai %q: status %d, want %d", args, status, done)
	}
}

// killed runs a command in a process of its own and kills it after a time, if it has
// not ended by then.
func killed(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestBackupProcess$")
	cmd.Env = append(os.Environ(), childArgs+"="+strings.Join(args, "\n"))
	_ = cmd.Run() // how it ends is the question
}

// lasts is how long a command takes in a process of its own.
func lasts(t *testing.T, args ...string) time.Duration {
	t.Helper()
	began := time.Now() //nolint:forbidigo // how long to wait before killing, nothing is judged by it
	killed(t, time.Minute, args...)
	return time.Since(began)
}

// A backup that is killed at any moment leaves the database as it was and either a
// sound backup or none; the next one is made.
func TestKillDuringBackup(t *testing.T) {
	c, dir := filled(t), t.TempDir()
	was := headOf(t, c)
	whole := lasts(t, "--data", c.data, "backup", filepath.Join(dir, "whole.db"))
	for round := range killRounds {
		file := filepath.Join(dir, strconv.Itoa(round)+".db")
		killed(t, whole*time.Duration(round+1)/time.Duration(killRounds+1), "--data", c.data, "backup", file)
		if got := headOf(t, c); got.Head != was.Head {
			t.Fatalf("round %d: the database is %+v, want %+v", round, got, was)
		}
		if _, err := os.Stat(file); err == nil {
			c.must("restore", file, "--drill")
		}
	}
	c.must("backup", filepath.Join(dir, "after.db"))
	c.must("restore", filepath.Join(dir, "after.db"), "--drill")
}

// A restore that is killed at any moment leaves what was there or what was to be
// restored, whole, and can be run again.
func TestKillDuringRestore(t *testing.T) {
	c, dir := filled(t), t.TempDir()
	file := filepath.Join(dir, "a.db")
	c.must("backup", file)
	want := headOf(t, c)
	for round := range killRounds {
		place := filled(t)
		grow(t, place)
		was := headOf(t, place)
		args := []string{"--data", place.data, "restore", file, "--replace", strconv.Itoa(was.Applications)}
		whole := 3 * time.Second
		killed(t, whole*time.Duration(round+1)/time.Duration(killRounds+1), args...)
		got := headOf(t, place)
		if got.Head != was.Head && got.Head != want.Head {
			t.Fatalf("round %d: the place holds %+v, want %+v or %+v", round, got, was, want)
		}
		place.must("restore", file, "--replace", strconv.Itoa(got.Applications))
		if got := headOf(t, place); got.Head != want.Head {
			t.Errorf("round %d: after restoring again %+v, want %+v", round, got, want)
		}
	}
}

// grow adds an application.
func grow(t *testing.T, c *console) {
	t.Helper()
	store, err := models.Open(t.Context(), "sqlite:"+filepath.Join(c.data, "gongkai.db"), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	app := storetest.Sample(1, 77)[0]
	app.Number = "X-1"
	app.Journal[0].Number = app.Number
	if err := store.Add(t.Context(), app); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

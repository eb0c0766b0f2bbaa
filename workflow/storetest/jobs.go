package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
)

// withJobs gives two people jobs with these IDs and returns the jobs, those of the
// first person first; the IDs of the second person end in an apostrophe.
func withJobs(t *testing.T, s desks.Store, ids ...job.ID) []job.Job {
	t.Helper()
	addOffices(t, s)
	var out []job.Job
	for _, of := range [][2]string{{"甲", ""}, {"乙", "'"}} {
		ok(t, s.AddUser(ctx, account.User{Name: of[0], Office: "county", Role: account.Clerk}))
		for i, id := range ids {
			j := job.Job{ID: id + job.ID(of[1]),
				Kind: job.Export, Title: "导出台账", User: of[0], Office: "county",
				State: job.Waiting, Added: Written.Add(time.Duration(i) * time.Second)}
			ok(t, s.AddJob(ctx, j))
			out = append(out, j)
		}
	}
	return out
}

// ended returns the job with an end, and with the file that one that is done has.
func ended(j job.Job, state job.State) job.Job {
	j.State, j.Done, j.Total, j.Ended = state, 3, 3, Written.Add(time.Minute)
	j.File = job.File{Name: "台账.csv", Type: "text/csv", Size: 7, SHA256: "ab12", Until: Written.Add(time.Hour)}
	return j
}

// somePieces are not text: a file comes back byte for byte.
var somePieces = [][]byte{{0, 255, '\n'}, []byte("末尾")[:4]}

// content returns the whole file of a job.
func content(s desks.Store, j job.Job) (string, error) {
	var b bytes.Buffer
	err := s.JobFile(ctx, j.User, j.ID, func(p []byte) error { b.Write(p); return nil })
	return b.String(), err
}

// A job waits, runs and is done. What it made is there byte for byte, the newest job
// comes first, and what the person has not seen is counted.
func jobGoes(t *testing.T, s desks.Store) {
	j := withJobs(t, s, "a", "b")[0]
	same := func(doing string, want job.Job) {
		t.Helper()
		if d := cmp.Diff(want, must(s.Job(ctx, j.User, j.ID))(t)); d != "" {
			t.Errorf("%s (-want +got):\n%s", doing, d)
		}
	}
	same("a new job", j)
	unseen := func(doing string, want int) {
		t.Helper()
		if got := must(s.UnseenJobs(ctx, j.User))(t); got != want {
			t.Errorf("%s: %d jobs unseen, want %d", doing, got, want)
		}
	}
	unseen("two that wait", 2)
	for i, at := range []time.Time{Written.Add(time.Second), Written.Add(2 * time.Second)} {
		must(s.SetProgress(ctx, j.ID, i, 3, at))(t)
	}
	j.State, j.Started, j.Done, j.Total = job.Running, Written.Add(time.Second), 1, 3
	same("one that runs", j)
	ok(t, s.SeeJob(ctx, j.User, j.ID))
	unseen("after looking at one that runs", 2)
	end := ended(j, job.Done)
	ok(t, s.FinishJob(ctx, end, somePieces))
	end.File.Kept = true
	same("one that is done", end)
	if got, err := content(s, end); err != nil || got != string(bytes.Join(somePieces, nil)) {
		t.Errorf("the file: got %q (%v), want %q", got, err, bytes.Join(somePieces, nil))
	}
	unseen("one that is done", 2)
	ok(t, s.SeeJob(ctx, j.User, j.ID))
	unseen("after looking at it", 1)
	end.Seen = true
	if got := must(s.SetProgress(ctx, j.ID, 9, 9, Written))(t); got != end {
		t.Errorf("progress after the end: got %+v, want %+v", got, end)
	}
	wantKind(t, "ending it again", s.FinishJob(ctx, ended(j, job.Failed), nil), fault.Conflict)
	wantKind(t, "cancelling it", s.CancelJob(ctx, j.User, j.ID), fault.Conflict)
	wantKind(t, "adding it again", s.AddJob(ctx, j), fault.Conflict)
	same("after all that", end)
	all := must(s.Jobs(ctx, j.User))(t)
	if len(all) != 2 || all[0].ID != "b" || all[1] != end {
		t.Errorf("jobs: got %+v, want b and %+v", all, end)
	}
	j.ID, j.User = "c", "nobody"
	wantKind(t, "a job of nobody", s.AddJob(ctx, j), fault.Invalid)
}

// Cancelling only asks. The job ends as cancelled or failed, without a file even if one
// was made.
func jobEndsBadly(t *testing.T, s desks.Store) {
	jobs := withJobs(t, s, "a", "b")
	for i, state := range []job.State{job.Cancelled, job.Failed} {
		j := jobs[i]
		ok(t, s.CancelJob(ctx, j.User, j.ID))
		if got := must(s.SetProgress(ctx, j.ID, 1, 2, Written))(t); !got.Cancelling || got.State != job.Running {
			t.Errorf("a job asked to stop: got %+v, want one that runs and is asked to stop", got)
		}
		end := ended(j, state)
		end.Reason = "示例"
		ok(t, s.FinishJob(ctx, end, somePieces))
		got := must(s.Job(ctx, j.User, j.ID))(t)
		if got.State != state || got.Reason != "示例" || got.File != (job.File{}) || got.Seen {
			t.Errorf("%s: got %+v, want one without a file", state, got)
		}
		_, err := content(s, j)
		wantKind(t, "the file of one that is "+string(state), err, fault.NotFound)
	}
}

// A register that was tried waits as an import, with its file. Of ten people who import
// it at once one succeeds. After an end without a result it can be imported again,
// after one with a result it cannot.
func jobContinues(t *testing.T, s desks.Store) {
	withJobs(t, s)
	j := job.Job{ID: "t", Kind: job.Try, Title: "试运行",
		User: "甲", Office: "county", State: job.Waiting, Added: Written}
	ok(t, s.AddJob(ctx, j))
	wantContinued := func(doing string, want int) {
		t.Helper()
		var all sync.WaitGroup
		errs := make([]error, 10)
		for i := range errs {
			all.Go(func() { _, errs[i] = s.ContinueJob(ctx, j.User, j.ID, Written) })
		}
		all.Wait()
		for _, err := range errs {
			if err != nil {
				wantKind(t, doing, err, fault.Conflict)
			}
		}
		if got := 10 - len(slices.DeleteFunc(errs, func(err error) bool { return err == nil })); got != want {
			t.Errorf("%s: %d of ten, want %d", doing, got, want)
		}
	}
	wantContinued("before it was tried", 0)
	ok(t, s.FinishJob(ctx, ended(j, job.Done), somePieces))
	_, err := s.ContinueJob(ctx, j.User, j.ID, Written.Add(time.Hour))
	wantKind(t, "taking it in when its time is up", err, fault.Conflict)
	for _, state := range []job.State{job.Cancelled, job.Failed, job.Done} {
		wantContinued("taking it in, before it is "+string(state), 1)
		got := must(s.Job(ctx, j.User, j.ID))(t)
		if got.Kind != job.Import || got.State != job.Waiting || !got.Ended.IsZero() || got.Reason != "" ||
			got.Cancelling || !got.File.Kept {
			t.Errorf("taken in: got %+v, want an import that waits, with its file", got)
		}
		if text := must(content(s, j))(t); text != string(bytes.Join(somePieces, nil)) {
			t.Errorf("its file: got %q", text)
		}
		end := ended(got, state)
		end.Reason, end.File.Size = "示例", int64(len("结果"))
		ok(t, s.CancelJob(ctx, j.User, j.ID))
		ok(t, s.FinishJob(ctx, end, [][]byte{[]byte("结果")}))
	}
	if text := must(content(s, j))(t); text != "结果" {
		t.Errorf("the file of what was taken in: got %q, want 结果", text)
	}
	wantContinued("taking in what is in", 0)
}

// Another person's job does not exist, whatever is tried with it.
func jobIsOnes(t *testing.T, s desks.Store) {
	j := withJobs(t, s, "a")[0]
	ok(t, s.FinishJob(ctx, ended(j, job.Done), somePieces))
	for _, user := range []string{"乙", ""} {
		_, found := s.Job(ctx, user, j.ID)
		_, continued := s.ContinueJob(ctx, user, j.ID, Written)
		for doing, err := range map[string]error{
			"finding": found, "continuing": continued,
			"seeing": s.SeeJob(ctx, user, j.ID), "cancelling": s.CancelJob(ctx, user, j.ID),
			"reading": s.JobFile(ctx, user, j.ID, func([]byte) error { return errors.New("was read") }),
		} {
			wantKind(t, fmt.Sprintf("%s as %q", doing, user), err, fault.NotFound)
		}
		ok(t, s.DropJobFiles(ctx, user, job.Export))
		for _, one := range must(s.Jobs(ctx, user))(t) {
			if one.User != user {
				t.Errorf("%q sees %+v", user, one)
			}
		}
	}
	if text, err := content(s, j); err != nil || len(text) != 7 {
		t.Errorf("the file after that: %q (%v)", text, err)
	}
}

// A file that is erased while it is read is never half of itself: the reader has the
// whole, or is told.
func jobFileErased(t *testing.T, s desks.Store) {
	j := withJobs(t, s, "a")[0]
	ok(t, s.FinishJob(ctx, ended(j, job.Done), somePieces))
	read := 0
	err := s.JobFile(ctx, j.User, j.ID, func(p []byte) error {
		read += len(p)
		return s.DropJobFiles(ctx, j.User, j.Kind)
	})
	if err == nil && read < 7 {
		t.Errorf("%d of 7 bytes passed for the whole file", read)
	}
	if err != nil {
		wantKind(t, "a file erased while it was read", err, fault.NotFound)
	}
}

// The open jobs of a silent server fail. Those of a live one, those excepted and those
// that have ended do not.
func jobsOfTheDead(t *testing.T, s desks.Store) {
	jobs := withJobs(t, s, "waits", "runs", "lives", "progresses", "excepted", "done")
	now := Written.Add(time.Hour)
	must(s.SetProgress(ctx, "runs", 1, 2, Written))(t)
	must(s.SetProgress(ctx, "progresses", 1, 2, now))(t)
	ok(t, s.BeatJobs(ctx, []job.ID{"lives", "done"}, now))
	ok(t, s.FinishJob(ctx, ended(jobs[5], job.Done), somePieces))
	except := []job.ID{"excepted", "waits'", "runs'", "lives'", "progresses'", "excepted'", "done'"}
	if n := must(s.FailJobs(ctx, now.Add(-job.Silence), except, now))(t); n != 2 {
		t.Errorf("%d jobs failed, want 2", n)
	}
	var got []string
	for _, j := range must(s.Jobs(ctx, "甲"))(t) {
		got = append(got, string(j.ID)+" "+string(j.State))
		if failed := j.State == job.Failed; failed != (j.Reason == job.Interrupted) ||
			failed && !j.Ended.Equal(now) {
			t.Errorf("%s: reason %q, ended %s", j.ID, j.Reason, j.Ended)
		}
	}
	want := "done done, excepted waiting, progresses running, lives waiting, runs failed, waits failed"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	if n := must(s.FailJobs(ctx, now.Add(time.Second), nil, now))(t); n != 9 {
		t.Errorf("%d jobs failed when all were silent, want 9", n)
	}
}

// A file is erased when its time is over, and the job later. The files of one kind can
// be erased earlier, but an open job keeps its own.
func jobFilesGo(t *testing.T, s desks.Store) {
	jobs := withJobs(t, s, "a", "b")
	late := ended(jobs[1], job.Done)
	late.File.Until = late.File.Until.Add(time.Second)
	for _, j := range []job.Job{ended(jobs[0], job.Done), late, ended(jobs[2], job.Done)} {
		ok(t, s.FinishJob(ctx, j, somePieces))
	}
	kept := func(doing, want string) {
		t.Helper()
		var got []string
		for _, j := range append(must(s.Jobs(ctx, "甲"))(t), must(s.Jobs(ctx, "乙"))(t)...) {
			if _, err := content(s, j); (err == nil) != j.File.Kept || err != nil && fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %s says kept %v, reading it: %v", doing, j.ID, j.File.Kept, err)
			}
			got = append(got, fmt.Sprint(j.ID, " ", j.File.Kept))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: got %v, want %s", doing, got, want)
		}
	}
	ok(t, s.DropJobFiles(ctx, "乙", job.Try))
	kept("dropping another kind", "b true, a true, b' false, a' true")
	ok(t, s.DropJobFiles(ctx, "乙", job.Export))
	kept("dropping this kind", "b true, a true, b' false, a' false")
	ok(t, s.ExpireJobs(ctx, Written.Add(time.Hour)))
	kept("when the time of one is up", "b true, a false, b' false, a' false")
	ok(t, s.ExpireJobs(ctx, Written.Add(time.Minute+job.Remembered+time.Second)))
	kept("after three months", "b' false")
}

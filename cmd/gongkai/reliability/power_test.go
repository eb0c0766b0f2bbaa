//go:build reliability

package reliability

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// disk is a disk whose power can be cut: an image of a file system on a loop device.
// What the programs wrote and nobody forced out is in the page cache, not in the image.
type disk struct{ dir, image, mounted string }

// newDisk makes an empty disk and mounts it.
func newDisk(t *testing.T) *disk {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "gongkai-disk-") // in memory: the copy must not take long
	if err != nil {
		t.Fatal(err)
	}
	d := &disk{dir: dir, image: filepath.Join(dir, "image"), mounted: filepath.Join(t.TempDir(), "disk")}
	t.Cleanup(func() { d.unmount(); os.RemoveAll(dir) })
	d.must(t, "truncate", "-s", "256M", d.image)
	d.must(t, "mkfs.ext4", "-q", d.image)
	d.must(t, "mkdir", d.mounted)
	d.mount(t)
	return d
}

// must runs a tool of the system that has to succeed.
func (d *disk) must(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s\nThe power cut needs root and loop devices. Where there are none, "+
			"run make reliability POWER=no, and say that it was not tested.", name, args, err, out)
	}
}

// mount mounts the image. Commit 60: the file system writes nothing out by itself for
// a minute, so that only what a program forced out is in the image.
func (d *disk) mount(t *testing.T) {
	t.Helper()
	d.must(t, "mount", "-o", "loop,commit=60", d.image, d.mounted)
}

// unmount unmounts the disk, even one in use.
func (d *disk) unmount() { _ = exec.Command("umount", "-l", d.mounted).Run() }

// cut cuts the power while the server stands still, and switches it on again: the
// image as it was becomes the disk, and the page cache is gone.
func (d *disk) cut(t *testing.T, s *server) {
	t.Helper()
	s.signal(syscall.SIGSTOP)
	time.Sleep(50 * time.Millisecond) // what it had sent arrives, and counts
	after := filepath.Join(d.dir, fmt.Sprintf("image-%d", rand.Uint32()))
	d.must(t, "cp", "--sparse=always", d.image, after)
	s.kill()
	d.unmount()
	if err := os.Remove(d.image); err != nil {
		t.Fatal(err)
	}
	d.image = after
	d.mount(t)
}

// cuts lets clerks work on the disk and cuts its power so many times; enough says
// after each whether to go on. After each cut the journal of the file system is
// played, the server starts again on what is there, and clerks go on.
func cuts(t *testing.T, fault string, rounds int, enough func(round int, lost bool) bool) (*history, place) {
	t.Helper()
	d := newDisk(t)
	p := place{program: built[fault], data: filepath.Join(d.mounted, "data")}
	p.settle(t)
	h, door := &history{}, &entrance{}
	s := p.serve(t)
	door.open(s)
	c := newCrew(t, door, h)
	c.bereft = fault != sound
	d.must(t, "sync", "-f", d.mounted) // what comes before the test is not its subject
	for round := 1; round <= rounds; round++ {
		c.work(t, clerks/2)
		h.await(t, 20+rand.IntN(160))
		time.Sleep(rand.N(20 * time.Millisecond))
		d.cut(t, s)
		s = p.serve(t)
		door.open(s)
		c.rest()
		f := h.compare(t, p)
		if enough(round, len(f.lost)+len(f.doubled) > 0) {
			break
		}
	}
	s.stop(t)
	return h, p
}

// When the power is cut, nothing is lost that the program said was saved, and no half
// of a step is found afterwards.
func TestPowerCut(t *testing.T) {
	rounds := of(5, 60)
	h, p := cuts(t, sound, rounds, func(int, bool) bool { return false })
	f := h.compare(t, p)
	f.broken = append(f.broken, p.verify(t)...)
	f.clean(t)
	report(t, "%d power cuts, %s; %d saves repeated", rounds, f, h.repeated())
}

// The control of TestPowerCut: with synchronous=NORMAL, which survives any kill, saves
// are lost.
func TestPowerCutWithoutFull(t *testing.T) {
	took, lost := 0, false
	h, p := cuts(t, normal, 10, func(round int, now bool) bool { took, lost = round, now; return now })
	if !lost {
		t.Errorf("control: %d power cuts with synchronous=NORMAL lost nothing: the test proves nothing", took)
	}
	report(t, "control, synchronous=NORMAL: after %d power cuts %s", took, h.compare(t, p))
}

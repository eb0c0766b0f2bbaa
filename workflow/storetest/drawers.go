package storetest

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/workflow"
)

// drawers holds what people put aside: each the own, the latest in its place,
// no more than may be, nothing that outlived its time.
func drawers(t *testing.T, s workflow.Store) {
	put := func(user string, kind workflow.DrawerKind, key, body string, at time.Time) {
		t.Helper()
		ok(t, s.Put(ctx, workflow.Thing{User: user, Kind: kind, Key: key, Body: body, At: at}))
	}
	keys := func(user string, kind workflow.DrawerKind) string {
		t.Helper()
		var out []string
		for _, th := range must(s.Things(ctx, user, kind))(t) {
			out = append(out, th.Key+"="+th.Body)
		}
		return strings.Join(out, " ")
	}
	put("jia", workflow.DrawerDraft, "log", "一", Written)
	put("jia", workflow.DrawerDraft, "step", "二", Written.Add(time.Second))
	put("yi", workflow.DrawerDraft, "log", "三", Written)
	put("jia", workflow.DrawerDraft, "log", "四", Written.Add(2*time.Second))
	if got, want := keys("jia", workflow.DrawerDraft), "log=四 step=二"; got != want {
		t.Errorf("jia keeps %q, want %q", got, want)
	}
	if got := must(s.Thing(ctx, "yi", workflow.DrawerDraft, "log"))(t); got.Body != "三" || !got.At.Equal(Written) {
		t.Errorf("yi keeps %+v, want 三 as it was put", got)
	}
	_, err := s.Thing(ctx, "yi", workflow.DrawerDraft, "step")
	wantKind(t, "looking into another's drawer", err, workflow.NotFound)
	ok(t, s.Discard(ctx, "jia", workflow.DrawerDraft, "log"))
	ok(t, s.Discard(ctx, "jia", workflow.DrawerDraft, "log"))
	_, err = s.Thing(ctx, "jia", workflow.DrawerDraft, "log")
	wantKind(t, "what was thrown away", err, workflow.NotFound)

	for i := range 12 {
		put("jia", workflow.DrawerView, strconv.Itoa(i), "", Written.Add(time.Duration(i)*time.Minute))
	}
	if got := must(s.Things(ctx, "jia", workflow.DrawerView))(t); len(got) != 10 || got[0].Key != "11" ||
		got[9].Key != "2" {
		t.Errorf("of 12 views %d are kept, from %s to %s; want the newest 10", len(got), got[0].Key, got[len(got)-1].Key)
	}
	put("bing", workflow.DrawerFind, "x", "", Written.Add(7*24*time.Hour))
	if got := keys("jia", workflow.DrawerDraft) + keys("yi", workflow.DrawerDraft); got != "step=二" {
		t.Errorf("after seven days %q is kept, want what was put a second later", got)
	}
	wantKind(t, "too long", s.Put(ctx, workflow.Thing{User: "jia", Kind: workflow.DrawerDraft,
		Key: "log", Body: strings.Repeat("字", 50000), At: Written}), workflow.Invalid)
	wantKind(t, "no text", s.Put(ctx, workflow.Thing{User: "jia",
		Kind: workflow.DrawerDraft, Key: "log", Body: "a\x00", At: Written}), workflow.Invalid)
}

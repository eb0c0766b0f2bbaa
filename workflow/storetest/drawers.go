package storetest

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/workflow/desks"
	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
)

// What people put aside stays apart: each person has their own drawer, with the latest
// thing in each place, no more than allowed, and nothing that has outlived its time.
func drawers(t *testing.T, s desks.Store) {
	put := func(user string, kind draft.Kind, key, body string, at time.Time) {
		t.Helper()
		ok(t, s.PutDraftItem(ctx, draft.Item{User: user, Kind: kind, Key: key, Body: body, At: at}))
	}
	keys := func(user string, kind draft.Kind) string {
		t.Helper()
		var out []string
		for _, th := range must(s.DraftItems(ctx, user, kind))(t) {
			out = append(out, th.Key+"="+th.Body)
		}
		return strings.Join(out, " ")
	}
	put("jia", draft.Unsaved, "log", "一", Written)
	put("jia", draft.Unsaved, "step", "二", Written.Add(time.Second))
	put("yi", draft.Unsaved, "log", "三", Written)
	put("jia", draft.Unsaved, "log", "四", Written.Add(2*time.Second))
	if got, want := keys("jia", draft.Unsaved), "log=四 step=二"; got != want {
		t.Errorf("jia keeps %q, want %q", got, want)
	}
	if got := must(s.DraftItem(ctx, "yi", draft.Unsaved, "log"))(t); got.Body != "三" || !got.At.Equal(Written) {
		t.Errorf("yi keeps %+v, want 三 as it was put", got)
	}
	_, err := s.DraftItem(ctx, "yi", draft.Unsaved, "step")
	wantKind(t, "looking into another's drawer", err, fault.NotFound)
	ok(t, s.DiscardDraftItem(ctx, "jia", draft.Unsaved, "log"))
	ok(t, s.DiscardDraftItem(ctx, "jia", draft.Unsaved, "log"))
	_, err = s.DraftItem(ctx, "jia", draft.Unsaved, "log")
	wantKind(t, "what was thrown away", err, fault.NotFound)

	put("jia", draft.Unsaved, "log", "五", Written)
	put("yi", draft.Setting, "log", "六", Written)
	ok(t, s.PutDraftItem(ctx, draft.Item{User: "jia", Kind: draft.Setting, Key: "log", Body: "七", At: Written},
		draft.Place{Kind: draft.Unsaved, Key: "log"}, draft.Place{Kind: draft.Unsaved, Key: "nothing there"}))
	if got, want := keys("jia", draft.Unsaved)+" "+keys("jia", draft.Setting)+" "+keys("yi", draft.Unsaved)+" "+
		keys("yi", draft.Setting), "step=二 log=七 log=三 log=六"; got != want {
		t.Errorf("with the place of a form done with, %q are kept, want %q", got, want)
	}

	for i := range 12 {
		put("jia", draft.SavedView, strconv.Itoa(i), "", Written.Add(time.Duration(i)*time.Minute))
	}
	if got := must(s.DraftItems(ctx, "jia", draft.SavedView))(t); len(got) != 10 || got[0].Key != "11" ||
		got[9].Key != "2" {
		t.Errorf("of 12 views %d are kept, from %s to %s; want the newest 10", len(got), got[0].Key, got[len(got)-1].Key)
	}
	put("bing", draft.Search, "x", "", Written.Add(7*24*time.Hour))
	if got := keys("jia", draft.Unsaved) + keys("yi", draft.Unsaved); got != "step=二" {
		t.Errorf("after seven days %q is kept, want what was put a second later", got)
	}
	wantKind(t, "too long", s.PutDraftItem(ctx, draft.Item{User: "jia", Kind: draft.Unsaved,
		Key: "log", Body: strings.Repeat("字", 50000), At: Written}), fault.Invalid)
	wantKind(t, "no text", s.PutDraftItem(ctx, draft.Item{User: "jia",
		Kind: draft.Unsaved, Key: "log", Body: "a\x00", At: Written}), fault.Invalid)
}

package form

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// What comes as lines in a form comes as a list in JSON, and to no other name.
func TestDecodeLists(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		name   string
		values map[string]any
		also   []workflow.OutcomeCode
		parts  []string
		fails  bool
	}{
		{"nothing", map[string]any{}, nil, nil, false},
		{"lists", map[string]any{"also": []any{"secret", "not_held"}, "parts": []any{"甲", " 乙 "}},
			[]workflow.OutcomeCode{"secret", "not_held"}, []string{"甲", "乙"}, false},
		{"lines", map[string]any{"also": "secret\nnot_held", "parts": "甲\r\n\r\n乙"},
			[]workflow.OutcomeCode{"secret", "not_held"}, []string{"甲", "乙"}, false},
		{"an empty list", map[string]any{"parts": []any{}}, nil, nil, false},
		{"two lines in one", map[string]any{"parts": []any{"甲\n乙", "丙"}}, nil, nil, true},
		{"no text", map[string]any{"also": []any{true}}, nil, nil, true},
		{"a name that has one value", map[string]any{"outcome": []any{"secret"}}, nil, nil, true},
		{"too much", map[string]any{"parts": strings.Repeat("甲", 100_001)}, nil, nil, true},
	} {
		body, err := json.Marshal(tt.values)
		if err != nil {
			t.Fatal(err)
		}
		f, err := readObject(body)
		cmd, cmdErr := f.Command(now)
		if failed := err != nil || cmdErr != nil; failed != tt.fails {
			t.Errorf("%s: %v, %v; want failure: %v", tt.name, err, cmdErr, tt.fails)
		}
		if !tt.fails && (!slices.Equal(cmd.Also, tt.also) || !slices.Equal(cmd.Parts, tt.parts)) {
			t.Errorf("%s: also %q, parts %q", tt.name, cmd.Also, cmd.Parts)
		}
	}
}

// Every field of a command that a step takes comes out of the form it was put
// into; what is no number or day is told with its name.
func TestDecodeCommand(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)
	f := Of(map[string]string{
		"event": "judge", "on": "2026-11-20", "until": "2026-12-20", "days": "5", "party": "third_party",
		"opinion": "agrees", "outcome": "partial",
		"letter": "一号", "method": "post", "ref": "7", "reason": "理由", "amount": "3.5",
		"tariff": "pages", "units": "40", "block": "suit_direct",
		"our": "third", "track": "simplified", "ruling": "remake", "result": "upheld", "unit": "规划股",
		"archive": "卷", "other": "甲-1", "version": "3", "recorded": "1",
	})
	got, err := f.Command(now)
	amount, _ := statistics.ParseAmount("3.5")
	want := workflow.Command{
		Event: "judge", On: "2026-11-20", At: now, Version: 3, Recorded: true, Until: "2026-12-20",
		Days: 5, Party: "third_party", Opinion: "agrees",
		Outcome: "partial", LetterNumber: "一号", Method: "post", Ref: 7, Reason: "理由",
		Amount: amount, Tariff: "pages", Units: 40,
		Block: "suit_direct", Our: "third", Track: "simplified", Ruling: "remake", Result: "upheld",
		Unit: "规划股", Archive: "卷", Other: "甲-1",
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("command (%v): %s", err, diff)
	}
	for _, name := range []string{"on", "until", "days", "ref", "version", "amount", "units"} {
		_, err := Of(map[string]string{name: "x"}).Command(now)
		if fault.InputOf(err) != fault.Input(name) {
			t.Errorf("%s of x: %v, want a fault in that field", name, err)
		}
	}
	if _, err := Of(map[string]string{"event": "amend", "channel": "fax", "arrived": "x"}).Command(now); err == nil {
		t.Error("an amendment with no day of arrival is read")
	}
}

package main

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
)

// jsonAlone says whether a text is one JSON value.
func jsonAlone(text string) bool {
	d := json.NewDecoder(strings.NewReader(text))
	var v any
	if d.Decode(&v) != nil {
		return false
	}
	return d.Decode(&v) == io.EOF
}

// decode reads what a command printed with --json.
func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return v
}

package storetest

import (
	"reflect"
	"runtime"
	"testing"
)

// Every claim stands in the contract once, by its name and by its test: a second
// time a store would be asked the same and prove no more.
func TestClaimsStandOnce(t *testing.T) {
	names, tests := map[string]bool{}, map[string]bool{}
	for _, c := range claims {
		test := runtime.FuncForPC(reflect.ValueOf(c.holds).Pointer()).Name()
		if names[c.name] {
			t.Errorf("the claim %q is listed twice, want once", c.name)
		}
		if tests[test] {
			t.Errorf("the test %s of the claim %q is listed twice, want once", test, c.name)
		}
		names[c.name], tests[test] = true, true
	}
}

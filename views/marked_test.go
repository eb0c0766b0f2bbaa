package views

import "testing"

// What is not seen is shown in the text of a page, and stays as it is in whatever is sent
// back.
func TestMarkedPage(t *testing.T) {
	for page, want := range map[string]string{
		"<p>赵\u202e甲</p>":                            "<p>赵〔U+202E〕甲</p>",
		"<p>赵甲</p>":                                  "<p>赵甲</p>",
		"<input value=\"赵\u200d甲\"> \u200d":          "<input value=\"赵\u200d甲\"> 〔U+200D〕",
		"<textarea rows=\"3\">\u202e</textarea>\x01": "<textarea rows=\"3\">\u202e</textarea>〔U+0001〕",
		"<option value=\"\u200b\">\u200b":            "<option value=\"\u200b\">〔U+200B〕",
		"\u200b<p":                                   "〔U+200B〕<p",
	} {
		if got := string(marked([]byte(page))); got != want {
			t.Errorf("%+q: got %+q, want %+q", page, got, want)
		}
	}
}

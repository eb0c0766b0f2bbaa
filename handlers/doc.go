// Package handlers is the web: it turns requests into commands and questions
// for the desk, and what the desk says into pages and JSON. It decides nothing
// about applications, and it does not know how they are stored.
package handlers

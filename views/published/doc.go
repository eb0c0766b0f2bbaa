// Package published reads the tables that other authorities have published, as
// documents, spreadsheets, JSON or text, and holds them against the equations of
// their form. It says what it read and what it did not, and knows none of our own
// applications.
package published

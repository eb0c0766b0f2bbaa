// Package published reads the tables that other authorities have published, as
// documents, spreadsheets or JSON, and holds them against the equations of their form.
// It says what it read and what it could not, and knows none of our own applications.
package published

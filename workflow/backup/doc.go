// Package backup says what a backup (备份) holds, when the next one is due and which
// old ones may go. It makes none: it knows neither files nor databases.
package backup

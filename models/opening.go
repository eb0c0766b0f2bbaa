package models

import (
	"context"
	"strconv"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/backup"
)

// openingRow is a user with the settings of the installation and the revision of the
// calendar: all that a request needs first.
type openingRow struct {
	User      userRow `gorm:"embedded"`
	Separated string  // "true" or "false", "" if never set
	Profile   string  // code, "" if never set
	Backups   string  // the plan as it is kept, "" if never set
	Calendar  int64
}

// Opening implements [workflow.OpeningStore]. It takes one statement rather than
// three, as every request begins with it.
func (s *Store) Opening(ctx context.Context, name string) (workflow.Opening, error) {
	var rows []openingRow
	if readable(name) {
		err := s.read.WithContext(ctx).Raw(`SELECT users.*,
COALESCE((SELECT value FROM settings WHERE name = ?), '') AS separated,
COALESCE((SELECT value FROM settings WHERE name = ?), '') AS profile,
COALESCE((SELECT value FROM settings WHERE name = ?), '') AS backups,
`+revision+` AS calendar
FROM users WHERE name = ?`, settingSeparated, settingProfile, settingBackups, name).Scan(&rows).Error
		if err != nil {
			return workflow.Opening{}, wrap(err)
		}
	}
	if len(rows) == 0 {
		return workflow.Opening{}, noUser(name)
	}
	r := rows[0]
	u, err := r.User.user()
	if err != nil {
		return workflow.Opening{}, err
	}
	cal, err := s.calendarOf(ctx, r.Calendar)
	return workflow.Opening{
		User: u,
		Settings: account.Settings{
			Separated: r.Separated == strconv.FormatBool(true), Profile: r.Profile, Backups: backup.ReadPlan(r.Backups),
		},
		Calendar: cal,
	}, err
}

package main

import (
	"gongkai/models"
)

// Run brings the schema of the database up to that of the program. It is the only
// command that changes an existing schema, so that nobody does it without a backup.
func (c *migrateCommand) Run(p *program) error {
	store, err := models.Open(p.ctx, p.dsn(), models.Options{Migrate: true, Hash: p.hash()})
	if err != nil {
		return err
	}
	p.say("数据库已是本程序的版本")
	return store.Close()
}

package main

import (
	"gongkai/models"
)

// Run brings the schema of the database up to that of the program.
func (c *migrateCommand) Run(p *program) error {
	store, err := models.Open(p.ctx, p.dsn(), models.Options{Migrate: true})
	if err != nil {
		return err
	}
	p.say("数据库已是本程序的版本")
	return store.Close()
}

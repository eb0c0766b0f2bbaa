package models

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// paymentRow is one row of payments: a fee that was paid.
type paymentRow struct {
	ApplicationID int64  `gorm:"primaryKey;autoIncrement:false"`
	No            int    `gorm:"primaryKey;autoIncrement:false"` // number of its entry
	Office        string // that of the application, repeated for the index
	Paid          string // the day
	Yuan          int64  // in ten-thousandths of a yuan
}

// TableName implements GORM's Tabler.
func (paymentRow) TableName() string { return "payments" }

// paymentRows are the payments of an application as rows, nil for none.
func paymentRows(app *workflow.Application) []paymentRow {
	var out []paymentRow
	for _, p := range app.Payments() {
		out = append(out, paymentRow{int64(app.ID), p.No, app.Office, string(p.Paid), int64(p.Yuan)})
	}
	return out
}

// setPayments makes the payments equal those that follow from the journal. Only
// voiding an entry can remove one.
func setPayments(tx *gorm.DB, app *workflow.Application) error {
	rows := paymentRows(app)
	if app.Voided() {
		if err := tx.Where("application_id = ?", int64(app.ID)).Delete(&paymentRow{}).Error; err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error
}

// collected adds up the money paid in the period, for forms with lines about it.
func collected(tx *gorm.DB, t statistics.Tally, f statistics.Form, offices []string, p calendar.Period) error {
	if len(f.LinesOf(cond.Payments)) == 0 {
		return nil
	}
	var sum int64
	err := tx.Raw("SELECT COALESCE(SUM(yuan), 0) FROM payments WHERE office IN ? AND paid BETWEEN ? AND ?",
		offices, string(p.From), string(p.To)).Scan(&sum).Error
	group := statistics.Group{Facts: workflow.Payment{Paid: p.From}, Yuan: statistics.Amount(sum)}
	f.Count(t, cond.Payments, []statistics.Group{group}, p)
	return err
}

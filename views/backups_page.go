package views

// BackupsPage is where backups are planned and found again.
type BackupsPage struct {
	Frame
	Warnings  []string // what somebody should see to; none if all is well
	Facts     []Pair   // how the last ones went
	Busy      bool     // one is being made
	Ready     bool     // there is a folder to make one in
	Plan      []Field
	Caption   string
	Rows      []BackupRow // those on this server, the latest first
	Take      []Field     // which to download, and the password; none where nobody may
	Separated bool        // nobody may, because the three administrators are separated
}

// BackupRow is one backup that is kept.
type BackupRow struct{ Name, At, Size string }

func (BackupsPage) template() string { return "backups" }

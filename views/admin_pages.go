package views

// OfficesPage is the tree of offices for the administrator.
type OfficesPage struct {
	Frame
	Caption string
	Rows    []OfficeRow
	Fields  []Field // of a new office
}

// OfficeRow is one office. Depth is its level below the top.
type OfficeRow struct {
	Code, Name, Parent, Class string
	URL                       string // where it is changed
	Pair                      bool   // 两人办理
	Told                      bool   // the bodies of its remedies are written down
}

// OfficePage is one office to change.
type OfficePage struct {
	Frame
	Heading, URL string
	Main         []Field
	Bodies       []Field // of its remedies
	Back         Link

	Numbering Field
	Example   string // the next number as it would be written
	Users     []UserRow
}

// HelpPage lists keys and pages in words.
type HelpPage struct {
	Frame
	Keys  []Pair
	Pages []Pair
	Roles []Pair
}

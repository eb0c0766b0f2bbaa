package views

import (
	"gongkai/workflow/account"
)

// SecurityPage is where the three powers are separated and a profile is chosen.
type SecurityPage struct {
	Frame
	Warning   string // that one person holds all three powers
	Separated bool
	Keepers   []Pair // who holds each of the three roles
	Confirm   Field  // the word that is typed to switch the separation
	Profiles  []ProfileChoice
	Rules     []RuleRow
}

// ProfileChoice is a profile that may be chosen.
type ProfileChoice struct {
	Code, Label string
	Chosen      bool
}

// RuleRow is one rule with its value in each profile.
type RuleRow struct {
	Label  string
	Values []string
}

func (SecurityPage) template() string { return "security" }

// ProfileChoices are all profiles, and their rules side by side.
func ProfileChoices(chosen account.Profile) ([]ProfileChoice, []RuleRow) {
	var choices []ProfileChoice
	var rules []RuleRow
	for i, p := range account.Profiles {
		choices = append(choices, ProfileChoice{p.Code, p.Label, p.Code == chosen.Code})
		for j, w := range p.Words() {
			if i == 0 {
				rules = append(rules, RuleRow{Label: w[0]})
			}
			rules[j].Values = append(rules[j].Values, w[1])
		}
	}
	return choices, rules
}

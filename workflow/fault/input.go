package fault

// The inputs that errors name besides those that a step's form asks for
// ([workflow.AskDays] and the others).
const (
	InputEvent Input = "event"
	InputOn    Input = "on"    // the day of a step
	InputUnits Input = "units" // of a tariff
	InputCount Input = "count" // of a list that is handed over

	// of what came in
	InputChannel       Input = "channel"
	InputApplicantKind Input = "kind"
	InputName          Input = "name" // of an applicant, of an account
	InputContent       Input = "content"
	InputSubmitted     Input = "submitted"
	InputArrived       Input = "arrived"
	InputConfirmed     Input = "confirmed"
	InputOral          Input = "oral"
	InputNumber        Input = "number"

	// of offices and accounts
	InputCode       Input = "code"
	InputOffice     Input = "office"
	InputOfficeName Input = "office_name"
	InputParent     Input = "parent"
	InputNumbering  Input = "numbering"
	InputAct        Input = "do"
	InputRole       Input = "role"
	InputPassword   Input = "password"
	InputTyped      Input = "typed" // to confirm
	InputProfile    Input = "profile"

	// of the calendar
	InputOff      Input = "off"
	InputWork     Input = "work"
	InputDates    Input = "days" // days off of a local authority; AskDays is how many
	InputDocument Input = "document"

	// of lists, reports and samples
	InputYear  Input = "year"
	InputFrom  Input = "from"
	InputSort  Input = "sort"
	InputAsOf  Input = "as_of"
	InputLine  Input = "line"
	InputDate  Input = "date" // of a report that is handed in
	InputDrawn Input = "n"
	InputSeed  Input = "seed"
	InputFile  Input = "file"
)

// InputOfLine names the input of a line of a report that is filled in by hand.
func InputOfLine(code string) Input { return InputLine + "." + Input(code) }

package fault

// The inputs that errors name, apart from those that the form of a step asks for
// ([workflow.AskDays] and the others). The text is part of the API and of every form: a
// change breaks both.
const (
	InputEvent Input = "event"
	InputOn    Input = "on"    // the day of a step
	InputUnits Input = "units" // of a tariff: applications or pages
	InputCount Input = "count" // of a list that is handed over, typed to confirm

	// what is registered when an application comes in
	InputChannel       Input = "channel"
	InputApplicantKind Input = "kind"
	InputName          Input = "name" // of an applicant, of an account
	InputContent       Input = "content"
	InputSubmitted     Input = "submitted"
	InputArrived       Input = "arrived"
	InputConfirmed     Input = "confirmed"
	InputOral          Input = "oral"
	InputNumber        Input = "number"
	InputToken         Input = "token" // what tells a form, or a request, from any other

	// offices and accounts
	InputCode       Input = "code"
	InputOffice     Input = "office"
	InputOfficeName Input = "office_name"
	InputParent     Input = "parent"
	InputNumbering  Input = "numbering"
	InputAct        Input = "do"
	InputRole       Input = "role"
	InputPassword   Input = "password"
	InputTyped      Input = "typed" // what is typed to confirm
	InputProfile    Input = "profile"

	// the calendar
	InputOff      Input = "off"
	InputWork     Input = "work"
	InputDates    Input = "days" // days off of a local authority; AskDays is a number of days
	InputDocument Input = "document"

	// lists, reports and samples
	InputYear  Input = "year"
	InputFrom  Input = "from"
	InputSort  Input = "sort"
	InputAsOf  Input = "as_of"
	InputLine  Input = "line"
	InputDate  Input = "date" // of a report that is submitted
	InputDrawn Input = "n"
	InputSeed  Input = "seed"
	InputFile  Input = "file"
)

// InputOfLine returns the input of a line of a report that is typed in.
func InputOfLine(code string) Input { return InputLine + "." + Input(code) }

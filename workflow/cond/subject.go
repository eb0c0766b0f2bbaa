package cond

// Subject is what a line of a form counts. "" counts nothing.
type Subject string

// The subjects. Disputes and payments belong to applications, which may have any number
// of them.
const (
	Applications Subject = "applications"
	Disputes     Subject = "disputes"
	Payments     Subject = "payments" // what was collected; such a line adds up money
)

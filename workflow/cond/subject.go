package cond

// Subject is what a line of a form counts.
type Subject string

const (
	Applications Subject = "applications"
	Disputes     Subject = "disputes"
	Payments     Subject = "payments" // what was collected; a line of these adds up money
)

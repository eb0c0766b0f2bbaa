package workflow

// Recordable says whether a step may be entered as it happened though the law
// refuses it ([Command] Recorded).
func Recordable(event Event) bool { return !certain[event] }

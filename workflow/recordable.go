package workflow

// Recordable reports whether a step that the law refuses may be recorded as it happened
// ([Command] Recorded).
func Recordable(event Event) bool { return !certain[event] }

// Package calendar is the days: civil dates in China, periods, and which days are
// working days by the notices of the State Council, local days off and the changes
// made since. It knows no application and no term, and not what day it is today.
package calendar

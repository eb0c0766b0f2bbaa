// Package calendar is the days: civil dates in China, periods, and which days are
// working days by the notices of the State Council, the local days off and the changes
// made since. It refuses to know applications and terms, and what day it is today.
package calendar

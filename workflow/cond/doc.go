// Package cond is conditions as data: the fields they ask for, how they combine,
// and matching them against facts. It does not know what an application is; models
// puts the same conditions into SQL and views into Chinese words.
package cond

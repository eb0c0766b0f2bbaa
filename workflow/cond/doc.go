// Package cond is conditions as data: the fields they ask for, how they combine, and
// how they are matched against facts. It refuses to know what an application is. models
// puts the same conditions into SQL, views into Chinese words.
package cond

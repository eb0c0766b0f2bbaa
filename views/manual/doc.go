// Package manual writes the generated documents from the tables that the program runs
// on: procedures, editions, categories of answer, forms, disputes. It adds nothing of
// its own, so they cannot say anything else than the program does.
package manual

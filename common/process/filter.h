/*
 * Builds a filter on system calls (seccomp(2)), a classic BPF program: a tree of comparisons
 * with the number of the call, which lead to what decides about it.
 *
 * When a filter is installed, the kernel runs it for each number there is, to find the calls
 * that it always allows, and translates it to machine code. A tree takes a few steps in each
 * run, and is shorter than a list of comparisons.
 */
#ifndef COMMON_PROCESS_FILTER_H
#define COMMON_PROCESS_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	FILTER_CALLS = 512,    /* the number of each call that has a rule is lower */
	FILTER_DECISIONS = 16, /* at most */
	FILTER_STEPS = 256,    /* at most: no jump reaches further */
};

/* Instructions that end with a return, and jump only among themselves. */
struct filter_decision {
	const struct sock_filter *steps;
	size_t count;
};

struct filter_rule {
	unsigned call;
	unsigned decision; /* an index */
};

struct filter {
	const struct filter_decision *decisions;
	size_t decisions_count;
	const struct filter_rule *rules; /* one at least; a call has one at most */
	size_t rules_count;
	unsigned otherwise; /* the decision for calls that have none */
};

/* The program is at steps[start..FILTER_STEPS), if it fits. */
struct filter_program {
	struct sock_filter steps[FILTER_STEPS];
	size_t start;
	bool fits;
};

/*
 * Builds the program that decides about the number in the accumulator: the decisions, and a
 * step for each range of numbers.
 */
void filter_build(const struct filter *filter, struct filter_program *program);

/* Puts steps in front of a program, which go on to it. */
void filter_begin(struct filter_program *program, const struct sock_filter *steps,
		  size_t count);

#endif

#include "common/process/filter.h"

#include <string.h>

/* What decides about the numbers from first on, as far as those of the next one. */
struct part {
	unsigned first;
	size_t start; /* a step of the program */
};

/* Finds the ranges of numbers with the same decision. Returns how many there are. */
static size_t
find_parts(const struct filter *filter, const size_t starts[FILTER_DECISIONS],
	   struct part parts[FILTER_CALLS + 1])
{
	unsigned decisions[FILTER_CALLS + 1];
	size_t count = 0;

	for (unsigned call = 0; call <= FILTER_CALLS; call++)
		decisions[call] = filter->otherwise;
	for (size_t i = 0; i < filter->rules_count; i++)
		decisions[filter->rules[i].call] = filter->rules[i].decision;
	for (unsigned call = 0; call <= FILTER_CALLS; call++)
		if (call == 0 || decisions[call] != decisions[call - 1])
			parts[count++] = (struct part){call, starts[decisions[call]]};
	return count;
}

/* Jumps only lead forward, so a program grows from its end to its start. */
void
filter_begin(struct filter_program *program, const struct sock_filter *steps, size_t count)
{
	program->fits = program->fits && count <= program->start;
	if (!program->fits)
		return;
	program->start -= count;
	memcpy(program->steps + program->start, steps, count * sizeof(*steps));
}

/* Makes one part of two neighbours, by a comparison. */
static struct part
join(struct filter_program *program, const struct part *lower, const struct part *upper)
{
	size_t next = program->start;
	const struct sock_filter comparison = BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, upper->first,
						       (unsigned char)(upper->start - next),
						       (unsigned char)(lower->start - next));

	filter_begin(program, &comparison, 1);
	return (struct part){lower->first, program->start};
}

void
filter_build(const struct filter *filter, struct filter_program *program)
{
	size_t starts[FILTER_DECISIONS];
	struct part parts[FILTER_CALLS + 1];
	size_t count;

	program->start = FILTER_STEPS;
	program->fits = true;
	for (size_t i = 0; i < filter->decisions_count; i++) {
		const struct filter_decision *decision = &filter->decisions[i];

		filter_begin(program, decision->steps, decision->count);
		starts[i] = program->start;
	}
	/* A tree grows from its leaves: each round halves the number of parts. */
	for (count = find_parts(filter, starts, parts); count > 1; count = (count + 1) / 2)
		for (size_t i = 0; i < count; i += 2)
			parts[i / 2] = i + 1 < count ? join(program, &parts[i], &parts[i + 1])
						     : parts[i];
}

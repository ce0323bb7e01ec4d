#include "common/process/filter.h"

#include <string.h>

/* The numbers from first to the next range, or to the highest there is. */
struct range {
	unsigned first;
	unsigned decision;
};

struct builder {
	struct filter_program *program;
	size_t decisions[FILTER_DECISIONS]; /* where each one starts */
	struct range ranges[FILTER_CALLS + 1];
};

/* Neighbours have different decisions. Returns the number of ranges. */
static size_t
find_ranges(const struct filter *filter, struct range ranges[FILTER_CALLS + 1])
{
	unsigned decisions[FILTER_CALLS + 1];
	size_t count = 0;

	for (unsigned call = 0; call <= FILTER_CALLS; call++)
		decisions[call] = filter->otherwise;
	for (size_t i = 0; i < filter->rules_count; i++)
		decisions[filter->rules[i].call] = filter->rules[i].decision;
	for (unsigned call = 0; call <= FILTER_CALLS; call++)
		if (call == 0 || decisions[call] != decisions[call - 1])
			ranges[count++] = (struct range){call, decisions[call]};
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

/* Returns where the tree for these ranges starts. */
static size_t
build_tree(struct builder *builder, const struct range *ranges, size_t count)
{
	size_t half = count / 2;
	size_t upper;
	size_t lower;
	size_t next;

	if (count == 1)
		return builder->decisions[ranges->decision];
	upper = build_tree(builder, ranges + half, count - half);
	lower = build_tree(builder, ranges, half);
	next = builder->program->start;
	filter_begin(builder->program,
		     &(struct sock_filter)BPF_JUMP(
			     BPF_JMP | BPF_JGE | BPF_K, ranges[half].first,
			     (unsigned char)(upper - next), (unsigned char)(lower - next)),
		     1);
	return builder->program->start;
}

void
filter_build(const struct filter *filter, struct filter_program *program)
{
	struct builder builder;

	builder.program = program;
	program->start = FILTER_STEPS;
	program->fits = true;
	for (size_t i = 0; i < filter->decisions_count; i++) {
		const struct filter_decision *decision = &filter->decisions[i];

		filter_begin(program, decision->steps, decision->count);
		builder.decisions[i] = program->start;
	}
	build_tree(&builder, builder.ranges, find_ranges(filter, builder.ranges));
}

/* Arrays whose length the compiler knows. */
#ifndef COMMON_BASE_ARRAY_H
#define COMMON_BASE_ARRAY_H

/* The number of elements. Not for a pointer or a parameter. */
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* One line a check: PASS or FAIL, and a count at the end. */
#ifndef PLIMSOLL_CHECK_H
#define PLIMSOLL_CHECK_H

#include <stdio.h>

extern int passed, failed;

#define CHECK(condition, ...)                                                \
	do {                                                                 \
		int good_ = !!(condition);                                   \
		good_ ? passed++ : failed++;                                 \
		printf("%s  ", good_ ? "PASS" : "FAIL");                     \
		printf(__VA_ARGS__);                                         \
		good_ ? printf("\n") : printf("  [%s:%d: %s]\n", __FILE__, __LINE__, #condition); \
		fflush(stdout);                                              \
	} while (0)

static inline int check_result(void)
{
	printf("%d passed, %d failed\n", passed, failed);
	return failed || !passed;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_COMMANDS_H
#define PLIMSOLL_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "slots.h"

#define COMMAND_LINE 8192

struct commands {
	struct slots *slots;
	size_t length;
	bool skipping; /* the rest of a line that was too long */
	char line[COMMAND_LINE];
};

/* Reads what is on stdin and obeys it. False at the end of input. */
bool commands_read(struct commands *commands, int fd);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_PROBE_H
#define PLIMSOLL_PROBE_H

#include "cgroups.h"

/* Prints what this kernel allows as JSON; returns the exit code. */
int probe(const struct cgroups *cgroups);

#endif

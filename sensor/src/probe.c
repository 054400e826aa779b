/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"
int probe(const struct cgroups *cgroups) { return 3; }

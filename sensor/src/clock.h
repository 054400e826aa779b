/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The time, in the unit frames use.
 *
 * in     nothing
 * out    CLOCK_BOOTTIME in nanoseconds, as bpf_ktime_get_boot_ns gives it
 * holds  both sides of the sensor read one clock
 */
#ifndef PLIMSOLL_CLOCK_H
#define PLIMSOLL_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_S 1000000000ll
#define NS_PER_MS 1000000ll

static inline int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static inline uint64_t boot_ns(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

static inline int64_t realtime_offset(void)
{
	return read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME);
}

#endif

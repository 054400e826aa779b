/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_CRC32_H
#define PLIMSOLL_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32 (IEEE 802.3, as in zlib). Start with 0; feed the previous result to go on. */
uint32_t crc32_add(uint32_t crc, const void *data, size_t length);

#endif

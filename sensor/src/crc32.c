/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CRC-32, eight bytes a step ("slicing by eight", Kounavis and Berry 2005).
 *
 * in     bytes, in pieces
 * out    the checksum of all of them
 * holds  the tables are made on first use and never change
 */
#include "crc32.h"

#include <string.h>

static uint32_t tables[8][256];

static void make_tables(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
		tables[0][i] = crc;
	}
	for (uint32_t i = 0; i < 256; i++)
		for (int t = 1; t < 8; t++)
			tables[t][i] = tables[t - 1][i] >> 8 ^ tables[0][tables[t - 1][i] & 255];
}

uint32_t crc32_add(uint32_t crc, const void *data, size_t length)
{
	const uint8_t *p = data;

	if (!tables[0][1])
		make_tables();
	crc = ~crc;
	for (; length >= 8; length -= 8, p += 8) {
		uint32_t low, high;

		memcpy(&low, p, 4);
		memcpy(&high, p + 4, 4);
		low ^= crc;
		crc = tables[7][low & 255] ^ tables[6][low >> 8 & 255] ^ tables[5][low >> 16 & 255] ^ tables[4][low >> 24] ^
		      tables[3][high & 255] ^ tables[2][high >> 8 & 255] ^ tables[1][high >> 16 & 255] ^ tables[0][high >> 24];
	}
	for (; length; length--, p++)
		crc = crc >> 8 ^ tables[0][(crc ^ *p) & 255];
	return ~crc;
}

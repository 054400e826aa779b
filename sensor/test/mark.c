/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program whose very first instructions write one byte to descriptor 9: if it ran at all, it shows.
 *
 * in     descriptor 9
 * out    one byte, exit code 0
 * holds  no C library, no set-up before _start
 */
__attribute__((noreturn)) void _start(void)
{
	static const char byte = 'x';
	long result;

	__asm__ volatile("syscall" : "=a"(result) : "a"(1), "D"(9), "S"(&byte), "d"(1) : "rcx", "r11", "memory");
	for (;;)
		__asm__ volatile("syscall" : "=a"(result) : "a"(231), "D"(0) : "rcx", "r11", "memory");
}

/** What the Go linker puts into a program, and go.mod. */
import { elf, type Part } from '../executable/built-program.fixture.ts';
import type { Sample } from '../look-at.fixture.ts';

const start = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const end = Buffer.from('f932433186182072008242104116d8f2', 'hex');

export const moduleList = [
  'path\texample.org/shop/cmd/shop',
  'mod\texample.org/shop\t(devel)\t',
  'dep\tgithub.com/docker/docker\tv20.10.24+incompatible\th1:x=',
  'dep\tgolang.org/x/net\tv0.0.0-20220906165146-f3363e06e74c\th1:x=',
  'dep\tgopkg.in/yaml.v3\tv3.0.0\th1:x=',
  '=>\tgithub.com/fork/yaml\tv3.0.1\th1:x=',
  'dep\texample.org/local\tv0.1.0\t',
  '=>\t../local\t\t',
  'build\t-ldflags="-s -w -X main.commit=0a1b2c -X main.version=1.4.2"',
  'build\tCGO_ENABLED=0',
  '',
].join('\n');

/** Read-only data, 16 KiB of it: catalogers pass over tiny files. */
export const readOnly: Part = { name: '.rodata', content: Buffer.alloc(16 * 1024, 'x'), address: 0x400000 };

/** The list between its marks. */
export function marked(modules: string): Buffer {
  return Buffer.concat([start, Buffer.from(modules), end]);
}

/** As since Go 1.18: both strings follow the header. */
export function inlineInfo(toolchain: string, modules = moduleList): Part {
  const counted = (text: Buffer) => Buffer.concat([uvarint(text.length), text]);
  const header = Buffer.alloc(32);
  header.write('\xff Go buildinf:', 'latin1');
  header[15] = 2;
  const content = Buffer.concat([
    header,
    counted(Buffer.from(toolchain)),
    counted(modules === '' ? Buffer.alloc(0) : marked(modules)),
  ]);
  return { name: '.go.buildinfo', content, address: 0x500000, writable: true };
}

/** As before Go 1.18: pointers to the headers of both strings, all in one section here. */
export function pointerInfo(toolchain: string, { bits, bigEndian }: { bits: 32 | 64; bigEndian: boolean }): Part {
  const address = 0x500000;
  const size = bits / 8;
  const texts = [Buffer.from(toolchain), marked(moduleList)];
  const content = Buffer.alloc(1024 + texts.reduce((sum, text) => sum + text.length, 0));
  content.write('\xff Go buildinf:', 'latin1');
  content[14] = size;
  content[15] = bigEndian ? 1 : 0;
  const pointer = (value: number, offset: number) => {
    if (size === 4) bigEndian ? content.writeUInt32BE(value, offset) : content.writeUInt32LE(value, offset);
    else bigEndian ? content.writeBigUInt64BE(BigInt(value), offset) : content.writeBigUInt64LE(BigInt(value), offset);
  };
  let at = 512;
  for (const [index, text] of texts.entries()) {
    const head = 128 + index * 32;
    pointer(address + head, 16 + index * size);
    pointer(address + at, head);
    pointer(text.length, head + size);
    text.copy(content, at);
    at += text.length;
  }
  return { name: '.go.buildinfo', content, address, writable: true };
}

function uvarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

export const goProgram: Sample = {
  path: 'usr/local/bin/shop',
  mode: 0o755,
  content: elf([readOnly, inlineInfo('go1.22.3')]),
};

export const goModFile: Sample = {
  path: 'src/shop/go.mod',
  content: `module example.org/shop // the shop

go 1.21

toolchain go1.21.4

require (
	github.com/gin-gonic/gin v1.9.0
	golang.org/x/net v0.7.0 // indirect
	gopkg.in/yaml.v2 v2.2.1
	example.org/local v0.1.0
)

require github.com/docker/docker v20.10.24+incompatible

exclude golang.org/x/net v0.6.0

replace (
	gopkg.in/yaml.v2 v2.2.1 => gopkg.in/yaml.v2 v2.4.0
	example.org/local => ../local
)
`,
};

export const goSamples: Readonly<Record<string, readonly Sample[]>> = {
  'go-binary': [goProgram],
  'go-mod': [goModFile],
};

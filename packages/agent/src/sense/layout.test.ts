import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  execFlags,
  FRAME_HISTORY,
  FRAME_MAGIC,
  FRAME_MAX_PAYLOAD,
  FRAME_VERSION,
  frameTypes,
  type Layout,
  structs,
} from './layout.ts';

const include = join(import.meta.dirname, '../../../../sensor/include');

const constants: Readonly<Record<string, number>> = {
  FRAME_MAGIC,
  FRAME_VERSION,
  FRAME_MAX_PAYLOAD,
  FRAME_HISTORY,
  ...Object.fromEntries(Object.entries(frameTypes).map(([name, n]) => [`FRAME_${name.toUpperCase()}`, n])),
  ...Object.fromEntries(Object.entries(execFlags).map(([name, n]) => [`EXEC_${snake(name)}`, n])),
};

it.skipIf(!hasCompiler())('is what the C compiler makes of frame.h (skipped only where there is no cc)', () => {
  const measured = runC(program());

  expect(measured).toEqual(expected());
  expect(Object.keys(measured).length).toBeGreaterThan(90);
});

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function expected(): Record<string, number> {
  const lines: Record<string, number> = { ...constants };
  for (const [name, struct] of Object.entries<Layout<string>>(structs)) {
    lines[name] = struct.size;
    for (const field of Object.keys(struct.at)) {
      lines[`${name}.${field}`] = struct.at[field]!;
      lines[`${name}.${field} size`] = struct.sizes[field]!;
    }
  }
  return lines;
}

function program(): string {
  const prints = Object.keys(constants).map((name) => `P("${name}", ${name});`);
  for (const [name, struct] of Object.entries<Layout<string>>(structs)) {
    prints.push(`P("${name}", sizeof(struct ${name}));`);
    for (const field of Object.keys(struct.at)) {
      prints.push(`P("${name}.${field}", offsetof(struct ${name}, ${field}));`);
      prints.push(`P("${name}.${field} size", sizeof(((struct ${name} *)0)->${field}));`);
    }
  }
  return `#include <stdio.h>
#include <stddef.h>
#include "frame.h"
#define P(name, value) printf("%s\\t%llu\\n", name, (unsigned long long)(value))
int main(void) { ${prints.join('\n')} return 0; }`;
}

function runC(source: string): Record<string, number> {
  const directory = mkdtempSync(join(tmpdir(), 'plimsoll-layout-'));
  try {
    const [file, binary] = [join(directory, 'layout.c'), join(directory, 'layout')];
    writeFileSync(file, source);
    execFileSync('cc', ['-std=c11', '-Wall', '-Werror', '-I', include, '-o', binary, file]);
    const lines = execFileSync(binary, { encoding: 'utf8' }).trim().split('\n');
    return Object.fromEntries(lines.map((line) => line.split('\t')).map(([name, value]) => [name, Number(value)]));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function hasCompiler(): boolean {
  if (process.env.CI === 'true') return true;
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

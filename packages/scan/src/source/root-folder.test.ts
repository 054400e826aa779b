import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noting } from './image/image.fixture.ts';
import { openRootFolder } from './root-folder.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-root-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function read(most = 100) {
  const image = await openRootFolder(dir);
  const seen = noting(most);
  await image.read(image.layers, seen.reader);
  expect(seen.failed).toEqual([]);
  return seen;
}

it('shows files, folders, links and pipes, in the order of their names', async () => {
  mkdirSync(join(dir, 'usr/bin'), { recursive: true });
  writeFileSync(join(dir, 'usr/bin/env'), 'env');
  chmodSync(join(dir, 'usr/bin/env'), 0o4755);
  symlinkSync('/etc/passwd', join(dir, 'out'));
  symlinkSync('usr/bin', join(dir, 'bin'));
  execFileSync('mkfifo', [join(dir, 'pipe')]);
  const seen = await read();
  expect(seen.entries.map(({ entry, bytes }) => [entry.path, entry.kind, entry.target, bytes?.toString()])).toEqual([
    ['bin', 'symlink', 'usr/bin', undefined],
    ['out', 'symlink', '/etc/passwd', undefined],
    ['pipe', 'fifo', undefined, undefined],
    ['usr', 'directory', undefined, undefined],
    ['usr/bin', 'directory', undefined, undefined],
    ['usr/bin/env', 'file', undefined, 'env'],
  ]);
  expect(seen.entries.at(-1)?.entry).toMatchObject({ mode: 0o4755, bytes: 3 });
});

it('leaves sockets out', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(dir, 's'), resolve));
  expect((await read()).entries).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});

it('reads no more of a file than is asked for', async () => {
  writeFileSync(join(dir, 'huge'), 'begin');
  truncateSync(join(dir, 'huge'), 10 * 1024 ** 3);
  const [found] = (await read(5)).entries;
  expect(found?.bytes?.toString()).toBe('begin');
  expect(found?.entry.bytes).toBe(10 * 1024 ** 3);
});

it('does not follow what a file was changed into', async () => {
  writeFileSync(join(dir, 'file'), 'mine');
  const image = await openRootFolder(dir);
  const got: string[] = [];
  const seen = noting(10, {
    visit: async (_, entries) => {
      for await (const source of entries) {
        rmSync(join(dir, 'file'));
        symlinkSync('/etc/passwd', join(dir, 'file'));
        got.push(Buffer.from(await source.read(10)).toString());
      }
    },
  });
  await image.read(image.layers, seen.reader);
  expect(got).toEqual(['']);
  expect(seen.problems).toEqual([expect.objectContaining({ code: 'SOURCE_UNREADABLE', path: 'file' })]);
});

it('is no folder', async () => {
  writeFileSync(join(dir, 'file'), '');
  await expect(openRootFolder(join(dir, 'file'))).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
    message: expect.stringMatching(/no folder/),
  });
  await expect(openRootFolder(join(dir, 'none'))).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
    message: expect.stringMatching(/does not exist/),
  });
});

it('stops when nobody waits any more', async () => {
  writeFileSync(join(dir, 'a'), '');
  const stop = new AbortController();
  const image = await openRootFolder(dir);
  stop.abort(new Error('enough'));
  await expect(image.read(image.layers, noting(1, { signal: stop.signal }).reader)).rejects.toThrow('enough');
});

it('hands out all of a large file by chunks, and closes it where that is left', async () => {
  const content = Buffer.alloc(1_000_000, 'abc');
  writeFileSync(join(dir, 'large'), content);
  const image = await openRootFolder(dir);
  const seen: Buffer[] = [];
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  for (const leave of [false, true]) {
    await image.read(image.layers, {
      concurrency: 1,
      signal: new AbortController().signal,
      async visit(_, entries) {
        for await (const source of entries) {
          for await (const chunk of source.chunks()) {
            if (leave) break;
            seen.push(Buffer.from(chunk));
          }
        }
      },
      failed: () => {},
    });
  }
  expect(Buffer.concat(seen).equals(content)).toBe(true);
  expect(open()).toBe(before);
});

import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveConfig } from './config/config.ts';
import type { Notice } from './notice.ts';
import { up } from './up.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-host-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function start() {
  const emitter = new EventEmitter();
  const exits: number[] = [];
  const notices: Notice[] = [];
  const { config } = resolveConfig({
    flags: {
      dataDir: join(folder, 'data'),
      port: '0',
      sensor: join(folder, 'none'),
      engine: join(folder, 'none.sock'),
    },
    file: undefined,
    surroundings: { env: { HOME: folder, XDG_CONFIG_HOME: folder }, uid: 1000 },
  });
  const heard = new EventEmitter();
  const ended = up({
    config,
    restore: false,
    notify: (notice) => {
      notices.push(notice);
      heard.emit(notice.kind);
    },
    signals: {
      on: (signal, listener) => emitter.on(signal, listener),
      off: (signal, listener) => emitter.off(signal, listener),
      exit: (code) => exits.push(code),
    },
  });
  const until = (kind: Notice['kind']) => new Promise<void>((resolve) => heard.once(kind, () => resolve()));
  return { emitter, exits, notices, ended, until };
}

it('runs until the first signal, then ends cleanly and listens to no more', async () => {
  const { emitter, exits, notices, ended, until } = start();
  await until('listening');
  emitter.emit('SIGTERM', 'SIGTERM');
  expect(await ended).toBe(0);
  expect(notices.at(-1)).toMatchObject({ kind: 'stopped', clean: true });
  expect(exits).toEqual([]);
  expect(emitter.eventNames()).toEqual([]);
});

it('ends at once at the second signal', async () => {
  const { emitter, exits, ended, until } = start();
  await until('listening');
  emitter.emit('SIGINT', 'SIGINT');
  emitter.emit('SIGINT', 'SIGINT');
  expect(exits).toEqual([130]);
  await ended;
});

it('takes its time when a closed terminal tells so twice', async () => {
  const { emitter, exits, ended, until } = start();
  await until('listening');
  emitter.emit('SIGHUP', 'SIGHUP');
  emitter.emit('SIGHUP', 'SIGHUP');
  expect(await ended).toBe(0);
  expect(exits).toEqual([]);
});

it('ends also when the signal comes before it has started', async () => {
  const { emitter, ended } = start();
  emitter.emit('SIGTERM', 'SIGTERM');
  expect(await ended).toBe(0);
});

it('gives up without a second owner, and lets go of everything', async () => {
  const first = start();
  await first.until('listening');
  const second = start();
  await expect(second.ended).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
  expect(second.emitter.eventNames()).toEqual([]);
  first.emitter.emit('SIGTERM', 'SIGTERM');
  expect(await first.ended).toBe(0);
});

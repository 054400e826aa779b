import type { Notice } from '@plimsoll/host';
import { containerRef } from '@plimsoll/testkit';
import { expect, it } from 'vitest';
import { noticeLines } from './notice-lines.ts';
import { createStatusLine } from './status-line.ts';
import { createStyle } from './style.ts';

const style = createStyle(false);
const at = Date.UTC(2026, 0, 2, 3, 4, 5) as Notice['at'];
const said = (notice: object) =>
  noticeLines({ at, ...notice } as Notice, { style }).map((line) => line.replace(/^\d\d:\d\d:\d\d/, '<time>'));
const readiness = { ready: false, missing: ['1 more restart'], coverage: [], expectedAlertsPerDay: 3 };

it('says what happens, one line each', () => {
  const container = containerRef({ name: 'web-1\u001b[2J', image: 'web:1', startedAt: 0 });
  expect(said({ kind: 'container', state: 'appeared', workload: 'docker/web', container })).toEqual([
    '<time>  container web-1\\x1b[2J runs (docker/web)',
  ]);
  expect(
    said({ kind: 'blind', blindness: { what: 'what containers do', why: 'no root', hint: 'use sudo', since: at } }),
  ).toEqual(['<time>  blind  what containers do: no root', '          use sudo']);
  expect(said({ kind: 'learning', workload: 'docker/web', mode: 'discover', version: 3, readiness })).toEqual([
    '<time>  learning  docker/web: nothing yet; missing: 1 more restart',
  ]);
  expect(
    said({
      kind: 'learning',
      workload: 'docker/web',
      mode: 'discover',
      version: 3,
      readiness: { ...readiness, ready: true },
    }),
  ).toEqual([
    '<time>  learned  docker/web: baseline version 3 is ready; `plimsoll mode <workload> monitor` applies it',
  ]);
  expect(said({ kind: 'stopped', clean: false })).toEqual(['stopped, but not cleanly: see the lines above']);
});

it('shows the token once, and later how to get a new one', () => {
  const listening = { kind: 'listening', url: 'http://127.0.0.1:7717', socket: '/s', console: true };
  expect(said({ ...listening, token: 'plm_x' }).join('\n')).toMatch(
    /token {4}plm_x\n.*shown this once: open http:\/\/127\.0\.0\.1:7717/,
  );
  expect(said({ ...listening, token: undefined }).at(-1)).toBe(
    'token    was shown at first start; `plimsoll token rotate` makes a new one',
  );
});

it('has a status that is blind whenever something is not seen', () => {
  const status = createStatusLine();
  const health = { sensor: 'running', blind: [] as object[], containers: 2, eventsPerSecond: 3 };
  const draw = (more: object) => {
    status.learn({ kind: 'health', at, health: { ...health, ...more } } as unknown as Notice);
    return status.draw({ style, width: 80 }, at);
  };
  expect(draw({})).toBe('watching · 2 containers · 3 events/s · 0 of 0 workloads ready · 0 findings');
  expect(draw({ sensor: 'restarting' })).toMatch(/^blind/);
  expect(draw({ blind: [{}] })).toMatch(/^blind/);
});

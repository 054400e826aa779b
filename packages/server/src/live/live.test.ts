import { request } from 'node:http';
import { LiveMessage } from '@plimsoll/api';
import type { Event, RecordId, WorkloadId } from '@plimsoll/core';
import { containerRef, eventBuilder, findingOf, type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

let here: TemporaryServer;
beforeEach(async () => {
  here = await temporaryServer();
});
afterEach(() => here.stop());

const web = 'docker/web' as WorkloadId;
let ids = 0;
function events(count: number, workload = web): Event[] {
  const container = containerRef({ name: 'web-1', image: 'web:1', startedAt: 0 });
  const build = eventBuilder({ workload, container, newId: () => `e${ids++}` as RecordId });
  return Array.from({ length: count }, (_, i) => build.exec({ at: i, executable: '/bin/sh', parent: '/nginx' }));
}

interface Watching {
  readonly messages: LiveMessage[];
  text(): string;
  ended(): boolean;
  stop(): void;
}

function watch(
  path = '/api/v1/live',
  headers: Record<string, string> = { authorization: `Bearer ${here.token}` },
): Promise<Watching> {
  const { hostname, port } = new URL(here.url);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, headers, agent: false }, (answer) => {
      const messages: LiveMessage[] = [];
      let [text, rest, ended] = ['', '', false];
      if (answer.statusCode !== 200) return reject(new Error(`status ${answer.statusCode}`));
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        const blocks = (rest + part).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          if (block.startsWith('data: ')) messages.push(LiveMessage.parse(JSON.parse(block.slice(6))));
        }
      });
      answer.on('close', () => {
        ended = true;
      });
      answer.on('error', () => undefined);
      resolve({ messages, text: () => text, ended: () => ended, stop: () => asking.destroy() });
    });
    asking.on('error', reject);
    asking.end();
  });
}

const some = <T extends LiveMessage['type']>({ messages }: Watching, type: T) =>
  messages.filter((message): message is Extract<LiveMessage, { type: T }> => message.type === type);

it('begins with the status, and tells it again when it changed', async () => {
  const watching = await watch();
  await vi.waitFor(() => expect(some(watching, 'status')).toHaveLength(1));
  expect(some(watching, 'status')[0]?.status.state).toBe('blind');

  await here.server.link.judged({ finding: findingOf({ id: 'a' }), evidence: [] });
  here.clock.advance(2000);
  await vi.waitFor(() => expect(some(watching, 'status')).toHaveLength(2));
  expect(some(watching, 'finding')).toHaveLength(1);
  watching.stop();
});

it('sends at most 20 events a message and counts the rest', async () => {
  const watching = await watch();
  await vi.waitFor(() => expect(some(watching, 'status')).toHaveLength(1));
  here.server.link.observed(events(50));
  here.clock.advance(250);
  await vi.waitFor(() => expect(some(watching, 'events')).toHaveLength(1));

  const [batch] = some(watching, 'events');
  expect(batch?.events).toHaveLength(20);
  expect(batch?.held).toBe(30);
  expect((await here.client.status()).dropped).toContainEqual(
    expect.objectContaining({ what: 'live events', count: 30 }),
  );
  watching.stop();
});

it('sends a watcher of one workload nothing of the others', async () => {
  const watching = await watch('/api/v1/live?workload=docker%2Fweb');
  await vi.waitFor(() => expect(some(watching, 'status')).toHaveLength(1));
  here.server.link.observed([...events(3, 'docker/api' as WorkloadId), ...events(2)]);
  await here.server.link.judged({ finding: findingOf({ id: 'other', workload: 'docker/api' }), evidence: [] });
  here.clock.advance(250);
  await vi.waitFor(() => expect(some(watching, 'events')).toHaveLength(1));

  expect(some(watching, 'events')[0]).toMatchObject({ held: 0 });
  expect(some(watching, 'events')[0]?.events).toHaveLength(2);
  expect(some(watching, 'finding')).toHaveLength(0);
  watching.stop();
});

it('keeps quiet connections alive, and ends one whose session ended', async () => {
  const { headers } = await here.ask('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: here.token }),
  });
  const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
  const watching = await watch('/api/v1/live', { cookie });
  here.clock.advance(15_000);
  await vi.waitFor(() => expect(watching.text()).toContain(': still here'));
  await here.client.rotateToken();
  here.clock.advance(15_000);
  await vi.waitFor(() => expect(watching.ended()).toBe(true));
});

it('takes a limited number of watchers and lets them all go when it stops', async () => {
  const watching = await Promise.all(Array.from({ length: 32 }, () => watch()));
  await expect(watch()).rejects.toThrow('503');
  watching[0]?.stop();
  await vi.waitFor(async () => (await watch()).stop());
  await here.server.stop();
  await vi.waitFor(() => expect(watching.every((one) => one.ended())).toBe(true));
  here = await temporaryServer();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@plimsoll/api';
import type { RecordId } from '@plimsoll/core';
import { type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';

let server: TemporaryServer;
beforeEach(async () => {
  server = await temporaryServer();
});
afterEach(() => server.stop());

const basic = { kind: 'basic', user: 'ci', password: 'hunter2 hunter2' } as const;
const add = (host: string) => server.client.addRegistry({ body: { name: host, host, credentials: basic } });
const refused = (asked: Promise<unknown>): Promise<string | undefined> =>
  asked.then(
    () => undefined,
    (reason: { code: string }) => reason.code,
  );

it('keeps one registry a host, and its credentials with the host they were given for', async () => {
  const { id } = await add('a.example');
  await add('b.example');
  expect(await refused(add('a.example'))).toBe('INPUT_INVALID');
  const params = { registry: id };
  expect(await refused(server.client.changeRegistry({ params, body: { host: 'b.example', credentials: basic } }))).toBe(
    'INPUT_INVALID',
  );
  expect(await refused(server.client.changeRegistry({ params, body: { host: 'c.example' } }))).toBe('INPUT_INVALID');
  const moved = await server.client.changeRegistry({ params, body: { host: 'c.example', credentials: basic } });
  expect(moved).toMatchObject({ host: 'c.example', credentials: { kind: 'basic', user: 'ci' } });
  expect(JSON.stringify(await server.client.listChanges({}))).not.toContain('hunter2');
});

it('loses no change that another comes between', async () => {
  const { id } = await add('a.example');
  const params = { registry: id };
  const names = Array.from({ length: 8 }, (_, index) => `name ${index}`);
  const [secret] = await Promise.all([
    server.client.rotateHookSecret({ params }),
    ...names.map((name) => server.client.changeRegistry({ params, body: { name } })),
    server.client.changeRegistry({ params, body: { limits: { scans: 5, requests: 6 } } }),
  ]);
  const hook = (token: string) =>
    server.ask(secret.path, { method: 'POST', body: '{}', headers: { authorization: `Bearer ${token}` } });
  const answers = await Promise.all(Array.from({ length: 10 }, () => hook(secret.secret)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const registry = await server.client.getRegistry({ params });
  expect(names).toContain(registry.name);
  expect(registry.limits).toEqual({ scans: 5, requests: 6 });
  expect(registry.hook).toMatchObject({ accepted: 10, refused: 0, secretSetAt: expect.any(Number) });
});

it('answers for one that is not there, whatever is asked of it', async () => {
  const params = { registry: 'none' as string as RecordId };
  for (const asked of [
    server.client.getRegistry({ params }),
    server.client.changeRegistry({ params, body: { name: 'x' } }),
    server.client.rotateHookSecret({ params }),
    server.client.removeRegistry({ params }),
  ])
    expect(await refused(asked)).toBe('REGISTRY_UNKNOWN');
});

it('takes new credentials where the old ones can no longer be opened', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-registries-'));
  const before = await temporaryServer({ dataDir });
  const { id } = await before.client.addRegistry({ body: { name: 'R', host: 'a.example', credentials: basic } });
  const params = { registry: id };
  await before.client.rotateHookSecret({ params });
  await before.stop();
  rmSync(join(dataDir, 'registry-key'));
  const after = await temporaryServer({ dataDir });
  const client = createClient({ baseUrl: after.url, fetch, token: before.token });
  expect(await refused(client.changeRegistry({ params, body: { name: 'x' } }))).toBe('VAULT_UNREADABLE');
  const changed = await client.changeRegistry({ params, body: { credentials: basic } });
  expect(changed).toMatchObject({ credentials: { kind: 'basic' }, hook: { secretSetAt: null } });
  expect(await client.changeRegistry({ params, body: { name: 'x' } })).toMatchObject({ name: 'x' });
  await after.stop();
  rmSync(dataDir, { recursive: true });
});

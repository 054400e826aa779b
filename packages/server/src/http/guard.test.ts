import { statSync } from 'node:fs';
import { type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/open.ts';

let here: TemporaryServer;
beforeAll(async () => {
  here = await temporaryServer({ allowedHosts: ['Plimsoll.Example'] });
});
afterAll(() => here.stop());

const json = { 'content-type': 'application/json' };

/** As a browser does on our own sign-in page; rate-limited, so few of them. */
async function signIn(server: TemporaryServer = here): Promise<string> {
  const { status, headers } = await server.ask('/api/v1/session', {
    method: 'POST',
    headers: { ...json, 'sec-fetch-site': 'same-origin', origin: server.url },
    body: JSON.stringify({ token: server.token }),
  });
  expect(status).toBe(200);
  const cookie = String(headers['set-cookie']);
  expect(cookie).toMatch(/^plimsoll_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  return cookie.split(';')[0] ?? '';
}

describe('strangers', () => {
  it.each([
    '/api/v1/status',
    '/api/v1/workloads',
    '/api/v1/live',
    '/api/v1/openapi.json',
    '/metrics',
    '/api/v1/nothing',
  ])('get nothing from %s', async (path) => {
    const { status, text } = await here.ask(path);
    expect(status).toBe(401);
    expect(JSON.parse(text).code).toBe('SIGN_IN_NEEDED');
  });

  it.each(['wrong', 'plm_', '', 'x'.repeat(512), 'plm_AAAA'])('get nothing with the token %j', async (token) => {
    const { status, text } = await here.ask('/api/v1/status', { headers: { authorization: `Bearer ${token}` } });
    expect(status).toBe(401);
    expect(JSON.parse(text)).toMatchObject({ hint: expect.any(String), message: expect.any(String) });
  });

  it('get nothing with an invented cookie', async () => {
    const { status } = await here.ask('/api/v1/status', { headers: { cookie: 'plimsoll_session=invented' } });
    expect(status).toBe(401);
  });
});

describe('names', () => {
  const asked = (host: string) =>
    here.ask('/api/v1/status', { headers: { host, authorization: `Bearer ${here.token}` } });

  it.each(['127.0.0.1', 'localhost:1', '[::1]:7717', '192.0.2.7', 'plimsoll.example', 'PLIMSOLL.example:80'])(
    'answers to %s',
    async (host) => expect((await asked(host)).status).toBe(200),
  );

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil', ':80', '127.0.0.1@evil'])(
    'does not answer to %j, whoever asks',
    async (host) => {
      const { status, text } = await asked(host);
      expect(status).toBe(421);
      expect(JSON.parse(text).code).toBe('HOST_UNKNOWN');
    },
  );

  it('does not give the console to a rebound name either', async () => {
    expect((await here.ask('/', { headers: { host: 'evil.example' } })).status).toBe(421);
  });
});

describe('a session', () => {
  it('opens with the token, tells of itself, and ends', async () => {
    const cookie = await signIn();
    const session = JSON.parse((await here.ask('/api/v1/session', { headers: { cookie } })).text);
    expect(session.via).toBe('cookie');
    const out = { method: 'DELETE', headers: { ...json, cookie, origin: here.url }, body: '{}' };
    expect((await here.ask('/api/v1/session', out)).status).toBe(200);
    expect((await here.ask('/api/v1/session', { headers: { cookie } })).status).toBe(401);
  });

  it('slides while it is used, and ends 12 h after its last use', async () => {
    const cookie = await signIn();
    const alive = async () => (await here.ask('/api/v1/session', { headers: { cookie } })).status === 200;
    const hour = 3_600_000;
    for (let i = 0; i < 3; i++) {
      here.clock.advance(11 * hour);
      expect(await alive()).toBe(true);
    }
    here.clock.advance(12 * hour);
    expect(await alive()).toBe(false);
  });

  const crossSite: [string, Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another port of this host', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['an old browser on another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a form', { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }],
    ['nobody says who', {}],
  ];
  it('changes nothing for requests from elsewhere', async () => {
    const cookie = await signIn();
    for (const [name, headers] of crossSite) {
      const { status, text } = await here.ask('/api/v1/token/rotate', {
        method: 'POST',
        headers: { ...json, cookie, ...headers },
        body: '{}',
      });
      expect([name, status, JSON.parse(text).code]).toEqual([name, 403, 'CROSS_SITE']);
    }
    expect((await here.ask('/api/v1/status', { headers: { cookie } })).status).toBe(200);
  });

  it('cannot be opened for somebody by another site', async () => {
    const { status } = await here.ask('/api/v1/session', {
      method: 'POST',
      headers: { ...json, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      body: JSON.stringify({ token: here.token }),
    });
    expect(status).toBe(403);
  });
});

it('lets nobody try many tokens', async () => {
  const other = await temporaryServer();
  const statuses: number[] = [];
  for (let i = 0; i < 14; i++) {
    const tried = { method: 'POST', headers: json, body: JSON.stringify({ token: `guess-${i}` }) };
    statuses.push((await other.ask('/api/v1/session', tried)).status);
  }
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
  expect(statuses.slice(10)).toEqual(Array(4).fill(429));
  await other.stop();
});

it('ends the old token and every session when the token is rotated', async () => {
  const other = await temporaryServer();
  const cookie = await signIn(other);
  const { token } = await other.client.rotateToken();

  await expect(other.client.status()).rejects.toMatchObject({ code: 'TOKEN_WRONG', status: 401 });
  expect((await other.ask('/api/v1/status', { headers: { cookie } })).status).toBe(401);
  expect((await other.ask('/api/v1/status', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  await other.stop();
});

describe('the local socket', () => {
  it('serves its owner without a token, and takes no header’s word for being it', async () => {
    expect(JSON.parse((await here.ask('/api/v1/session', { local: true })).text)).toEqual({
      via: 'socket',
      expiresAt: null,
    });
    expect(
      (await here.ask('/api/v1/session', { headers: { 'x-forwarded-for': 'unix', host: 'localhost' } })).status,
    ).toBe(401);
  });

  it('is open to its owner alone', () => {
    expect(statSync(here.socket).mode & 0o777).toBe(0o600);
    expect(statSync(here.dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(`${here.dataDir}/signing-key.pem`).mode & 0o777).toBe(0o600);
    expect(statSync(`${here.dataDir}/plimsoll.db`).mode & 0o777).toBe(0o600);
  });

  it('lets no second server start over it', async () => {
    await expect(temporaryServer({ dataDir: here.dataDir })).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    expect((await here.ask('/api/v1/session', { local: true })).status).toBe(200);
  });
});

it('keeps no secret in the database', async () => {
  const other = await temporaryServer();
  const cookie = await signIn(other);
  await other.server.stop();
  const store = openStore({ file: `${other.dataDir}/plimsoll.db` });
  await store.copyTo(`${other.dataDir}/copy.db`);
  await store.close();
  const { readFileSync, rmSync } = await import('node:fs');
  const bytes = readFileSync(`${other.dataDir}/copy.db`).toString('latin1');
  expect(bytes).not.toContain(other.token);
  expect(bytes).not.toContain(cookie.split('=')[1]);
  rmSync(other.dataDir, { recursive: true });
});

it('refuses to be reached from elsewhere unless told', async () => {
  await expect(temporaryServer({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'HOST_NOT_LOOPBACK' });
  const remote = { host: '0.0.0.0', allowRemote: true };
  await expect(temporaryServer(remote)).rejects.toMatchObject({
    code: 'TLS_NEEDED',
    hint: expect.stringContaining('--insecure-http'),
  });
  const open = await temporaryServer({ ...remote, insecureHttp: true });
  expect(open.url).toContain('0.0.0.0');
  await open.stop();
});

it('says so when the port is taken', async () => {
  const port = Number(new URL(here.url).port);
  await expect(temporaryServer({ port })).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE' });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dockerCertificates } from './docker-certificates.ts';
import { dockerCredentials } from './docker-config.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-login-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
const config = (value: unknown) =>
  writeFileSync(join(dir, 'config.json'), typeof value === 'string' ? value : JSON.stringify(value));
const lookUp = (host: string, more: Record<string, string> = {}, helperTimeout = 5_000) =>
  dockerCredentials({ env: { DOCKER_CONFIG: dir, PATH: `${dir}:/usr/bin:/bin`, ...more }, helperTimeout })(host);
const helper = (name: string, script: string) =>
  writeFileSync(join(dir, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

it('finds logins under every name Docker gives a host', async () => {
  config({
    auths: {
      'registry.example:5000': auth('me:pass:word'),
      'https://old.example/v1/': auth('old:pw'),
      'https://index.docker.io/v1/': auth('hub:pw'),
      'token.example': { identitytoken: 'refresh' },
      'bearer.example': { registrytoken: 'bearer' },
      'plain.example': { username: 'a', password: 'b' },
      'empty.example': {},
    },
  });
  expect(await lookUp('registry.example:5000')).toEqual({ kind: 'basic', user: 'me', password: 'pass:word' });
  expect(await lookUp('registry.example')).toBeUndefined();
  expect(await lookUp('old.example')).toMatchObject({ user: 'old' });
  expect(await lookUp('docker.io')).toMatchObject({ user: 'hub' });
  expect(await lookUp('token.example')).toEqual({ kind: 'identity', token: 'refresh' });
  expect(await lookUp('bearer.example')).toEqual({ kind: 'bearer', token: 'bearer' });
  expect(await lookUp('plain.example')).toEqual({ kind: 'basic', user: 'a', password: 'b' });
  expect(await lookUp('empty.example')).toBeUndefined();
});

it('looks where Podman keeps them too', async () => {
  mkdirSync(join(dir, 'containers'));
  writeFileSync(join(dir, 'containers/auth.json'), JSON.stringify({ auths: { 'pod.example': auth('pod:pw') } }));
  expect(await lookUp('pod.example', { XDG_RUNTIME_DIR: dir })).toMatchObject({ user: 'pod' });
  expect(await lookUp('pod.example')).toBeUndefined();
  writeFileSync(join(dir, 'own.json'), JSON.stringify({ auths: { 'pod.example': auth('own:pw') } }));
  expect(
    await lookUp('pod.example', { XDG_RUNTIME_DIR: dir, REGISTRY_AUTH_FILE: join(dir, 'own.json') }),
  ).toMatchObject({ user: 'own' });
});

it('asks a helper, with the host on its input and not on its command line', async () => {
  config({
    credsStore: 'store',
    credHelpers: { 'special.example': 'special' },
    auths: { 'kept.example': auth('kept:pw') },
  });
  helper(
    'store',
    'read host; [ "$*" = get ] || exit 9; [ "$host" = kept.example ] && { echo "credentials not found in native keychain"; exit 1; }; echo "{\\"Username\\":\\"$host\\",\\"Secret\\":\\"s\\"}"',
  );
  helper('special', 'read host; echo \'{"Username":"<token>","Secret":"refresh"}\'');
  expect(await lookUp('any.example')).toEqual({ kind: 'basic', user: 'any.example', password: 's' });
  expect(await lookUp('docker.io')).toMatchObject({ user: 'https://index.docker.io/v1/' });
  expect(await lookUp('special.example')).toEqual({ kind: 'identity', token: 'refresh' });
  expect(await lookUp('kept.example')).toMatchObject({ user: 'kept' });
});

it.each([
  ['is not there', undefined, /cannot be run: ENOENT/],
  ['fails', 'echo "error with s3cret"; exit 3', /exit code 3/],
  ['says nonsense', 'echo s3cret', /no login/],
  ['waits for a person', 'exec sleep 60', /took too long/],
  ['never ends', 'exec cat /dev/zero', /too much|too long/],
])('says so when a helper %s, and nothing secret', async (_, script, message) => {
  config({ credsStore: 'bad' });
  if (script !== undefined) helper('bad', script);
  const failure = await lookUp('a.example', {}, 500).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'CREDENTIALS_UNUSABLE', message });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('s3cret');
});

it('runs nothing but helpers', async () => {
  config({ credsStore: '../../bin/sh' });
  await expect(lookUp('a.example')).rejects.toMatchObject({
    code: 'CREDENTIALS_UNUSABLE',
    message: expect.stringMatching(/no name of a credential helper/),
  });
});

it('names a file it cannot read, without what is in it', async () => {
  config('{"auths":{"a.example":{"auth":"c2VjcmV0"}}');
  const failure = await lookUp('a.example').catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'CREDENTIALS_UNUSABLE',
    message: expect.stringMatching(/config\.json is no JSON/),
  });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('c2VjcmV0');
  config({ auths: [] });
  await expect(lookUp('a.example')).rejects.toMatchObject({ message: expect.stringMatching(/not what Docker writes/) });
});

it('reads certificates from Docker’s folders', () => {
  mkdirSync(join(dir, 'reg.example:5000'));
  for (const name of ['ca.crt', 'client.cert', 'client.key']) writeFileSync(join(dir, 'reg.example:5000', name), name);
  const found = dockerCertificates([dir]);
  expect(found.authority?.('reg.example:5000')).toBe('ca.crt');
  expect(found.clientCertificate('reg.example:5000')).toEqual({ cert: 'client.cert', key: 'client.key' });
  expect(found.clientCertificate('other.example')).toBeUndefined();
  expect(found.clientCertificate('../x')).toBeUndefined();
  rmSync(join(dir, 'reg.example:5000/client.key'));
  expect(() => found.clientCertificate('reg.example:5000')).toThrow(
    expect.objectContaining({ code: 'CREDENTIALS_UNUSABLE' }),
  );
});

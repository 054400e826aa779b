import { describe, expect, it } from 'vitest';
import type { FactSink } from '../facts/analyzer.ts';
import type { SecretFact } from '../facts/layer-facts.ts';
import type { LayerEntry } from '../source/source.ts';
import { createSecretAnalyzer } from './analyzer.ts';
import { lookAt } from './noise.ts';
import { builtInSecretRules } from './rules/registry.ts';
import { checked, drawn, privateKeyPem } from './token.fixture.ts';
import { readSecretRules } from './user-rules.ts';

const entry = (path: string, bytes: number, kind: LayerEntry['kind'] = 'file'): LayerEntry => ({
  path,
  kind,
  mode: 0o644,
  uid: 0,
  gid: 0,
  bytes,
  modifiedAt: 0,
  target: undefined,
  capabilities: undefined,
});

function scan(files: Readonly<Record<string, string | Uint8Array>>) {
  const secrets: SecretFact[] = [];
  const passedOver: string[] = [];
  const sink = {
    secret: (fact: SecretFact) => secrets.push(fact),
    passedOver: (reason: string) => passedOver.push(reason),
  } as unknown as FactSink;
  const pass = createSecretAnalyzer({ rules: builtInSecretRules, salt: 'salt' }).open(sink);
  for (const [path, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as string);
    const wanted = pass.wants(entry(path, bytes.length));
    if (wanted > 0)
      pass.look({ entry: entry(path, bytes.length), bytes: bytes.subarray(0, wanted), whole: wanted >= bytes.length });
  }
  pass.close();
  return { secrets, passedOver };
}

describe('createSecretAnalyzer', () => {
  it('finds what lies in the files of a layer', () => {
    const token = checked('ghp_');
    const { secrets } = scan({
      'app/.env': `A=1\nTOKEN=${token}\n`,
      'root/.ssh/id_rsa': privateKeyPem('rsa'),
      'usr/share/doc/x/readme': token,
    });
    expect(secrets).toMatchObject([
      { rule: 'github-token', path: 'app/.env', line: 2, validated: 'checksum' },
      { rule: 'private-key', path: 'root/.ssh/id_rsa', line: 1, validated: 'key' },
    ]);
    expect(JSON.stringify(secrets)).not.toContain(token.slice(4, 20));
  });

  it('looks for formats only where others wrote the text', () => {
    const files = (path: string) => ({ [path]: `password = "${drawn(20)}"\nx = "${checked('npm_')}"\n` });
    expect(scan(files('app/settings.py')).secrets.map(({ rule }) => rule)).toEqual(['secret-assignment', 'npm-token']);
    expect(scan(files('usr/lib/python3/dist-packages/x/settings.py')).secrets.map(({ rule }) => rule)).toEqual([
      'npm-token',
    ]);
    expect(scan(files('app/package-lock.json')).secrets.map(({ rule }) => rule)).toEqual(['npm-token']);
  });

  it('says what it did not read, and why', () => {
    const { secrets, passedOver } = scan({
      'app/big.txt': `${'x'.repeat(1024 * 1024)}${checked('ghp_')}`,
      'app/program': Buffer.concat([Buffer.from('\x7fELF\0\0\0\0'), Buffer.from(checked('ghp_'))]),
      'usr/lib/libx.so.1': 'long enough',
      'usr/share/man/man1/x.1': 'long enough',
      'var/lib/dpkg/status': 'long enough',
    });
    expect(secrets).toEqual([]);
    expect(passedOver).toEqual([
      'secret: only the first 1024 KiB read',
      'secret: binary',
      'secret: binary',
      'secret: documentation',
      'secret: package database',
    ]);
  });

  it('reads what Windows wrote', () => {
    const token = checked('ghp_');
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`T=${token}`, 'utf16le')]);
    expect(scan({ 'app/x.ini': utf16 }).secrets).toMatchObject([{ rule: 'github-token' }]);
  });

  it('wants nothing of what is no file', () => {
    const pass = createSecretAnalyzer({ rules: builtInSecretRules, salt: '' }).open({} as FactSink);
    for (const kind of ['directory', 'symlink', 'hardlink', 'device', 'fifo'] as const)
      expect(pass.wants(entry('app/.env', 100, kind))).toBe(0);
  });

  it('has another version for other rules and another salt', () => {
    const version = (rules = builtInSecretRules, salt = 'a') => createSecretAnalyzer({ rules, salt }).version;
    expect(version()).toBe(version());
    expect(version(builtInSecretRules, 'b')).not.toBe(version());
    const own = (pattern: string) =>
      readSecretRules(`rules:\n  - {id: x-y, title: x, keywords: [abc], pattern: '${pattern}'}`, 'own.yaml');
    expect(version(own('abc1'))).not.toBe(version(own('abc2')));
    expect(version(readSecretRules("allow: ['^x']"))).not.toBe(version(readSecretRules("allow: ['^y']")));
  });
});

describe('lookAt', () => {
  it.each([
    ['app/.env', 'all'],
    ['root/.aws/credentials', 'all'],
    ['etc/app/config.yaml', 'all'],
    ['var/cache/debconf/passwords.dat', 'all'],
    ['app/node_modules/x/index.js', 'formats'],
    ['app/yarn.lock', 'formats'],
    ['usr/bin/tool', 'formats'],
  ])('%s: %s', (path, how) => {
    expect(lookAt(path, 100)).toBe(how);
  });

  it.each([
    ['usr/share/doc/x/README', 'documentation'],
    ['usr/lib/x86_64-linux-gnu/libc.so.6', 'binary'],
    ['etc/ssl/certs/ca.pem', 'package database'],
    ['etc/x/server.crt', 'certificate'],
  ])('%s: skipped as %s', (path, skip) => {
    expect(lookAt(path, 100)).toEqual({ skip });
  });
});

it('reads layers again when a rule looks into other files', () => {
  const versionFor = (files: string) => {
    const yaml = `rules: [{ id: own, title: t, keywords: [abc], pattern: abc, files: ["${files}"] }]`;
    return createSecretAnalyzer({ rules: readSecretRules(yaml), salt: '' }).version;
  };

  expect(versionFor('*.env')).toBe(versionFor('*.env'));
  expect(versionFor('*.env')).not.toBe(versionFor('*.ini'));
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../errors.ts';
import { type ConfigRequest, resolveConfig } from './config.ts';
import { flagName, settings } from './settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function request(
  given: Partial<Omit<ConfigRequest, 'surroundings'>> & { env?: Record<string, string>; uid?: number; yaml?: string },
) {
  const file = join(folder, 'plimsoll.yaml');
  if (given.yaml !== undefined) writeFileSync(file, given.yaml);
  return resolveConfig({
    flags: given.flags ?? {},
    file: given.file ?? (given.yaml === undefined ? undefined : file),
    surroundings: { env: { HOME: '/home/ada', XDG_CONFIG_HOME: folder, ...given.env }, uid: given.uid ?? 1000 },
  });
}

describe('where a value comes from', () => {
  it('is the default when nobody says anything', () => {
    const { config, origins, file } = request({});
    expect(config['listen.port']).toBe(7717);
    expect(config.dataDir).toBe('/home/ada/.local/state/plimsoll');
    expect(config['learning.minimum']).toBe(86_400_000);
    expect(origins['listen.port']).toEqual({ from: 'default' });
    expect(file).toBeUndefined();
  });

  it('is the flag before the environment before the file', () => {
    const yaml = 'listen:\n  port: 1\n  address: 0.0.0.0\nnode: from-file\n';
    const { config, origins } = request({
      yaml,
      env: { PLIMSOLL_PORT: '2', PLIMSOLL_NODE: 'from-env' },
      flags: { port: '3' },
    });
    expect([config['listen.port'], config.node, config['listen.address']]).toEqual([3, 'from-env', '0.0.0.0']);
    expect(origins['listen.port']).toEqual({ from: 'flag', name: '--port' });
    expect(origins.node).toEqual({ from: 'environment', name: 'PLIMSOLL_NODE' });
    expect(origins['listen.address']).toEqual({ from: 'file', name: join(folder, 'plimsoll.yaml') });
  });

  it("is root's own place for root", () => expect(request({ uid: 0 }).config.dataDir).toBe('/var/lib/plimsoll'));
  it('follows XDG, but not where it is relative', () => {
    expect(request({ env: { XDG_STATE_HOME: '/s' } }).config.dataDir).toBe('/s/plimsoll');
    expect(request({ env: { XDG_STATE_HOME: 's' } }).config.dataDir).toBe('/home/ada/.local/state/plimsoll');
  });
  it('takes switches and lists as text and as YAML', () => {
    expect(request({}).config['listen.names']).toEqual([]);
    expect(request({ yaml: 'listen:\n  allowRemote: true\n  names: [a, b]\n' }).config['listen.names']).toEqual([
      'a',
      'b',
    ]);
    expect(request({ flags: { allowRemote: 'yes', names: 'a,b' } }).config).toMatchObject({
      'listen.allowRemote': true,
      'listen.names': ['a', 'b'],
    });
  });
});

describe('what is refused', () => {
  it.each([
    ['an unknown name', 'lisen:\n  port: 1\n', /no setting "lisen"/],
    ['an unknown name in a room', 'listen:\n  prot: 1\n', /no setting "listen.prot"/],
    ['a value out of range', 'listen:\n  port: 70000\n', /listen.port from .*plimsoll.yaml: "70000" is not accepted/],
    ['a duration without a unit', 'learning:\n  minimum: "24"\n', /is not a duration/],
    ['a list', '- a\n- b\n', /must hold settings by name/],
    ['what is no YAML', 'listen: [\n', /not valid YAML/],
    ['aliases', 'a: &a [x]\nlisten: {port: *a}\n', /not valid YAML|no setting/],
    ['a key twice', 'node: a\nnode: b\n', /not valid YAML/],
  ])('%s', (_, yaml, message) => expect(() => request({ yaml })).toThrow(message));

  it('a file that was asked for and is not there', () => {
    expect(() => request({ file: join(folder, 'none.yaml') })).toThrow(/cannot be read/);
  });

  it('nothing else than with a HostError, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.string(), (yaml) => {
        try {
          request({ yaml });
        } catch (error) {
          expect(error).toBeInstanceOf(HostError);
        }
      }),
      { numRuns: 60 },
    );
  });
});

it('gives every setting one flag and one variable of its own', () => {
  for (const kind of [settings.map((s) => s.key), settings.map((s) => s.flag), settings.map((s) => s.env)]) {
    expect(new Set(kind).size).toBe(settings.length);
  }
  expect(settings.map(flagName)).toContain('dataDir');
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { formatReference, parseReference } from './reference.ts';

const HEX = 'a'.repeat(64);

describe('parseReference', () => {
  it.each([
    ['debian', 'docker.io/library/debian:latest'],
    ['debian:12', 'docker.io/library/debian:12'],
    ['grafana/grafana', 'docker.io/grafana/grafana:latest'],
    ['docker.io/debian', 'docker.io/library/debian:latest'],
    ['index.docker.io/library/debian:12', 'docker.io/library/debian:12'],
    ['localhost/web', 'localhost/web:latest'],
    ['localhost:5000/web', 'localhost:5000/web:latest'],
    ['127.0.0.1:5000/shop/web:1.4', '127.0.0.1:5000/shop/web:1.4'],
    ['[::1]:5000/web', '[::1]:5000/web:latest'],
    ['registry.example:443/a/b/c:x_Y-1.2', 'registry.example:443/a/b/c:x_Y-1.2'],
    [`debian@sha256:${HEX}`, `docker.io/library/debian@sha256:${HEX}`],
    [`ghcr.io/a/b:1@sha256:${HEX}`, `ghcr.io/a/b:1@sha256:${HEX}`],
    ['a/b__c', 'docker.io/a/b__c:latest'],
    ['a/b---c', 'docker.io/a/b---c:latest'],
    ['Registry.Example/web', 'Registry.Example/web:latest'],
  ])('%s is %s', (text, full) => {
    expect(formatReference(parseReference(text))).toBe(full);
  });

  it.each([
    ...[
      '',
      ':',
      '/',
      'Debian',
      'debian:',
      'debian:ta g',
      'debian:-x',
      'a//b',
      '/a',
      'a/',
      'a/../b',
      'a b',
      '-a',
      'a-',
      'a..b',
      'a___b',
    ],
    ...[
      'registry.example/',
      'registry.example:0/a',
      'registry.example:65536/a',
      'registry.example:x/a',
      '[::1/a',
      'a@sha256:12',
    ],
    ...[
      `a@sha256:${'A'.repeat(64)}`,
      `a@md5:${HEX}`,
      `a@sha256:${HEX}@sha256:${HEX}`,
      'a:b:c',
      `a:${'t'.repeat(129)}`,
      `a/${'b'.repeat(300)}`,
    ],
    ...['http://registry.example/a', 'user@registry.example/a', 'a\n', 'registry.example/a?x', `${'x/'.repeat(600)}y`],
  ])('refuses %j', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'REFERENCE_INVALID' }));
  });

  it('says what a name in capitals should have been', () => {
    expect(() => parseReference('Debian')).toThrow(/did you mean library\/debian/);
  });

  it('reads what it writes', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,5})?$/);
    const host = fc.constantFrom('docker.io', 'ghcr.io', 'localhost:5000', 'registry.example', '[::1]:5000');
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: undefined });
    fc.assert(
      fc.property(
        host,
        fc.array(part, { minLength: 2, maxLength: 4 }),
        tag,
        fc.boolean(),
        (registry, parts, name, hasDigest) => {
          const digest = hasDigest ? (`sha256:${HEX}` as const) : undefined;
          const reference = {
            registry,
            repository: parts.join('/'),
            tag: name ?? (hasDigest ? undefined : 'latest'),
            digest,
          };
          expect(parseReference(formatReference(reference))).toEqual(reference);
        },
      ),
    );
  });

  it('answers or refuses any text at all', () => {
    const near = fc.stringMatching(/^[a-zA-Z0-9.:/@_[\]-]{0,60}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        try {
          const reference = parseReference(text);
          expect(parseReference(formatReference(reference))).toEqual(reference);
        } catch (error) {
          expect(error).toBeInstanceOf(ScanError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

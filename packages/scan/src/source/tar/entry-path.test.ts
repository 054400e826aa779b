import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entryPath } from './entry-path.ts';

it.each([
  ['usr/bin/env', 'usr/bin/env'],
  ['./usr//bin/./env', 'usr/bin/env'],
  ['/usr/bin/', 'usr/bin'],
  ['usr/.hidden/..data/...', 'usr/.hidden/..data/...'],
  ['.', ''],
  ['', ''],
  ['/', ''],
])('%j is %j', (raw, path) => expect(entryPath(raw)).toEqual({ path }));

it.each([
  ['..', 'climbs'],
  ['a/..', 'climbs'],
  ['/../etc', 'climbs'],
  ['a/b/../../../etc/passwd', 'climbs'],
  ['a\0b', 'has a zero byte'],
  ['a/'.repeat(3000), 'too long'],
])('%j is refused', (raw, fault) => expect(entryPath(raw)).toEqual({ fault }));

it('never leads out, and stays as it is once clean', () => {
  const part = fc.constantFrom('..', '.', '', 'a', '.wh.b', '...', 'c d', '\\', '..a');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const found = entryPath(parts.join('/'));
      if ('fault' in found) expect(parts).toContain('..');
      else {
        expect(found.path.split('/').some((one) => one === '..' || one === '.')).toBe(false);
        expect(found.path).not.toMatch(/^\/|\/\/|\/$/);
        expect(entryPath(found.path)).toEqual(found);
      }
    }),
    { numRuns: 500 },
  );
});

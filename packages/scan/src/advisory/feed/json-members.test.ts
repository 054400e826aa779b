import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../mirror.fixture.ts';
import { jsonMembers, MembersError } from './json-members.ts';

async function read(
  text: string,
  limits = { memberBytes: 1 << 20, members: 1000 },
): Promise<readonly (readonly [string, unknown])[]> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'x.json');
  writeFileSync(file, text);
  return await Array.fromAsync(jsonMembers(file, limits));
}

it('gives what JSON.parse gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
      fc.constantFrom(undefined, 2),
      async (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const plain = JSON.parse(text) as object;
        expect((await read(text)).filter(([key]) => key !== '__proto__')).toEqual(
          Object.entries(plain).filter(([key]) => key !== '__proto__'),
        );
      },
    ),
    { numRuns: 60 },
  );
});

it('across the borders of what is read at once', async () => {
  const long = { a: 'x'.repeat(300_000), b: { c: '}{"\\' }, d: 'y'.repeat(300_000) };
  expect(await read(JSON.stringify(long))).toEqual(Object.entries(long));
});

it.each([
  ['[]', /no JSON object/],
  ['{"a":1', /ends too early/],
  ['{"a":1}{"b":2}', /no JSON object/],
  ['{"a":}', /no JSON/],
  ['{a}', /no JSON/],
  ['', /ends too early/],
  [`{"a":${'['.repeat(200)}`, /nested/],
  ['{"a":1,,"b":2}', /no JSON/],
])('refuses %s', async (text, message) => {
  await expect(read(text)).rejects.toThrow(MembersError);
  await expect(read(text)).rejects.toThrow(message);
});

it('bounds a member and their number', async () => {
  await expect(read(`{"a":"${'x'.repeat(2_000_000)}"}`)).rejects.toThrow(/bytes/);
  await expect(read('{"a":1,"b":2}', { memberBytes: 100, members: 1 })).rejects.toThrow(/more than 1 members/);
});

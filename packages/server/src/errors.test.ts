import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('documents every code, and no other', () => {
  const declared = [read('./errors.ts'), read('../../core/src/errors.ts'), read('../../api/src/client.ts')]
    .flatMap((source) => source.match(/'[A-Z]+(?:_[A-Z]+)+'|'INTERNAL'|'UNREACHABLE'/g) ?? [])
    .map((quoted) => quoted.slice(1, -1));
  const documented = (read('../../../docs/reference/errors.md').match(/^\| `[A-Z_]+`/gm) ?? []).map((cell) =>
    cell.slice(3, -1),
  );

  expect(declared.length).toBeGreaterThan(30);
  expect([...new Set(documented)].sort()).toEqual([...new Set(declared)].sort());
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('documents every code, and no other', () => {
  const sources = ['./errors.ts', '../../core/src/errors.ts', '../../agent/src/errors.ts', '../../api/src/client.ts'];
  const declared = sources
    .map(read)
    .flatMap((source) => source.match(/'[A-Z]+(?:_[A-Z]+)+'|'INTERNAL'|'UNREACHABLE'/g) ?? [])
    .map((quoted) => quoted.slice(1, -1));
  const documented = (read('../../../docs/reference/errors.md').match(/^\| `[A-Z_]+`/gm) ?? []).map((cell) =>
    cell.slice(3, -1),
  );

  expect(declared.length).toBeGreaterThan(40);
  expect([...new Set(documented)].sort()).toEqual([...new Set(declared)].sort());
});

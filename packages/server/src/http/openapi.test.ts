import { readFileSync } from 'node:fs';
import { openApi, productVersion, routes } from '@plimsoll/api';
import { expect, it } from 'vitest';

const written = JSON.parse(readFileSync(new URL('../../../../docs/reference/openapi.json', import.meta.url), 'utf8'));

it('is up to date (node --conditions=source packages/server/src/http/openapi-write.ts)', () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(openApi(productVersion))));
});

it('tells of every route', () => {
  const operations = Object.values(written.paths as Record<string, Record<string, { operationId?: string }>>).flatMap(
    (path) => Object.values(path).map((operation) => operation.operationId),
  );
  expect(operations).toEqual(expect.arrayContaining(Object.keys(routes)));
});

it('points at nothing that is not there', () => {
  const references = [...JSON.stringify(written).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
    ([, id]) => id,
  );
  expect(references.length).toBeGreaterThan(5);
  expect(Object.keys(written.components.schemas)).toEqual(expect.arrayContaining(references));
});

import { expect, it } from 'vitest';
import { toQuery } from './queries.ts';

it('asks the server what the view shows', () => {
  const now = 1_700_000_000_000;
  const query = toQuery({ state: ['open'], scope: 'docker/web', range: '1h' }, now);

  expect(query).toMatchObject({ state: ['open'], workload: 'docker/web', sort: 'newest' });
  expect(now - Number(query.since)).toBeGreaterThanOrEqual(3_600_000);
  expect(query).not.toHaveProperty('until');
});

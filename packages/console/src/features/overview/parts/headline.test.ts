import { expect, it } from 'vitest';
import { healthyNode, healthyStatus } from '../../../lib/status.fixture.ts';
import { headlineOf } from './headline.tsx';

it('says how many are urgent', () => {
  const status = { ...healthyStatus, openFindings: { critical: 1, high: 1, medium: 4, low: 0 } };

  expect(headlineOf(status)).toEqual({ kind: 'findings', words: '2 findings to look at now' });
});

it('says blind first, and never clear while blind', () => {
  const blindNode = { ...healthyNode, sensor: 'unavailable' as const };

  expect(headlineOf({ ...healthyStatus, nodes: [healthyNode, blindNode] })).toEqual({
    kind: 'blind',
    words: 'Blind on 1 of 2 nodes',
  });
  expect(headlineOf({ ...healthyStatus, state: 'blind', nodes: [] }).kind).toBe('blind');
});

it('tells learning and clear apart', () => {
  expect(headlineOf(healthyStatus).kind).toBe('clear');
  expect(headlineOf({ ...healthyStatus, state: 'learning' }).kind).toBe('learning');
});

import { describe, expect, it } from 'vitest';
import { standingOf } from './standing.ts';

const hour = 3_600_000;
const page = (scanned: number, total: number, severity: Record<string, number> = {}) => ({
  total,
  facets: {
    state: [
      { value: 'scanned', count: scanned },
      { value: 'incomplete', count: total - scanned },
    ],
    severity: Object.entries(severity).map(([value, count]) => ({ value, count })),
    repository: [],
    workload: [],
  },
});

describe('how all images stand', () => {
  it('says clear only with proof', () => {
    const { kind, proof } = standingOf(page(12, 12), { ageMs: 3 * hour });

    expect(kind).toBe('clear');
    expect(proof.map(({ words }) => words)).toEqual(['12 of 12 images scanned to the end', 'newest advisory 3 h old']);
    expect(proof.some(({ wanting }) => wanting)).toBe(false);
  });

  it.each([
    ['an image was not scanned to its end', page(11, 12), { ageMs: hour }],
    ['there are no advisories', page(12, 12), { ageMs: null }],
    ['nobody knows how old the advisories are', page(12, 12), undefined],
    ['the advisories are old', page(12, 12), { ageMs: 200 * hour }],
  ])('never says clear when %s', (_why, images, advisories) => {
    const { kind, words } = standingOf(images, advisories);

    expect(kind).toBe('incomplete');
    expect(words).not.toContain('clear');
  });

  it('puts what is bad before what is missing', () => {
    expect(standingOf(page(1, 12, { critical: 2, high: 1 }), { ageMs: null })).toMatchObject({
      kind: 'findings',
      words: '3 images have critical or high findings',
    });
  });

  it('has nothing to say where there are no images', () => {
    expect(standingOf(page(0, 0), { ageMs: hour }).kind).toBe('nothing');
  });
});

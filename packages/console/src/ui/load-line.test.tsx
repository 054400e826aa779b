import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Coverage } from '../lib/words.ts';
import { LoadLine, placeOf } from './load-line.tsx';

const coverage: Coverage = {
  behaviour: 'process',
  estimate: 0.002,
  upperBound: 0.01,
  target: 0.001,
  blocks: 500,
  unit: 'slices of 10 s',
  trusted: 12,
  probationary: 1,
};

describe('load line', () => {
  it('places a smaller chance further right, always on the scale', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(chance, chance, (a, b) => {
        const [small, large] = a < b ? [a, b] : [b, a];
        expect(placeOf(small)).toBeGreaterThanOrEqual(placeOf(large));
        expect(placeOf(a)).toBeGreaterThanOrEqual(0);
        expect(placeOf(a)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('says in words what it draws', () => {
    expect(renderToStaticMarkup(<LoadLine coverage={coverage} />)).toContain(
      'Processes: chance that the next slice of 10 s shows something new, estimate 1 in 500, at most 1 in 100, needed 1 in 1,000',
    );
  });

  it('counts as reached by the upper bound, not by the estimate', () => {
    const lucky = { ...coverage, estimate: 0.0001, upperBound: 0.01 };

    expect(renderToStaticMarkup(<LoadLine coverage={lucky} />)).not.toContain('data-reached');
    expect(renderToStaticMarkup(<LoadLine coverage={{ ...lucky, upperBound: 0.0009 }} />)).toContain('data-reached');
  });

  it('draws no dot before anything was learned', () => {
    const nothing = { ...coverage, estimate: 1, upperBound: 1, blocks: 0 };

    expect(renderToStaticMarkup(<LoadLine coverage={nothing} />)).not.toMatch(/class="[^"]*dot/);
  });
});

import type { EpochMs, Image, OperatingSystem } from '@plimsoll/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { configJudges } from './config-checks.ts';
import { nextChangeOf } from './next-change.ts';
import type { CheckSubject } from './subject.ts';

const day = 86_400_000;
const days = fc.integer({ min: 16_000, max: 21_000 }).map((number) => number * day);

it('names the first day on which a check says something else, and no day on which none does', () => {
  const moments = fc.record({
    endOfLifeAt: fc.option(days, { nil: undefined }),
    extendedSupportUntil: fc.option(days, { nil: undefined }),
    createdAt: fc.option(days, { nil: undefined }),
    baseAt: fc.option(days, { nil: undefined }),
    now: days,
  });
  fc.assert(
    fc.property(moments, ({ createdAt, baseAt, now, ...ends }) => {
      const os = {
        id: 'ubuntu',
        name: 'Ubuntu',
        version: '1',
        idLike: [],
        codename: undefined,
        ...ends,
      } as OperatingSystem;
      const base = { name: 'debian:12', digest: undefined, layers: 1, how: 'history' };
      const image = { os, createdAt, base, layers: [{}, {}] } as unknown as Image;
      const history = [baseAt, createdAt].map((at) => ({
        createdAt: at,
        createdBy: 'x',
        comment: '',
        emptyLayer: false,
      }));
      const states = (at: number) =>
        ['image-os-end-of-life', 'image-old'].map((id) => {
          const answer = configJudges[id]?.({
            image,
            contents: {},
            history,
            now: at as EpochMs,
          } as unknown as CheckSubject);
          // The age of an image is told in days: that is no change of what follows from it.
          return id === 'image-old' ? answer?.state : answer;
        });
      const next = nextChangeOf(image, now as EpochMs, history);
      const later = next ?? now + 20_000 * day;
      if (next !== undefined) expect(next).toBeGreaterThan(now);
      for (const share of [0.1, 0.5, 0.9, 0.999]) expect(states(now + (later - 1 - now) * share)).toEqual(states(now));
    }),
  );
});

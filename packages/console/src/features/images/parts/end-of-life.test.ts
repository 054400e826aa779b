import { describe, expect, it } from 'vitest';
import { lifeWords } from './end-of-life.ts';

const day = 86_400_000;
const now = 1_800_000_000_000;
const os = { id: 'debian', idLike: [], version: '12', name: 'Debian 12' };

describe('end of life', () => {
  it.each([
    [{ endOfLifeAt: now + 400 * day }, 'gets fixes for 400 days more', false],
    [{ endOfLifeAt: now + 20 * day }, 'gets fixes for 20 days more', true],
    [{ endOfLifeAt: now - 30 * day }, 'end of life since 30 days: gets no fixes', true],
    [
      { endOfLifeAt: now - 30 * day, extendedSupportUntil: now + 60 * day },
      'end of life; paid support gives fixes for 60 days more',
      true,
    ],
  ])('%o', (given, words, urgent) => {
    expect(lifeWords({ ...os, ...given } as never, now)).toEqual({ words, urgent });
  });

  it('says nothing where nobody knows', () => {
    expect(lifeWords(os, now)).toBeUndefined();
  });
});

import type { Schedule } from '@plimsoll/api';
import { describe, expect, it } from 'vitest';
import { inZone, scopeWords } from './schedule-words.ts';

describe('schedules in words', () => {
  it('name the registry they look through, or say that it is gone', () => {
    const scope = { kind: 'registry', registry: 'a' } as unknown as Schedule['scope'];

    expect(scopeWords(scope, [{ id: 'a', name: 'Shop' }] as never)).toBe('Look through Shop');
    expect(scopeWords(scope, [])).toBe('Look through a registry that is gone');
  });

  it('tell the time in their own zone', () => {
    expect(inZone(Date.UTC(2026, 10, 24, 2, 0), 'Europe/Berlin')).toBe('24 Nov, 03:00 in Europe/Berlin');
    expect(inZone(0, 'Nowhere/None')).toBe('in Nowhere/None');
  });
});

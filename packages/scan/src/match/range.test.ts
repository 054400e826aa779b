import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdvisoryEvent } from '../advisory/advisory.ts';
import { schemes } from '../version/schemes.ts';
import { judgeAdvisory } from './range.ts';
import { createReadings } from './readings.ts';

const context = { scheme: schemes.semver, readings: createReadings() };
const judge = (version: string | undefined, events: readonly AdvisoryEvent[], versions: readonly string[] = []) =>
  judgeAdvisory(version, { ranges: events.length === 0 ? [] : [{ type: 'SEMVER', events }], versions }, context);

describe('rule 12: ranges', () => {
  const pairs = [{ introduced: '0' }, { fixed: '1.4.0' }, { introduced: '2.0.0' }, { fixed: '2.3.0' }] as const;

  it.each([
    ['1.0.0', 'affected', '1.4.0'],
    ['1.4.0', 'not-affected', undefined],
    ['1.9.0', 'not-affected', undefined],
    ['2.0.0', 'affected', '2.3.0'],
    ['2.3.0-rc.1', 'affected', '2.3.0'],
    ['2.3.0', 'not-affected', undefined],
  ] as const)('of several pairs: %s is %s, fixed in %s', (version, verdict, fixedIn) => {
    expect(judge(version, pairs)).toMatchObject({ verdict, fixedIn });
    expect(judge(version, pairs.toReversed())).toMatchObject({ verdict, fixedIn });
  });

  it('include the last affected version, and promise no fix after it', () => {
    const events = [{ introduced: '1.0.0' }, { lastAffected: '1.4.0' }] as const;

    expect(judge('1.4.0', events)).toEqual({
      verdict: 'affected',
      fixedIn: undefined,
      condition: '1.4.0 is the last version known to be affected',
    });
    expect(judge('1.4.1', events).verdict).toBe('not-affected');
    expect(judge('0.9.0', events).verdict).toBe('not-affected');
    expect(judge('1.0.0', [{ introduced: '1.0.0' }, { lastAffected: '1.0.0' }]).verdict).toBe('affected');
  });

  it('end at a limit', () => {
    const events = [{ introduced: '0' }, { limit: '2.0.0' }] as const;

    expect(judge('1.9.9', events).verdict).toBe('affected');
    expect(judge('2.0.0', events).verdict).toBe('not-affected');
  });

  it('without a fix are all versions, even one that cannot be read', () => {
    for (const version of ['1.0.0', 'odd', undefined])
      expect(judge(version, [{ introduced: '0' }])).toEqual({
        verdict: 'affected',
        fixedIn: undefined,
        condition: 'all versions, no fix known',
      });
  });

  it('begin again at the very version in which the one before ends', () => {
    expect(
      judge('1.0.0', [{ introduced: '0' }, { fixed: '1.0.0' }, { introduced: '1.0.0' }, { fixed: '2.0.0' }]).verdict,
    ).toBe('affected');
    expect(judge('1.0.0', [{ introduced: '1.0.0' }, { fixed: '1.0.0' }]).verdict).toBe('not-affected');
  });

  it('cannot be decided for what cannot be compared', () => {
    const events = [{ introduced: '0' }, { fixed: '1.0.0' }] as const;

    expect(judge('odd', events).verdict).toBe('undecided');
    expect(judge(undefined, events).verdict).toBe('undecided');
    expect(judge('0.5.0', [{ introduced: '0' }, { fixed: 'odd' }]).verdict).toBe('undecided');
  });

  it('are joined with the list of versions', () => {
    const events = [{ introduced: '0' }, { fixed: '1.0.0' }] as const;

    expect(judge('1.5.0', events, ['1.5.0'])).toMatchObject({
      verdict: 'affected',
      condition: '1.5.0 is listed as affected',
    });
    expect(judge('1.5.1', events, ['1.5.0']).verdict).toBe('not-affected');
    expect(judge('1.5.1', [], ['1.5.0']).verdict).toBe('not-affected');
    expect(judge('v1.5.0', [], ['1.5.0']).verdict).toBe('affected');
    expect(judge(undefined, [], ['1.5.0']).verdict).toBe('undecided');
  });

  it('that overlap end with the last of them', () => {
    const ranges = ['1.4.0', '1.6.0', '1.5.0'].map(
      (fixed) => ({ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }) as const,
    );

    expect(judgeAdvisory('1.0.0', { ranges, versions: [] }, context).fixedIn).toBe('1.6.0');
  });

  it('never call the fix they name affected', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'));
    const event = fc.oneof(
      version.map((introduced): AdvisoryEvent => ({ introduced })),
      version.map((fixed): AdvisoryEvent => ({ fixed })),
      version.map((lastAffected): AdvisoryEvent => ({ lastAffected })),
    );
    fc.assert(
      fc.property(version, fc.array(event, { maxLength: 6 }), (installed, events) => {
        const { verdict, fixedIn } = judge(installed, events);
        if (fixedIn === undefined) return;
        expect(verdict).toBe('affected');
        expect(schemes.semver.compare(fixedIn, installed)).toBeGreaterThan(0);
        const reintroduced = events.some((each) => 'introduced' in each && each.introduced === fixedIn);
        if (!reintroduced) expect(judge(fixedIn, events).verdict).toBe('not-affected');
      }),
      { numRuns: 2000 },
    );
  });
});

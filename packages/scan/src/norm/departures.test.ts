import type { EpochMs } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { departures, digitsNeeded, itemDigits, normNote, numberDigits, packageDigits } from './departures.ts';
import { history, planted, profileWith, seeded } from './history.fixture.ts';
import { itemAspects, learnNorm, numberAspects } from './norm.ts';
import type { ImageProfile } from './profile.ts';

const alone = { peers: undefined };
const line = history(seeded(3), 14);
const newest = line.at(-1) as ImageProfile;
const aspectsOf = (line: readonly ImageProfile[], profile: ImageProfile) =>
  departures(learnNorm(line), profile, alone).map(({ aspect }) => aspect);

describe('departures', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'bears an image whose user is called %s',
    (name) => {
      const profile = { ...newest, items: { ...newest.items, user: [name] } };
      const peers = learnNorm(history(seeded(4), 14), 'peers');
      const [found] = departures(learnNorm(line), profile, { peers }).filter(({ aspect }) => aspect === 'user');

      expect(found).toMatchObject({ why: { observed: name, path: undefined } });
      expect(found?.sentence).toMatch(/none of 14 other repositories has it either\.$/);
    },
  );

  it('alarms at one clean version in twenty at most', () => {
    let judged = 0;
    let alarmed = 0;
    for (let seed = 1; seed <= 120; seed++) {
      const versions = history(seeded(seed), 36);
      for (let n = 5 + (seed % 5); n < versions.length; n += 5) {
        judged++;
        if (departures(learnNorm(versions.slice(0, n)), versions[n] as ImageProfile, alone).length > 0) alarmed++;
      }
    }
    expect(judged).toBeGreaterThan(700);
    expect(alarmed / judged).toBeLessThanOrEqual(0.05);
  });

  const anomalies: readonly (readonly [string, string, (profile: ImageProfile) => ImageProfile])[] = [
    ['a static binary', 'executable-trait', (one) => planted(one, { 'executable-trait': ['static'] })],
    ['a packed executable', 'executable-trait', (one) => planted(one, { 'executable-trait': ['packed with upx'] })],
    ['another user', 'user', (one) => planted({ ...one, items: { ...one.items, user: [] } }, { user: ['nobody-yet'] })],
    ['another port', 'port', (one) => planted(one, { port: ['4444/tcp'] })],
    ['another registry', 'registry', (one) => planted(one, { registry: ['registry.elsewhere.example'] })],
    ['a capability', 'capability', (one) => planted(one, { capability: ['cap_net_raw'] })],
    ['LD_PRELOAD', 'loader-setting', (one) => planted(one, { 'loader-setting': ['LD_PRELOAD'] })],
    ['another start', 'start', (one) => planted(one, { start: ['/tmp/run'] })],
    [
      'twice the packages',
      'packages',
      (one) =>
        planted(
          one,
          { package: one.items.package.map((name) => `${name}-copy`) },
          { numbers: { ...one.numbers, packages: 2 * one.numbers.packages } },
        ),
    ],
  ];

  it.each(anomalies)('finds %s in nine repositories of ten', (_, aspect, plant) => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const versions = history(seeded(seed), 14).map((one) =>
        // A repository of Go programs has had static binaries always.
        aspect === 'executable-trait'
          ? {
              ...one,
              items: {
                ...one.items,
                'executable-trait': one.items['executable-trait'].filter((trait) => trait !== 'static'),
              },
            }
          : one,
      );
      if (aspectsOf(versions, plant(versions.at(-1) as ImageProfile)).includes(aspect)) found++;
    }
    expect(found).toBeGreaterThanOrEqual(36);
  });

  it('says what is new, in what, and since how many versions', () => {
    const without = line.map((one) => ({ ...one, items: { ...one.items, 'executable-trait': ['dynamic'] } }));
    const odd = planted(
      without.at(-1) as ImageProfile,
      { 'executable-trait': ['static'] },
      { places: { static: '/usr/local/bin/xmr' } },
    );

    const [finding] = departures(learnNorm(without), odd, alone);

    expect(finding).toMatchObject({
      kind: 'detection',
      aspect: 'executable-trait',
      images: 14,
      severity: 'high',
      sentence:
        'First statically linked executable outside package ownership in 14 versions of shop/web: /usr/local/bin/xmr.',
      why: { path: 'usr/local/bin/xmr' },
    });
    expect(finding?.digits).toBeGreaterThan(digitsNeeded);
  });

  it('says nothing with four images, and says so', () => {
    const few = learnNorm(line.slice(0, 4));
    expect(departures(few, planted(newest, { user: ['x'] }), alone)).toEqual([]);
    expect(normNote(few, alone)).toMatch(
      /4 earlier images of the repository are known, and a norm needs 5: departures were not judged/,
    );
    expect(normNote(learnNorm(line), alone)).toBeUndefined();
  });

  it('holds a young repository against its peers', () => {
    const others = Array.from({ length: 30 }, (_, index) => history(seeded(index + 100), 6).at(-1) as ImageProfile);
    const peers = learnNorm(others, 'peers');
    const young = learnNorm(line.slice(0, 2));
    const odd = planted(newest, { capability: ['cap_sys_admin'] });

    expect(departures(young, odd, { peers }).map(({ aspect }) => aspect)).toContain('capability');
    expect(departures(young, odd, { peers })[0]?.sentence).toMatch(/in 30 repositories like shop\/web/);
    expect(normNote(young, { peers })).toMatch(/judged against 30 other repositories/);
    expect(departures(learnNorm(line), odd, { peers })[0]?.sentence).toMatch(
      /none of 30 other repositories has it either/,
    );
  });

  it('is less surprised where things change often', () => {
    const restless = line.map((one, index) => ({ ...one, items: { ...one.items, port: [`${8000 + index}/tcp`] } }));
    const odd = planted(newest, { port: ['4444/tcp'] });
    expect(itemDigits(learnNorm(restless), odd, 'port').digits).toBeLessThan(1);
    expect(itemDigits(learnNorm(line), odd, 'port').digits).toBeGreaterThan(digitsNeeded);
  });
});

describe('learnNorm', () => {
  const anyItems = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'constructor', '__proto__'), { maxLength: 4 });
  const anyProfile: fc.Arbitrary<ImageProfile> = fc
    .record({
      items: fc.array(anyItems, { minLength: 14, maxLength: 14 }),
      numbers: fc.array(fc.nat(1e9), { minLength: 4, maxLength: 4 }),
      at: fc.integer({ min: 1, max: 1e6 }),
    })
    .map(({ items, numbers, at }) =>
      profileWith({
        at: at as EpochMs,
        items: Object.fromEntries(
          itemAspects.map((aspect, index) => [aspect, items[index] ?? []]),
        ) as unknown as ImageProfile['items'],
        numbers: Object.fromEntries(
          numberAspects.map((aspect, index) => [aspect, numbers[index] ?? 0]),
        ) as ImageProfile['numbers'],
      }),
    );
  const digitsOf = (line: readonly ImageProfile[], profile: ImageProfile): readonly number[] => {
    const norm = learnNorm(line);
    return [
      ...itemAspects.map((aspect) => itemDigits(norm, profile, aspect).digits),
      ...numberAspects.map((aspect) => numberDigits(norm, profile, aspect)),
      packageDigits(norm, profile).digits,
    ];
  };

  it('does not depend on the order the profiles come in', () => {
    fc.assert(
      fc.property(
        fc.array(anyProfile, { minLength: 2, maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (profiles, picks) => {
          fc.pre(new Set(profiles.map(({ at }) => at)).size > 1);
          const shuffled = [...profiles]
            .map((profile) => ({ profile, pick: picks.next().value as number }))
            .sort((a, b) => a.pick - b.pick)
            .map(({ profile }) => profile);
          expect(learnNorm(shuffled)).toEqual(learnNorm(profiles));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is never more surprised by what it has learned', () => {
    fc.assert(
      fc.property(fc.array(anyProfile, { minLength: 5, maxLength: 9 }), anyProfile, (profiles, odd) => {
        const before = digitsOf(profiles, odd);
        const after = digitsOf([...profiles, odd], odd);
        for (const [index, digits] of before.entries()) expect(after[index]).toBeLessThanOrEqual(digits);
        expect(departures(learnNorm([...profiles, odd]), odd, alone)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('survives being stored', () => {
    const norm = learnNorm(line);
    expect(JSON.parse(JSON.stringify(norm))).toEqual(norm);
  });
});

import type { EpochMs } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import { fakeAdvisories } from '../../match/advisories.fixture.ts';
import { supportOf } from './end-of-life.ts';
import { supportDates } from './end-of-life-dates.ts';

const day = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);

describe('supportOf', () => {
  it.each([
    ['debian', '12', 'Debian GNU/Linux 12 (bookworm)', '2026-07-11', '2028-06-30'],
    ['ubuntu', '22.04', 'Ubuntu 22.04.5 LTS', '2027-06-01', '2032-04-21'],
    ['alpine', '3.20.3', 'Alpine Linux v3.20', '2026-04-01', undefined],
    ['rhel', '8.10', 'Red Hat Enterprise Linux 8.10', '2029-05-31', '2032-05-31'],
    ['centos', '8', 'CentOS Linux 8', '2021-12-31', undefined],
    ['centos', '8', 'CentOS Stream 8', '2024-05-31', undefined],
    ['amzn', '2023', 'Amazon Linux 2023', '2029-06-30', undefined],
    ['debian', '', 'Debian GNU/Linux trixie/sid', undefined, undefined],
    ['wolfi', '20230201', 'Wolfi', undefined, undefined],
    ['constructor', '1', '', undefined, undefined],
    ['debian', 'toString', '', undefined, undefined],
  ])('%s %s', (id, version, name, ends, extended) => {
    const { endOfLifeAt, extendedSupportUntil } = supportOf({ id, version, name });
    expect([day(endOfLifeAt), day(extendedSupportUntil)]).toEqual([ends, extended]);
  });

  const at = (text: string) => Date.parse(text) as EpochMs;
  const ends = fakeAdvisories([], {
    ends: {
      'alpine-linux/3.99': { endOfLifeAt: at('2041-05-01'), extendedSupportUntil: undefined },
      'amazon-linux/2027': { endOfLifeAt: at('2031-06-30'), extendedSupportUntil: at('2034-06-30') },
      'azure-linux/3.0': { endOfLifeAt: at('2027-08-31'), extendedSupportUntil: undefined },
      'centos-stream/9': { endOfLifeAt: at('2027-06-01'), extendedSupportUntil: undefined },
      'debian/12': { endOfLifeAt: at('2026-06-10'), extendedSupportUntil: at('2028-07-01') },
      'nginx/1.27': { endOfLifeAt: at('2025-06-24'), extendedSupportUntil: undefined },
      'photon/6': { endOfLifeAt: at('2030-01-01'), extendedSupportUntil: undefined },
      'rhel/8': { endOfLifeAt: undefined, extendedSupportUntil: at('2033-05-31') },
      'sles/15': { endOfLifeAt: at('2019-12-31'), extendedSupportUntil: undefined },
      'ubuntu/16.04': { endOfLifeAt: at('2026-05-01'), extendedSupportUntil: undefined },
    },
  });

  it.each([
    ['a release the table does not know', 'alpine', '3.99.2', '', '2041-05-01', undefined],
    ['another name than os-release has', 'amzn', '2027', '', '2031-06-30', '2034-06-30'],
    ['a system the table does not know', 'azurelinux', '3.0', '', '2027-08-31', undefined],
    ['a release that has fewer parts there', 'photon', '6.0', '', '2030-01-01', undefined],
    ['what shares its id with another', 'centos', '9', 'CentOS Stream 9', '2027-06-01', undefined],
    ['other days than the table has', 'debian', '12', '', '2026-06-10', '2028-07-01'],
    ['one day of two', 'rhel', '8.10', '', '2029-05-31', '2033-05-31'],
    ['an end later than the extended one of the table', 'ubuntu', '16.04', '', '2026-05-01', undefined],
    ['less exactly than the table', 'sles', '15.7', '', '2031-07-31', '2034-07-31'],
    ['nothing', 'fedora', '43', '', '2026-12-09', undefined],
    ['what is no operating system', 'nginx', '1.27', '', undefined, undefined],
    ['a rolling release', 'debian', '', '', undefined, undefined],
  ])('with a database that tells %s', (_, id, version, name, end, extended) => {
    const { endOfLifeAt, extendedSupportUntil } = supportOf({ id, version, name }, ends);
    expect([day(endOfLifeAt), day(extendedSupportUntil)]).toEqual([end, extended]);
  });

  it('takes the named day for one of support, from either source', () => {
    const debian = { id: 'debian', version: '12', name: '' };
    for (const source of [ends, undefined])
      expect(new Date(supportOf(debian, source).endOfLifeAt!).toISOString()).toMatch(/T23:59:59\.999Z$/);
  });

  it('has only real days, and no extended support that ends before the regular one', () => {
    for (const releases of Object.values(supportDates)) {
      for (const [ends, extended = ends] of Object.values(releases)) {
        expect(day(Date.parse(ends))).toBe(ends);
        expect(Date.parse(extended)).toBeGreaterThanOrEqual(Date.parse(ends));
      }
    }
  });
});

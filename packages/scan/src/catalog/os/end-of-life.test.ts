import { describe, expect, it } from 'vitest';
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

  it('has only real days, and no extended support that ends before the regular one', () => {
    for (const releases of Object.values(supportDates)) {
      for (const [ends, extended = ends] of Object.values(releases)) {
        expect(day(Date.parse(ends))).toBe(ends);
        expect(Date.parse(extended)).toBeGreaterThanOrEqual(Date.parse(ends));
      }
    }
  });
});

import type { EpochMs } from '@plimsoll/core';
import { expect, it } from 'vitest';
import { openVexExample } from './documents.fixture.ts';
import { exceptionSuppressor } from './exception-suppressor.ts';
import { readExceptions } from './read-exceptions.ts';
import { readVex } from './read-vex.ts';
import { findings, now, subject, suppressedBy } from './subject.fixture.ts';
import { vexStatementsOf } from './vex-statements.ts';
import { vexSuppressor } from './vex-suppressor.ts';
import { writeOpenVex } from './write-openvex.ts';

const read = (text: string) => readVex(new TextEncoder().encode(text), 'out');
const excepted = readExceptions(
  'schema: plimsoll-exceptions/1\nexceptions: [{ id: GHSA-l, reason: only used in tests, owner: shop-team, expires: 2026-12-31 }]',
  'x',
);
const suppressed = exceptionSuppressor(excepted)(
  vexSuppressor([read(JSON.stringify(openVexExample))])(findings(), subject()),
  subject(),
);
const report = { image: subject().image, findings: suppressed, scannedAt: now as EpochMs };

it('says again what was suppressed, and of an accepted risk that it is one', () => {
  expect(vexStatementsOf(report)).toMatchObject([
    {
      vulnerability: 'CVE-2024-1',
      image: `pkg:oci/web@sha256:${'d'.repeat(64)}?arch=amd64&repository_url=registry.example%2Fshop%2Fweb&tag=1.4`,
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      statement: 'the shop speaks no such protocol',
    },
    {
      vulnerability: 'CVE-2018-2',
      status: 'affected',
      justification: undefined,
      statement: 'Accepted by shop-team until 2027-01-01T00:00:00.000Z: only used in tests',
    },
  ]);
});

it('writes what it can read: the same findings are suppressed again', () => {
  const written = writeOpenVex(report, { author: 'Shop Security' });
  const again = vexSuppressor([read(written)])(findings(), subject());

  expect(suppressedBy(again).map((source) => source !== undefined)).toEqual([true, false]);
  expect(again[0]?.suppressed?.justification).toBe(
    'vulnerable_code_not_in_execute_path: the shop speaks no such protocol',
  );
  expect(writeOpenVex(report, { author: 'Shop Security' })).toBe(written);
});

it('names the package where the image has no digest', () => {
  const [statement] = vexStatementsOf({ ...report, image: { ...report.image, digest: undefined } });

  expect(statement).toMatchObject({ image: undefined, purl: expect.stringContaining('pkg:deb/debian/libcurl4') });
});

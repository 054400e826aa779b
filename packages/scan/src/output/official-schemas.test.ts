import type { ImageFinding, ScanReport } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officialSchema } from './official-schema.fixture.ts';
import { officialXsd } from './official-xsd.fixture.ts';
import { render, verdict } from './render.fixture.ts';
import { emptyReport, sampleFindings, sampleReport } from './report.fixture.ts';

type Problems = readonly string[] | Promise<readonly string[]>;

const json = (...files: readonly [string, ...string[]]) => {
  const problems = officialSchema(...files);
  return (text: string): Problems => problems(JSON.parse(text));
};
const cycloneDx = json('bom-1.6.schema.json', 'jsf-0.82.schema.json', 'spdx.schema.json');

const formats: readonly (readonly [string, (text: string) => Problems])[] = [
  ['sarif', json('sarif-2.1.0.schema.json')],
  ['cyclonedx', cycloneDx],
  ['cyclonedx-vex', cycloneDx],
  ['spdx', json('spdx-2.3.constraints.json')],
  ['spdx3', json('spdx-3.0.1.schema.json')],
  ['gitlab', json('gitlab-container-scanning.constraints.json')],
  ['github', json('github-snapshot.schema.json')],
  ['junit', officialXsd('junit.xsd')],
];

/** Longer than any field may be, and any characters there are. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
  fc.string({ minLength: 1, maxLength: 4 }).map((each) => each.repeat(9000)),
);
const anyFinding = fc
  .record({
    finding: fc.constantFrom(...sampleFindings),
    title: anyText,
    sentence: anyText,
    remedy: anyText,
    path: anyText,
  })
  .map(({ finding, path, ...texts }): ImageFinding => ({ ...finding, ...texts, why: { ...finding.why, path } }));
const anyReport: fc.Arbitrary<ScanReport> = fc
  .record({ findings: fc.array(anyFinding, { maxLength: 5 }), reference: anyText, message: anyText })
  .map(({ findings, reference, message }) => ({
    ...sampleReport,
    findings,
    image: { ...sampleReport.image, reference },
    problems: [{ code: 'LAYER_CORRUPT', message, layer: undefined, path: undefined }],
  }));

describe.each(formats)('%s', (id, problems) => {
  it('is valid, whatever was found and decided', async () => {
    for (const text of [
      await render(id),
      await render(id, emptyReport),
      await render(id, sampleReport, { verdict }),
      await render(id, sampleReport, { verdict, showSuppressed: true, showHidden: true }),
    ])
      expect(await problems(text)).toEqual([]);
  });

  it('is valid, whatever an image and its advisories say', async () => {
    const isValid = async (report: ScanReport) => {
      expect(await problems(await render(id, report))).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(anyReport, isValid), { numRuns: 25 });
  });
});

it.each([
  ['sarif', '{"version":"2.1.0"}'],
  ['cyclonedx', '{"bomFormat":"CycloneDX"}'],
  ['spdx', '{"spdxVersion":"SPDX-2.3"}'],
  ['spdx3', '{}'],
  ['gitlab', '{"version":"15.0.2"}'],
  ['github', '{"version":0}'],
  ['junit', '<testsuites><testcase name="x"/></testsuites>'],
])('a %s document that lacks something is not valid', async (id, text) => {
  const [, problems] = formats.find(([each]) => each === id) ?? [];
  expect(await problems?.(text)).not.toEqual([]);
});

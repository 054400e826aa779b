import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { jsonRenderer } from './json.ts';
import { sampleReport } from './report.fixture.ts';
import { scanReportJsonSchema } from './report-schema.ts';

const options = {
  tool: { name: 'plimsoll', version: '1' },
  showSuppressed: false,
  showHidden: false,
  verdict: undefined,
  commit: undefined,
};
const document = async () => {
  let text = '';
  for await (const part of jsonRenderer.render(sampleReport, options)) text += part;
  return JSON.parse(text);
};

it('is what is documented', async () => {
  // `vitest -u` writes it anew.
  await expect(`${JSON.stringify(scanReportJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot(
    '../../../../docs/reference/scan-report.schema.json',
  );
});

it('takes what is written, and notices what is missing, wrong or too much', async () => {
  const validate = new Ajv2020({ strict: false }).compile(scanReportJsonSchema() as object);
  expect(validate(await document()), JSON.stringify(validate.errors)).toBe(true);
  const { image: _, ...imageless } = await document();
  expect(validate(imageless)).toBe(false);
  expect(validate({ ...(await document()), more: 1 })).toBe(false);
  expect(validate({ ...(await document()), complete: 'yes' })).toBe(false);
});

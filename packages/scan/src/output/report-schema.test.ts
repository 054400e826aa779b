import type { ScanReport } from '@plimsoll/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { jsonRenderer } from './json.ts';
import { sampleReport } from './report.fixture.ts';
import { scanReportJsonSchema, type scanReportSchema } from './report-schema.ts';

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

it('has every field that the type has, and no other', () => {
  // Held by the compiler; that it compiles is the test.
  const held: Same<Plain<Documented>, Plain<ScanReport>> = true;
  expect(held).toBe(true);
});

/** Optional and "or undefined" are the same in JSON; brands and templates are text and numbers. */
type Plain<T> = T extends string
  ? string extends T
    ? string
    : T extends `${string}:${string}`
      ? string
      : T
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends readonly (infer Item)[]
        ? Plain<Item>[]
        : T extends object
          ? string extends keyof T
            ? Record<string, string>
            : { [Key in keyof T]-?: Plain<Exclude<T[Key], undefined>> | (undefined extends T[Key] ? null : never) }
          : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

type Documented = Omit<z.infer<typeof scanReportSchema>, 'verdict'>;

/** The schemas others publish, so that what is written is held against them and not against us. */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const addFormats = formats as unknown as (ajv: Ajv) => void;

/** Problems of the document against a file in schemas/; [] when it is valid. */
export function officialSchema(name: string, ...referred: readonly string[]): (document: unknown) => readonly string[] {
  const read = (file: string) => JSON.parse(readFileSync(new URL(`./schemas/${file}`, import.meta.url), 'utf8'));
  const schema = read(name);
  const options = {
    allErrors: false,
    strict: false,
    validateFormats: true,
    unicodeRegExp: false,
    logger: false,
  } as const;
  const ajv = String(schema.$schema).includes('2020-12') ? new Ajv2020(options) : new Ajv(options);
  addFormats(ajv as Ajv);
  ajv.addFormat('idn-email', true);
  ajv.addFormat('iri-reference', true);
  for (const file of referred) ajv.addSchema(read(file));
  let validate: ValidateFunction | undefined;
  return (document) => {
    validate ??= ajv.compile(schema);
    validate(document);
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath}: ${message} ${JSON.stringify(params)}`;
    });
  };
}

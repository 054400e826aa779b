/** When releases end, as https://endoflife.date tells it: newer than the table that comes with the program. */
import { readFileSync } from 'node:fs';
import type { EpochMs } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { encodeEnd } from '../generation/facts.ts';
import { asList, asName, asObject, asTime } from '../record/osv-shape.ts';
import type { FeedReader } from './feed.ts';
import { parseJson } from './read-osv.ts';

export const readEndOfLife: FeedReader = async ({ file, where, sink }) => {
  const json = asObject(parseJson(readFileSync(file)));
  if (json === undefined || !Array.isArray(json.result)) {
    throw new ScanError('FEED_INVALID', `${where} is not the list of products with their releases`, {
      hint: 'It is a JSON object with a list `result`. Check the address or the mirror.',
    });
  }
  for (const [index, each] of json.result.entries()) {
    const product = asObject(each);
    const name = asName(product?.name, 80);
    if (name === undefined) {
      sink.invalid(`product ${index + 1}`, 'it has no name');
      continue;
    }
    for (const item of asList(product?.releases).slice(0, 2_000)) {
      const release = asObject(item);
      const cycle = asName(release?.name, 80);
      if (cycle === undefined) continue;
      const endOfLifeAt = asTime(release?.eolFrom) as EpochMs | undefined;
      const extendedSupportUntil = asTime(release?.eoesFrom) as EpochMs | undefined;
      if (endOfLifeAt === undefined && extendedSupportUntil === undefined) continue;
      const body = encodeEnd({ endOfLifeAt, extendedSupportUntil });
      sink.fact({ kind: 'end-of-life', key: `${name}/${cycle}`, body, entries: 1 });
    }
  }
  const at = asTime(json.generated_at);
  if (at !== undefined) sink.dated(at);
};

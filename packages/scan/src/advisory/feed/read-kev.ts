/** CISA's catalogue: https://www.cisa.gov/known-exploited-vulnerabilities-catalog */
import { readFileSync } from 'node:fs';
import type { KnownExploited } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { encodeKev } from '../generation/facts.ts';
import { isCve } from '../record/osv-record.ts';
import { asObject, asTime } from '../record/osv-shape.ts';
import type { FeedReader } from './feed.ts';
import { parseJson } from './read-osv.ts';

export const readKev: FeedReader = async ({ file, where, sink }) => {
  const json = asObject(parseJson(readFileSync(file)));
  if (json === undefined || !Array.isArray(json.vulnerabilities)) {
    throw new ScanError('FEED_INVALID', `${where} is not the catalogue of exploited vulnerabilities`, {
      hint: 'It is a JSON object with a list `vulnerabilities`. Check the address or the mirror.',
    });
  }
  for (const [index, each] of json.vulnerabilities.entries()) {
    const entry = asObject(each);
    const cve = entry?.cveID;
    const addedAt = asTime(entry?.dateAdded);
    if (typeof cve !== 'string' || !isCve(cve) || addedAt === undefined) {
      sink.invalid(`entry ${index + 1}`, 'it has no CVE or no date');
      continue;
    }
    const known = { addedAt, dueAt: asTime(entry?.dueDate), ransomware: entry?.knownRansomwareCampaignUse === 'Known' };
    sink.fact({ kind: 'kev', key: cve, body: encodeKev(known as KnownExploited), entries: 1 });
    sink.dated(addedAt);
  }
  const released = asTime(json.dateReleased);
  if (released !== undefined) sink.dated(released);
};

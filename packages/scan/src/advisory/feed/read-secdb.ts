/** Alpine's security database, and those in its form: fixes a package, and nothing about what is open. */
import { readFileSync } from 'node:fs';
import { ScanError } from '../../errors.ts';
import { recordLimits as limits } from '../record/limits.ts';
import type { NormalAffected } from '../record/normal-record.ts';
import { isCve } from '../record/osv-record.ts';
import { asList, asName, asObject, type Json } from '../record/osv-shape.ts';
import type { FeedReader } from './feed.ts';
import { parseJson } from './read-osv.ts';

export interface SecdbOptions {
  /** `Alpine:v3.20`, `Wolfi`; told by the caller as a mirror may lie about it. */
  readonly ecosystem: string;
  /** Before each id, so that a record of one release is not that of another: `ALPINE-3.20-`. */
  readonly prefix: string;
}

/** One record a vulnerability, with every package that it was fixed in. */
export function secdbReader({ ecosystem, prefix }: SecdbOptions): FeedReader {
  return async ({ file, where, sink }) => {
    const json = asObject(parseJson(readFileSync(file)));
    if (json === undefined || !Array.isArray(json.packages)) {
      throw new ScanError('FEED_INVALID', `${where} is not a security database of Alpine's form`, {
        hint: 'It is a JSON object with a list `packages`. Check the address or the mirror.',
      });
    }
    const byId = new Map<string, NormalAffected[]>();
    for (const [index, each] of json.packages.entries()) {
      takePackage(asObject(asObject(each)?.pkg), {
        ecosystem,
        byId,
        invalid: (why) => sink.invalid(`package ${index + 1}`, why),
      });
      if (index % 64 === 0) await sink.breathe();
    }
    for (const [id, affected] of byId) {
      const upstream = isCve(id) || id.startsWith('GHSA-') ? [id] : [];
      const head = { aliases: [], upstream, malicious: false, ratings: [], publishedAt: undefined, modifiedAt: 0 };
      sink.record({
        head: { ...head, id: `${prefix}${id}`, summary: '' },
        affected,
        detail: undefined,
      });
    }
  };
}

interface Taking {
  readonly ecosystem: string;
  readonly byId: Map<string, NormalAffected[]>;
  readonly invalid: (why: string) => void;
}

function takePackage(json: Json | undefined, { ecosystem, byId, invalid }: Taking): void {
  const name = asName(json?.name, limits.nameChars);
  if (name === undefined) {
    invalid('it has no name');
    return;
  }
  const fixes = asObject(json?.secfixes);
  if (fixes === undefined) {
    // `null` and `[]` stand for nothing in some releases.
    if (json?.secfixes !== null && !Array.isArray(json?.secfixes)) invalid('it has no fixes');
    return;
  }
  for (const [version, list] of Object.entries(fixes)) {
    if (asName(version, limits.versionChars) === undefined) {
      invalid('a version makes no sense');
      continue;
    }
    for (const entry of asList(list).slice(0, limits.aliases)) {
      if (typeof entry !== 'string') continue;
      // `CVE-2019-1234 XSA-300`: several names of one.
      for (const id of entry.split(/\s+/)) addFix(id, { name, version, ecosystem, byId });
    }
  }
}

function addFix(
  id: string,
  { name, version, ecosystem, byId }: { name: string; version: string } & Pick<Taking, 'ecosystem' | 'byId'>,
): void {
  if (!/^[A-Z][A-Z0-9]{1,15}-[\w.:-]{1,60}$/i.test(id)) return;
  const none = version === '0' || version === '0-r0';
  const known = byId.get(id) ?? [];
  if (known.length >= limits.affected) return;
  const range = { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: version }] } as const;
  const index = known.findIndex((each) => each.package === name);
  const had = known[index];
  if (had !== undefined) {
    // Fixed twice: the first fix was not enough. Every version below the later one has it.
    if (!none) known[index] = { ...had, ranges: [...had.ranges, range], notAffected: false };
    return;
  }
  known.push({
    ecosystem,
    package: name,
    ranges: none ? [] : [range],
    versions: [],
    module: undefined,
    status: undefined,
    ratings: [],
    notAffected: none,
  });
  byId.set(id, known);
}

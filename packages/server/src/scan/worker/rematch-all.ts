/** Some packages of many images against the advisories at hand, opened once for all of them. */
import type { EpochMs, ImageFinding } from '@plimsoll/core';
import { type AdvisoryDatabase, rematch } from '@plimsoll/scan';
import type { Rematched, RematchWork } from '../worker.ts';
import { suppressing } from './documents.ts';
import type { VexFolder } from './vex.ts';

export interface RematchAll {
  readonly database: () => AdvisoryDatabase | undefined;
  readonly folder: VexFolder;
  readonly now: () => EpochMs;
}

export async function rematchAll(
  { generation, images, exceptions }: RematchWork,
  { database: open, folder, now }: RematchAll,
): Promise<readonly Rematched[] | undefined> {
  const given = await folder.about(images.flatMap(({ packages }) => packages));
  const database = open();
  try {
    if (database === undefined || database.data.generation !== generation) return undefined;
    return images.map(({ image, packages, before, vex }) => {
      // What use there is of them is laid over findings when they are read.
      const { added, removed, after } = rematch({
        ...{ image, packages, before, database, useOf: undefined, now: now() },
        suppressors: [suppressing([...given.documents, ...vex], exceptions)],
      });
      const were = new Map(before.map((finding) => [finding.key, wholeOf(finding)]));
      const changed = after.filter((finding) => {
        const was = were.get(finding.key);
        return was !== undefined && was !== wholeOf(finding);
      });
      return { added, changed, removed: removed.map(({ key }) => key) };
    });
  } finally {
    database?.close();
  }
}

/** All that is said, but for what every update changes: how likely it is to be exploited, and how old the data are. */
function wholeOf(finding: ImageFinding): string {
  const same = { ...finding, why: { ...finding.why, dataAt: 0 }, use: undefined, epss: undefined };
  return JSON.stringify(same);
}

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
      const { added, changed, removed } = rematch({
        ...{ image, packages, before, database, useOf: undefined, now: now() },
        suppressors: [suppressing([...given.documents, ...vex], exceptions)],
      });
      return { added, changed, removed: removed.map(({ key }: ImageFinding) => key) };
    });
  } finally {
    database?.close();
  }
}

/** What there is, how old it is, and whether it is whole: for people and for gates. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { AdvisoryData } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { feedFile, readFeedState } from '../feed/feed-file.ts';
import { sha256Of } from './file-hash.ts';
import { dataOf, generationFolder, readManifest, readPointer } from './manifest.ts';
import { openAdvisories } from './open-generation.ts';

export interface AdvisoryStatus {
  readonly dir: string;
  /** undefined: there is no usable database; `problems` says why. */
  readonly data: AdvisoryData | undefined;
  /** When an update last looked for news. */
  readonly checkedAt: number | undefined;
  readonly base: string | undefined;
  readonly packages: number;
  readonly advisories: number;
  readonly ecosystems: readonly { readonly ecosystem: string; readonly packages: number }[];
  readonly bytes: number;
  readonly feeds: readonly FeedStatus[];
  /** What was looked at is as it was built: sizes and marks, with `verify` every byte. */
  readonly whole: boolean;
  /** Each a sentence; empty when all is well. */
  readonly problems: readonly string[];
}

export interface FeedStatus {
  readonly feed: string;
  /** How many could not be read, and the first of them with why. */
  readonly invalidCount: number;
  readonly invalid: readonly string[];
  /** Withdrawn, about no package, not about security. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** Never throws for what is missing or damaged: that is what it tells. `verify` reads every byte and holds it against the manifest. */
export function statusOf(dir: string, { verify = false }: { readonly verify?: boolean } = {}): AdvisoryStatus {
  const nothing = {
    dir,
    data: undefined,
    checkedAt: undefined,
    base: undefined,
    packages: 0,
    advisories: 0,
    ecosystems: [],
    bytes: 0,
    feeds: [],
    whole: false,
  };
  try {
    const pointer = readPointer(dir);
    openAdvisories(dir).close();
    const manifest = pointer === undefined ? undefined : readManifest(generationFolder(dir, pointer.generation));
    if (pointer === undefined || manifest === undefined)
      return { ...nothing, problems: [`There is no advisory database in ${dir}`] };
    const damage = verify ? damageOf(generationFolder(dir, manifest.generation), manifest.files) : [];
    const failures = pointer.feeds.flatMap(({ feed, failure }) =>
      failure === undefined ? [] : [`${feed}: ${failure}`],
    );
    return {
      dir,
      data: dataOf(manifest, pointer.feeds),
      checkedAt: pointer.checkedAt,
      base: manifest.base,
      packages: manifest.packages,
      advisories: manifest.advisories,
      ecosystems: manifest.ecosystems,
      bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
      feeds: pointer.feeds.map(({ feed }) => feedStatus(dir, feed)),
      whole: damage.length === 0,
      problems: [...damage, ...failures],
    };
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    return { ...nothing, problems: [error.message] };
  }
}

/** A folder that was given away holds the generation and not the feeds' files: then there is nothing to tell about them. */
function feedStatus(dir: string, feed: string): FeedStatus {
  const state = readFeedState(feedFile(join(dir, 'feeds'), feed));
  return { feed, invalidCount: state?.invalidCount ?? 0, invalid: state?.invalid ?? [], leftOut: state?.leftOut ?? {} };
}

function damageOf(
  folder: string,
  files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[],
): readonly string[] {
  return files.flatMap(({ name, bytes, sha256 }) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return name === 'details.sqlite' ? [] : [`${path} is not there`];
    if (found.size !== bytes || sha256Of(path) !== sha256)
      return [`${path} is not what was built: its checksum differs`];
    return [];
  });
}

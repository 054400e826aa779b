/** What a generation is made of, and which one is in use. Both are read at the edge: the folder may come from anywhere. */
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AdvisoryData, EpochMs } from '@plimsoll/core';
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { sync } from '../feed/feed-file.ts';

const generationId = z.string().regex(/^\d{8}T\d{9}Z-[0-9a-f]{8}$/);
const feedAge = z.object({
  feed: z.string(),
  records: z.number(),
  newestAt: z.number(),
  fetchedAt: z.number(),
  failure: z.string().optional(),
});

export const Manifest = z.object({
  schema: z.literal(1),
  generation: generationId,
  builtAt: z.number(),
  newestAt: z.number(),
  base: z.string(),
  files: z.array(
    z.object({ name: z.enum(['advisories.sqlite', 'details.sqlite']), bytes: z.number(), sha256: z.string() }),
  ),
  feeds: z.array(feedAge.extend({ revision: z.string() })),
  ecosystems: z.array(z.object({ ecosystem: z.string(), packages: z.number() })),
  packages: z.number(),
  advisories: z.number(),
});
export type Manifest = z.infer<typeof Manifest>;

/** Which generation is in use, and how old its feeds are: an update that finds nothing new changes only this. */
export const Pointer = z.object({
  schema: z.literal(1),
  generation: generationId,
  checkedAt: z.number(),
  feeds: z.array(feedAge),
});
export type Pointer = z.infer<typeof Pointer>;

export const generationsFolder = (dir: string) => join(dir, 'generations');
export const generationFolder = (dir: string, generation: string) => join(generationsFolder(dir), generation);
const pointerFile = (dir: string) => join(dir, 'current.json');

/** What every report tells of the data it stands on. */
export function dataOf({ generation, builtAt, newestAt }: Manifest, ages: Pointer['feeds']): AdvisoryData {
  // Milliseconds, checked as numbers above; the brand is only known to the type checker.
  return {
    generation,
    builtAt: builtAt as EpochMs,
    newestAt: newestAt as EpochMs,
    feeds: ages.map((age) => ({
      feed: age.feed,
      records: age.records,
      newestAt: age.newestAt as EpochMs,
      fetchedAt: age.fetchedAt as EpochMs,
      failure: age.failure,
    })),
  };
}

/** undefined when there is none. @throws ScanError ADVISORIES_CORRUPT */
export function readPointer(dir: string): Pointer | undefined {
  return readChecked(pointerFile(dir), Pointer);
}

export function writePointer(dir: string, pointer: Pointer): void {
  writeDurably(pointerFile(dir), JSON.stringify(pointer));
}

/** undefined when there is none. @throws ScanError ADVISORIES_CORRUPT */
export function readManifest(folder: string): Manifest | undefined {
  return readChecked(join(folder, 'manifest.json'), Manifest);
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeDurably(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

/** The old content or the new, whenever the power goes. */
function writeDurably(file: string, text: string): void {
  const temporary = `${file}.${randomUUID()}`;
  const descriptor = openSync(temporary, 'wx', 0o644);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  sync(dirname(file));
}

function readChecked<T>(file: string, schema: z.ZodType<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ScanError('ADVISORIES_CORRUPT', `${file} cannot be read: ${String(cause)}`, {
      hint: 'Check its permissions.',
      cause,
    });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw corrupt(file, 'it is not what this version of Plimsoll writes', cause);
  }
}

export function corrupt(file: string, why: string, cause?: unknown): ScanError {
  return new ScanError('ADVISORIES_CORRUPT', `The advisory database ${file} is damaged: ${why}`, {
    hint: 'Remove its folder and run `plimsoll advisories update`.',
    cause,
  });
}

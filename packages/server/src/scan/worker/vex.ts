/**
 * What others say of vulnerabilities: documents beside the image in its registry, and those people put into a folder of the server.
 *
 * in     an opened image and whom to trust about it; a folder with documents, or with VEX repositories
 * out    documents, and notes about what could not be used
 * holds  nothing here fails a scan: what cannot be read is a note; what is kept with an image is bounded
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Package } from '@plimsoll/core';
import {
  mayHoldVex,
  type OpenedImage,
  readVex,
  readVexReferrers,
  readVexRepository,
  ScanError,
  type VexDocument,
} from '@plimsoll/scan';
import { namesIn } from './given-folder.ts';
import type { TrustFolder } from './trust.ts';

export interface Vex {
  readonly documents: readonly VexDocument[];
  readonly notes: readonly string[];
}

export interface VexFolder {
  /** Every document that lies there by itself, and of repositories those about these packages. */
  about(packages: readonly Package[]): Promise<Vex>;
}

const mostEntries = 1000;
const mostBytes = 64 * 1024 * 1024;
/** Of all documents that came with one image, as JSON. */
const mostKeptChars = 4 * 1024 * 1024;

export async function vexBeside(
  opened: Pick<OpenedImage, 'referrers' | 'digest' | 'indexDigest'>,
  trust: TrustFolder,
): Promise<Vex> {
  try {
    const referrers = await opened.referrers();
    const vouched = await trust.attested(opened, referrers.filter(mayHoldVex));
    const found = await readVexReferrers(referrers, vouched.attestations);
    const { documents } = found;
    const notes = [...vouched.notes, ...found.notes];
    const kept: VexDocument[] = [];
    let chars = 0;
    for (const document of documents) {
      chars += JSON.stringify(document).length;
      if (chars <= mostKeptChars) kept.push(document);
    }
    const left = documents.length - kept.length;
    const tooMuch = `${left} of ${documents.length} VEX documents beside the image were left out: together they are larger than ${mostKeptChars} characters.`;
    return { documents: kept, notes: left === 0 ? notes : [...notes, tooMuch] };
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    return { documents: [], notes: [`VEX beside the image could not be looked for: ${error.message}.`] };
  }
}

export function createVexFolder(folder: string): VexFolder {
  /** By name, size and time: a document is parsed once. */
  const known = new Map<string, VexDocument | string>();

  async function read(name: string, { size, mtimeMs }: { size: number; mtimeMs: number }) {
    const key = `${name}\n${size}\n${mtimeMs}`;
    const before = known.get(key);
    if (before !== undefined) return { key, found: before };
    const tooLarge = `VEX ${name} has ${size} bytes; at most ${mostBytes} are read.`;
    const found = size > mostBytes ? tooLarge : await readOne(join(folder, name), name);
    known.set(key, found);
    return { key, found };
  }

  return {
    async about(packages) {
      const documents: VexDocument[] = [];
      const notes: string[] = [];
      const repositories: string[] = [];
      const names = await namesIn(folder);
      if (names.includes('index.json')) repositories.push(folder);
      const used = new Set<string>();
      for (const name of names.slice(0, mostEntries)) {
        const found = await stat(join(folder, name)).catch(() => undefined);
        if (found?.isDirectory() === true) repositories.push(join(folder, name));
        else if (found?.isFile() === true && name !== 'index.json' && !repositories.includes(folder)) {
          const one = await read(name, found);
          used.add(one.key);
          if (typeof one.found === 'string') notes.push(one.found);
          else documents.push(one.found);
        }
      }
      for (const key of known.keys()) if (!used.has(key)) known.delete(key);
      if (names.length > mostEntries)
        notes.push(`The folder for VEX holds ${names.length} entries; the first ${mostEntries} were read.`);
      for (const repository of repositories) {
        try {
          const of = await readVexRepository(repository, packages);
          documents.push(...of.documents);
          notes.push(...of.notes);
        } catch (error) {
          if (!(error instanceof ScanError)) throw error;
          notes.push(`VEX ${error.message}.`);
        }
      }
      return { documents, notes };
    },
  };
}

async function readOne(file: string, name: string): Promise<VexDocument | string> {
  try {
    return readVex(await readFile(file), name);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof ScanError ? `VEX ${message}.` : `VEX ${name} could not be read: ${message}.`;
  }
}

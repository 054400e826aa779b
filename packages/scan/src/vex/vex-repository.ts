/**
 * A folder of VEX documents by package, as the VEX Repository Specification lays it out: `index.json` names for each package (a
 * package URL without version) the document about it. https://github.com/aquasecurity/vex-repo-spec
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import type { Package } from '@plimsoll/core';
import { z } from 'zod';
import { ScanError } from '../errors.ts';
import { invalidVex } from './invalid-vex.ts';
import { vexLimits } from './limits.ts';
import { parsePattern } from './purl-match.ts';
import { readVex } from './read-vex.ts';
import type { VexDocument } from './vex-document.ts';

const index = z.object({
  packages: z
    .array(z.object({ id: z.string().max(vexLimits.textChars), location: z.string().max(vexLimits.textChars) }))
    .max(vexLimits.repositoryEntries),
});

export interface RepositoryDocuments {
  readonly documents: readonly VexDocument[];
  /** Documents that could not be read, and why. */
  readonly notes: readonly string[];
}

/**
 * The documents about packages of an image.
 *
 * @throws ScanError VEX_INVALID when the folder is no such repository
 */
export async function readVexRepository(folder: string, packages: readonly Package[]): Promise<RepositoryDocuments> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw invalidVex(folder, 'cannot be opened', cause);
  });
  const listed = await readIndex(root, folder);
  const wanted = new Set(packages.map(({ purl }) => keyOf(purl)));
  const locations = new Set(listed.filter(({ id }) => wanted.has(keyOf(id))).map(({ location }) => location));
  const documents: VexDocument[] = [];
  const notes: string[] = [];
  for (const location of [...locations].slice(0, vexLimits.repositoryDocuments)) {
    try {
      documents.push(readVex(await readInside(root, location), `${folder}/${location}`));
    } catch (cause) {
      if (!(cause instanceof ScanError)) throw cause;
      notes.push(`VEX ${cause.message}.`);
    }
  }
  if (locations.size > vexLimits.repositoryDocuments)
    notes.push(
      `VEX repository ${folder} has ${locations.size} documents for this image; the first ${vexLimits.repositoryDocuments} were read.`,
    );
  return { documents, notes };
}

async function readIndex(root: string, name: string): Promise<z.infer<typeof index>['packages']> {
  const text = Buffer.from(await readInside(root, 'index.json')).toString('utf8');
  try {
    return index.parse(JSON.parse(text)).packages;
  } catch (cause) {
    throw invalidVex(`${name}/index.json`, 'is no index of a VEX repository', cause);
  }
}

/** Neither the path nor a link may lead out of the folder. */
async function readInside(root: string, location: string): Promise<Uint8Array> {
  if (isAbsolute(location) || location.split(/[\\/]/).includes('..'))
    throw invalidVex(location, 'leads out of the repository');
  try {
    const path = await realpath(join(root, location));
    if (!path.startsWith(`${root}${sep}`)) throw invalidVex(location, 'leads out of the repository');
    const { size } = await stat(path);
    if (size > vexLimits.bytes) throw invalidVex(location, `has ${size} bytes; at most ${vexLimits.bytes} are read`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ScanError) throw cause;
    throw invalidVex(location, 'cannot be read', cause);
  }
}

/** Type, namespace and name: the specification leaves out version and qualifiers. */
function keyOf(purl: string): string {
  const pattern = parsePattern(purl);
  return pattern === undefined ? purl : `${pattern.type}/${pattern.namespace}/${pattern.name}`;
}

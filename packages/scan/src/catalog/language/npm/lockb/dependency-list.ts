/** What the packages of a bun.lockb need, and which package each need came to: src/install/dependency.zig of oven-sh/bun. */
import type { Range } from './numbers.ts';
import type { Texts } from './text.ts';

export type Need = 'runtime' | 'development' | 'peer' | 'workspace';

export interface Dependency {
  /** As the package that needs it calls it: an alias where there is one. */
  readonly name: string;
  readonly need: Need;
  /** Which package it came to; undefined when it came to none. */
  readonly to: number | undefined;
}

const dependencyBytes = 26;
const resolutionBytes = 4;
/** Behind a name and its hash. */
const behaviourAt = 16;
const behaviour = { production: 2, optional: 4, development: 8, peer: 16 } as const;

interface Places {
  readonly dependencies: Range;
  readonly resolutions: Range;
  readonly columns: { readonly count: number };
  readonly texts: Texts;
}

/** @throws Error when the two lists are not of one length, or a name is not where texts are */
export function readDependencies(
  file: Buffer,
  { dependencies, resolutions, columns, texts }: Places,
): readonly Dependency[] {
  const count = (dependencies.end - dependencies.start) / dependencyBytes;
  const resolved = (resolutions.end - resolutions.start) / resolutionBytes;
  if (!Number.isInteger(count) || count !== resolved) {
    throw new Error(
      `it has ${count} dependencies at byte ${dependencies.start} and ${resolved} resolutions of them at byte ${resolutions.start}`,
    );
  }
  const found: Dependency[] = [];
  for (let index = 0; index < count; index++) {
    const at = dependencies.start + index * dependencyBytes;
    const need = needOf(file[at + behaviourAt] ?? 0);
    // What came to no package has all bits set; Bun 0.5 wrote whatever the memory held.
    const to = file.readUInt32LE(resolutions.start + index * resolutionBytes);
    found.push({ name: texts.at(at), need, to: to < columns.count ? to : undefined });
  }
  return found;
}

/** A package may be named in more than one section of package.json; a peer may be optional. */
function needOf(bits: number): Need {
  const { production, optional, development, peer } = behaviour;
  if ((bits & production) !== 0) return 'runtime';
  if ((bits & development) !== 0) return 'development';
  if ((bits & peer) !== 0) return 'peer';
  return (bits & optional) !== 0 ? 'runtime' : 'workspace';
}

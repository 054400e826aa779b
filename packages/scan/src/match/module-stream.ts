/**
 * RPM modularity: a package built in a module is only fixed by an advisory for the same module and stream, and an advisory for a
 * module says nothing about a package that was not built in one.
 */
import type { Package } from '@plimsoll/core';
import type { Advisory } from '../advisory/advisory.ts';
import { fixesModular, isModular } from '../advisory/record/module-streams.ts';

export type StreamMatch = 'same' | 'different' | 'unknown';

export function matchStreams(
  pkg: Pick<Package, 'module' | 'version'>,
  advisory: Pick<Advisory, 'module' | 'ranges'>,
): StreamMatch {
  // Where the label is missing, the release still says that there was one.
  const installed = pkg.module ?? (pkg.version !== undefined && isModular(pkg.version) ? '' : undefined);
  const advised = advisory.module ?? (fixesModular(advisory.ranges) ? '' : undefined);
  if (installed === undefined || advised === undefined) return installed === advised ? 'same' : 'different';
  if (installed === '' || advised === '') return 'unknown';
  return streamOf(installed) === streamOf(advised) ? 'same' : 'different';
}

/** Name and stream of `nodejs:16:8050020211206:c5368500`. */
function streamOf(label: string): string {
  return label.split(':').slice(0, 2).join(':');
}

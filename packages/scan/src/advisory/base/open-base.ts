import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScanError } from '../../errors.ts';
import type { FeedBase } from './feed-base.ts';
import { createFolderBase } from './folder-base.ts';
import { createHttpBase } from './http-base.ts';

export interface BaseOptions {
  /** `https://…`, `http://…`, `file:///…` or a path; undefined: the publishers themselves. */
  readonly base: string | undefined;
  /** For copies of what is being downloaded. */
  readonly spool: string;
  /** Before each further try of a request that failed for now. */
  readonly pausesMs: readonly number[];
}

/** @throws ScanError FEED_UNREACHABLE for an address that cannot be one, or a folder that is not there */
export function openBase({ base, spool, pausesMs }: BaseOptions): FeedBase {
  if (base === undefined) return createHttpBase({ mirror: undefined, spool, pausesMs });
  if (/^https?:\/\//i.test(base)) return createHttpBase({ mirror: mirrorUrl(base), spool, pausesMs });
  if (/^file:\/\//i.test(base)) return createFolderBase(folderOf(base));
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(base)) throw unusable(base, 'of that kind of address nothing can be read');
  return createFolderBase(isAbsolute(base) ? base : resolve(base));
}

function mirrorUrl(base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url === undefined) throw unusable(base, 'it is no address');
  if (url.search !== '' || url.hash !== '') throw unusable(base, 'a mirror address ends with a path');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function folderOf(base: string): string {
  try {
    return fileURLToPath(base);
  } catch (cause) {
    throw unusable(base, cause instanceof Error ? cause.message : String(cause));
  }
}

function unusable(base: string, why: string): ScanError {
  // It may hold a password, even where it is no address.
  const shown = base.replace(/\/\/[^/]*@/, '//');
  return new ScanError('FEED_UNREACHABLE', `Advisories cannot be read from ${shown}: ${why}`, {
    hint: 'Give https://…, http://…, file:///… or the path of a mirror folder.',
  });
}

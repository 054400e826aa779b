/** Where this user's advisories are: for every command that updates, shows, serves or uses them. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultDataDir, type Surroundings } from '@plimsoll/host/settings';
import type { OptionSpecs } from '../command.ts';
import { asText } from './parse.ts';

export const advisoryOptions = {
  advisories: {
    flag: '--advisories',
    value: 'directory',
    summary: 'where the advisory database is',
    parse: asText(4096),
    completes: 'directory',
    otherwise:
      'PLIMSOLL_ADVISORIES, or the default: /var/lib/plimsoll/advisories for root, ~/.cache/plimsoll/advisories',
  },
} as const satisfies OptionSpecs;

/** Flag, environment, default. Root's is that of the host's Plimsoll, so that both use one. */
export function advisoriesDir(flag: string | undefined, surroundings: Surroundings): string {
  const { env, uid } = surroundings;
  const given = flag ?? (env.PLIMSOLL_ADVISORIES || undefined);
  if (given !== undefined) return resolve(given);
  if (uid === 0)
    return join(env.PLIMSOLL_DATA_DIR ? resolve(env.PLIMSOLL_DATA_DIR) : defaultDataDir(surroundings), 'advisories');
  // The XDG specification: a relative path is invalid and ignored.
  const cache =
    env.XDG_CACHE_HOME?.startsWith('/') === true ? env.XDG_CACHE_HOME : join(env.HOME || homedir(), '.cache');
  return join(cache, 'plimsoll', 'advisories');
}

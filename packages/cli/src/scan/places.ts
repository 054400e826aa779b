import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a user's scans keep what need not be read twice: $XDG_CACHE_HOME/plimsoll, else ~/.cache/plimsoll. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_CACHE_HOME;
  // The specification has relative paths ignored.
  return base?.startsWith('/') === true ? join(base, 'plimsoll') : join(env.HOME ?? homedir(), '.cache', 'plimsoll');
}

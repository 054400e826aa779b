import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Where a user's scans keep what need not be read twice: $XDG_CACHE_HOME/plimsoll, else ~/.cache/plimsoll. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_CACHE_HOME;
  // The specification has relative paths ignored; a home that is none would lead into whatever folder the command was started in.
  if (base?.startsWith('/') === true) return join(base, 'plimsoll');
  return join(env.HOME?.startsWith('/') === true ? env.HOME : homeOfUser(), '.cache', 'plimsoll');
}

function homeOfUser(): string {
  try {
    return userInfo().homedir;
  } catch {
    // Nobody the system knows, as in many containers: what cannot be kept is read again.
    return '/nonexistent';
  }
}

/** Where a host's things are when nobody says otherwise. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Env = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  readonly env: Env;
  /** 0 for root. */
  readonly uid: number;
}

export function surroundingsOf(process: { readonly env: Env; readonly getuid?: () => number }): Surroundings {
  return { env: process.env, uid: process.getuid?.() ?? -1 };
}

export function defaultDataDir({ env, uid }: Surroundings): string {
  if (uid === 0) return '/var/lib/plimsoll';
  return join(absolute(env.XDG_STATE_HOME) ?? join(env.HOME || homedir(), '.local', 'state'), 'plimsoll');
}

export function defaultConfigFile({ env, uid }: Surroundings): string {
  if (uid === 0) return '/etc/plimsoll/plimsoll.yaml';
  return join(absolute(env.XDG_CONFIG_HOME) ?? join(env.HOME || homedir(), '.config'), 'plimsoll', 'plimsoll.yaml');
}

/** Root's are its host's, others' are shared with what they scan on the command line. */
export function advisoriesBeside(dataDir: string, { env, uid }: Surroundings): string {
  if (uid === 0) return join(dataDir, 'advisories');
  return join(absolute(env.XDG_CACHE_HOME) ?? join(env.HOME || homedir(), '.cache'), 'plimsoll', 'advisories');
}

/** The XDG specification: a relative path is invalid and ignored. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') === true ? path : undefined;
}

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

/** The XDG specification: a relative path is invalid and ignored. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') === true ? path : undefined;
}

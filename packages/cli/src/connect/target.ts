import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultConfigFile, defaultDataDir, type Surroundings } from '@plimsoll/host/settings';
import { CliError } from '../errors.ts';
import type { Target } from './transport.ts';

export interface Place {
  readonly server: URL | undefined;
  readonly tokenFile: string | undefined;
  readonly dataDir: string | undefined;
}

/** The name of the socket in a data directory; the server makes it with mode 0600. */
const socketName = 'plimsoll.sock';

export async function targetOf(
  place: Place,
  surroundings: Surroundings,
): Promise<{ target: Target; token: string | undefined }> {
  if (place.server === undefined) {
    return { target: { socket: join(await dataDirOf(place.dataDir, surroundings), socketName) }, token: undefined };
  }
  const token = place.tokenFile === undefined ? surroundings.env.PLIMSOLL_TOKEN : tokenFrom(place.tokenFile);
  if (token === undefined || token.trim() === '') {
    throw new CliError('NOT_SIGNED_IN', `There is no token for ${place.server.origin}`, {
      hint: 'Put it into a file and name that with --token-file, or into the environment as PLIMSOLL_TOKEN.',
    });
  }
  return { target: { url: place.server }, token: token.trim() };
}

/** Flag, environment, config file, default. The file's parser is only loaded when there is a file. */
export async function dataDirOf(flag: string | undefined, surroundings: Surroundings): Promise<string> {
  const given = flag ?? (surroundings.env.PLIMSOLL_DATA_DIR || undefined);
  if (given !== undefined) return resolve(given);
  const named = surroundings.env.PLIMSOLL_CONFIG;
  if (named === undefined && !existsSync(defaultConfigFile(surroundings))) return defaultDataDir(surroundings);
  const { resolveConfig } = await import('@plimsoll/host/config');
  return resolveConfig({ flags: {}, file: undefined, surroundings }).config.dataDir;
}

function tokenFrom(file: string): string {
  try {
    if (statSync(file).size > 4096) throw new Error('it is longer than a token can be');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(
      'FILE_UNREADABLE',
      `The token file ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      {
        hint: 'Give a file that holds the token and nothing else.',
        cause,
      },
    );
  }
}

/**
 * Logins as Docker and Podman keep them.
 *
 * in     config.json and auth.json, and helpers that keep passwords elsewhere
 * out    credentials for a host, looked up when a registry asks
 * holds  a secret is never an argument of a program, never in an error, and never kept longer than the lookup
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { DOCKER_HUB } from '../reference.ts';
import type { Credentials } from '../source.ts';
import { askHelper } from './credential-helper.ts';

export interface DockerCredentialsOptions {
  /** DOCKER_CONFIG, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR, XDG_CONFIG_HOME, HOME, PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ms a helper may take. */
  readonly helperTimeout?: number;
}

const Auth = z.object({
  auth: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  identitytoken: z.string().nullish(),
  registrytoken: z.string().nullish(),
});
const ConfigFile = z.object({
  auths: z.record(z.string(), Auth).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});
type ConfigFile = z.infer<typeof ConfigFile>;

/** What Docker Hub was called when logins were first kept. */
const HUB_KEY = 'https://index.docker.io/v1/';
const HUB_NAMES = [DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io'];
const HELPER_TIMEOUT_MS = 30_000;

/** @returns as RegistryOptions wants it. Files are read anew each time: a login made meanwhile counts. */
export function dockerCredentials(
  options: DockerCredentialsOptions,
): (host: string) => Promise<Credentials | undefined> {
  const { env, helperTimeout = HELPER_TIMEOUT_MS } = options;
  return async (host) => {
    for (const path of configPaths(env)) {
      const config = await readConfig(path);
      if (config === undefined) continue;
      const found = await inConfig(config, host, { env, timeout: helperTimeout });
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function configPaths(env: DockerCredentialsOptions['env']): readonly string[] {
  const home = env.HOME;
  const below = (folder: string | undefined, ...path: string[]) => (folder ? [join(folder, ...path)] : []);
  return [
    ...(env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : []),
    ...(env.DOCKER_CONFIG ? below(env.DOCKER_CONFIG, 'config.json') : below(home, '.docker', 'config.json')),
    ...below(env.XDG_RUNTIME_DIR, 'containers', 'auth.json'),
    ...(env.XDG_CONFIG_HOME
      ? below(env.XDG_CONFIG_HOME, 'containers', 'auth.json')
      : below(home, '.config', 'containers', 'auth.json')),
  ];
}

async function readConfig(path: string): Promise<ConfigFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unusable(`${path} cannot be read: ${code}`, 'Check who may read it.');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Without the cause: the parser quotes what it read, and that may be a password.
    throw unusable(`${path} is no JSON`, 'Log in again, or repair the file.');
  }
  const parsed = ConfigFile.safeParse(json);
  if (!parsed.success)
    throw unusable(`${path} is not what Docker writes (${parsed.error.issues[0]?.path.join('.')})`, 'Log in again.');
  return parsed.data;
}

async function inConfig(
  config: ConfigFile,
  host: string,
  { env, timeout }: { env: DockerCredentialsOptions['env']; timeout: number },
): Promise<Credentials | undefined> {
  const isHub = HUB_NAMES.includes(host);
  const names = isHub ? [HUB_KEY, ...HUB_NAMES] : [host];
  const own = names.map((name) => config.credHelpers?.[name]).find((helper) => helper);
  const helper = own ?? config.credsStore;
  if (helper) {
    const found = await askHelper(helper, isHub ? HUB_KEY : host, { env, timeout });
    if (found !== undefined) return found;
  }
  const auths = Object.entries(config.auths ?? {});
  const match = auths.find(([key]) => names.includes(key)) ?? auths.find(([key]) => !isHub && hostIn(key) === host);
  return match === undefined ? undefined : credentialsIn(match[1]);
}

/** Keys are hosts, or addresses as Docker's first logins wrote them. */
function hostIn(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function credentialsIn({
  auth,
  username,
  password,
  identitytoken,
  registrytoken,
}: z.infer<typeof Auth>): Credentials | undefined {
  if (registrytoken) return { kind: 'bearer', token: registrytoken };
  if (identitytoken) return { kind: 'identity', token: identitytoken };
  if (auth) {
    const text = Buffer.from(auth, 'base64').toString();
    const colon = text.indexOf(':');
    if (colon > 0)
      return { kind: 'basic', user: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
  }
  return username && password ? { kind: 'basic', user: username, password } : undefined;
}

function unusable(message: string, hint: string): ScanError {
  return new ScanError('CREDENTIALS_UNUSABLE', `${message}.`, { hint });
}

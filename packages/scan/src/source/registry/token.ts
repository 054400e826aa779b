/** Who we are to a registry: https://distribution.github.io/distribution/spec/auth/token/ */
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { collect } from '../bytes/byte-stream.ts';
import type { Credentials, RegistryOptions } from '../source.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { isLinkLocal, isLoopback, mayBePlain } from './host.ts';
import type { Transport } from './transport.ts';

export interface Authorizer {
  /** What to send before being asked; undefined until the registry has said what it wants. */
  known(origin: string, scope: string): string | undefined;
  /** What to send after a 401. undefined: nothing would help. @throws ScanError */
  answer(ask: ChallengeAsk): Promise<string | undefined>;
}

export interface ChallengeAsk {
  /** As credentials know it. */
  readonly registry: string;
  readonly origin: string;
  readonly scope: string;
  readonly header: string;
  readonly signal: AbortSignal;
}

const TokenAnswer = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
  expires_in: z.number().optional(),
});
const TOKEN_BYTES_MOST = 256 * 1024;
/** Where the answer does not say, it is this long; and none is used in its last seconds. */
const LIFE_MS = 60_000;
const LAST_MS = 10_000;

export function createAuthorizer(
  transport: Transport,
  { credentials, insecure }: Pick<RegistryOptions, 'credentials' | 'insecure'>,
  now: () => number,
): Authorizer {
  const tokens = new Map<string, { readonly header: string; readonly until: number }>();
  const running = new Map<string, Promise<string | undefined>>();
  const keyOf = (origin: string, scope: string) => `${origin} ${scope}`;

  const ask = async (request: ChallengeAsk): Promise<string | undefined> => {
    const { registry, origin, scope, header, signal } = request;
    const challenges = parseChallenges(header);
    const found = await credentials(registry);
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (found?.kind === 'bearer') return `Bearer ${found.token}`;
    if (bearer !== undefined) {
      const { token, life } = await fetchToken(transport, bearer, { origin, registry, scope, found, insecure, signal });
      tokens.set(keyOf(origin, scope), { header: `Bearer ${token}`, until: now() + life });
      return `Bearer ${token}`;
    }
    if (challenges.some(({ scheme }) => scheme === 'basic') && found?.kind === 'basic') {
      const value = basic(found);
      tokens.set(origin, { header: value, until: Number.POSITIVE_INFINITY });
      return value;
    }
    return undefined;
  };

  return {
    known(origin, scope) {
      const found = tokens.get(keyOf(origin, scope)) ?? tokens.get(origin);
      return found !== undefined && found.until > now() ? found.header : undefined;
    },
    async answer(request) {
      const key = keyOf(request.origin, request.scope);
      // Many layers at once need one token.
      const under = running.get(key);
      if (under !== undefined) {
        try {
          return await under;
        } catch (error) {
          request.signal.throwIfAborted();
          // Whoever asked for it has given up, and we have not.
          if (error instanceof ScanError) throw error;
        }
      }
      tokens.delete(key);
      const mine = ask(request).finally(() => running.delete(key));
      running.set(key, mine);
      return await mine;
    },
  };
}

interface TokenAsk {
  readonly origin: string;
  readonly registry: string;
  readonly scope: string;
  readonly found: Credentials | undefined;
  readonly insecure: readonly string[];
  readonly signal: AbortSignal;
}

async function fetchToken(
  transport: Transport,
  { parameters }: Challenge,
  ask: TokenAsk,
): Promise<{ token: string; life: number }> {
  const { found, registry, signal } = ask;
  const realm = safeRealm(parameters.realm ?? '', ask);
  const scope = parameters.scope || ask.scope;
  const { service } = parameters;
  let answer: Awaited<ReturnType<Transport['send']>>;
  if (found?.kind === 'identity') {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: found.token,
      client_id: 'plimsoll',
      scope,
    });
    if (service !== undefined) form.set('service', service);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    answer = await transport.send({ method: 'POST', url: realm, headers, body: form.toString(), signal });
  } else {
    if (service !== undefined) realm.searchParams.set('service', service);
    // Several scopes in one challenge are several parameters.
    for (const part of scope.split(' ')) if (part !== '') realm.searchParams.append('scope', part);
    const authorization = found?.kind === 'basic' ? basic(found) : undefined;
    if (found?.kind === 'basic') realm.searchParams.set('account', found.user);
    answer = await transport.send({ method: 'GET', url: realm, authorization, signal });
  }
  if (answer.status !== 200) {
    answer.dispose();
    throw tokenRefused(registry, realm.host, answer.status, found !== undefined);
  }
  const bytes = await collect(answer.body, TOKEN_BYTES_MOST, () => badToken(realm.host));
  const parsed = TokenAnswer.safeParse(jsonOf(bytes));
  const token = parsed.data?.token || parsed.data?.access_token;
  // A token goes into a header: what breaks the header is none.
  if (!token || !/^[\x21-\x7e]+$/.test(token)) throw badToken(realm.host);
  const life = parsed.data?.expires_in === undefined ? LIFE_MS : Math.max(LIFE_MS, parsed.data.expires_in * 1000);
  return { token, life: life - LAST_MS };
}

/** A registry names the address its credentials go to: it must be one that keeps them. */
function safeRealm(realm: string, { origin, insecure }: TokenAsk): URL {
  const from = new URL(origin);
  const refuse = (why: string) =>
    new ScanError(
      'REGISTRY_ANSWER_INVALID',
      `${from.host} wants tokens fetched from ${JSON.stringify(realm.slice(0, 200))}, and ${why}.`,
      {
        hint: 'Ask who runs the registry; credentials were not sent.',
      },
    );
  if (!URL.canParse(realm)) throw refuse('that is no address');
  const url = new URL(realm);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBePlain(url.host, insecure)))
    throw refuse('that is without TLS');
  if (isLinkLocal(url.host)) throw refuse('that is an address of the machine’s own network');
  if (isLoopback(url.host) && !isLoopback(from.host)) throw refuse('that is this machine');
  if (url.username !== '' || url.password !== '') throw refuse('it carries a password');
  return url;
}

function tokenRefused(registry: string, host: string, status: number, hadCredentials: boolean): ScanError {
  if (status === 429 || status >= 500) {
    return new ScanError('REGISTRY_BUSY', `${host}, which gives out tokens for ${registry}, answers ${status}.`, {
      hint: 'Try again later.',
    });
  }
  return new ScanError('REGISTRY_REFUSED', `${host} gives out no token for ${registry} (${status}).`, {
    hint: hadCredentials
      ? 'The credentials for this registry are wrong or have run out: log in again.'
      : 'It wants a login: docker login, --username with --password-stdin, or credentials in the settings.',
  });
}

function badToken(host: string): ScanError {
  return new ScanError('REGISTRY_ANSWER_INVALID', `${host} answers with something that is no token.`, {
    hint: 'Ask who runs it; often a proxy or a login page is in between.',
  });
}

function basic({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    // No JSON is no token: the caller says so.
    return undefined;
  }
}

/** Requests to a registry as whoever we are to it, and to its mirrors before it. */
import { ScanError } from '../../errors.ts';
import { DOCKER_HUB } from '../reference.ts';
import type { RegistryOptions } from '../source.ts';
import { mayBePlain, originsOf } from './host.ts';
import type { Authorizer } from './token.ts';
import { codeOf, type HttpAnswer, type HttpRequest, type Transport } from './transport.ts';

export interface RegistryAsk {
  readonly registry: string;
  /** Below `/v2/`, or absolute: what the registry itself named. */
  readonly path: string;
  /** `repository:shop/web:pull` */
  readonly scope: string;
  readonly method?: HttpRequest['method'];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal: AbortSignal;
  /** Whether mirrors have it too: true for manifests and blobs. */
  readonly mirrored?: boolean;
}

export interface Session {
  /** Any status but 401 where credentials help. @throws ScanError */
  send(ask: RegistryAsk): Promise<HttpAnswer>;
}

interface Endpoint {
  /** As credentials know it. */
  readonly registry: string;
  readonly origins: readonly string[];
  /** Before the repository: `proxy/docker/`. */
  readonly prefix: string;
  readonly isMirror: boolean;
}

export interface SessionParts {
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  readonly options: Pick<RegistryOptions, 'insecure' | 'mirrors'>;
}

const MIRROR_TRIES = 2;
/** How it looks when an answer to TLS is none. A server that refuses us by an alert speaks TLS, and is not asked without. */
const PLAIN_HTTP = /wrong.version.number|packet.length.too.long|before secure TLS connection/i;

export function createSession({ transport, authorizer, options }: SessionParts): Session {
  const origins = new Map<string, string>();
  /** Mirrors that could not be reached: not asked again. */
  const away = new Set<Endpoint>();
  const endpoints = new Map<string, readonly Endpoint[]>();

  const originOf = async (endpoint: Endpoint, signal: AbortSignal): Promise<string> => {
    const [first = '', second] = endpoint.origins;
    if (second === undefined) return first;
    const known = origins.get(first);
    if (known !== undefined) return known;
    const found = await probe(transport, first, second, signal);
    origins.set(first, found);
    return found;
  };

  const sendTo = async (endpoint: Endpoint, ask: RegistryAsk): Promise<HttpAnswer> => {
    const origin = await originOf(endpoint, ask.signal);
    const url = urlOf(origin, endpoint, ask.path);
    // What a registry named itself may lie elsewhere; who we are stays here.
    const isOwn = url.origin === origin;
    const scope =
      endpoint.prefix === '' ? ask.scope : ask.scope.replace(/^repository:/, `repository:${endpoint.prefix}`);
    const request: HttpRequest = {
      method: ask.method ?? 'GET',
      url,
      headers: ask.headers ?? {},
      body: ask.body,
      signal: ask.signal,
      ...(endpoint.isMirror ? { tries: MIRROR_TRIES } : {}),
    };
    const before = isOwn ? authorizer.known(origin, scope) : undefined;
    const answer = await transport.send({ ...request, authorization: before });
    // Another host, after a redirect, has no say in who we are.
    if (answer.status !== 401 || !isOwn || answer.url.origin !== origin) return answer;
    const header = answer.headers['www-authenticate'];
    if (header === undefined) return answer;
    const { registry } = endpoint;
    const authorization = await authorizer.answer({ registry, origin, scope, header, signal: ask.signal });
    if (authorization === undefined || (authorization === before && before.startsWith('Basic '))) return answer;
    answer.dispose();
    return await transport.send({ ...request, authorization });
  };

  return {
    async send(ask) {
      const all = endpoints.get(ask.registry) ?? endpointsOf(ask.registry, options);
      endpoints.set(ask.registry, all);
      if (ask.mirrored === true) {
        for (const mirror of all.filter(({ isMirror }) => isMirror)) {
          if (away.has(mirror)) continue;
          try {
            const answer = await sendTo(mirror, ask);
            if (answer.status >= 200 && answer.status < 300) return answer;
            answer.dispose();
          } catch (error) {
            ask.signal.throwIfAborted();
            // A mirror is a convenience: whatever is wrong with it, the registry itself has the last word.
            if (!(error instanceof ScanError)) throw error;
            if (error.code === 'REGISTRY_UNREACHABLE') away.add(mirror);
          }
        }
      }
      const own = all.at(-1);
      if (own === undefined) throw new Error(`no endpoint for ${ask.registry}`);
      return await sendTo(own, ask);
    },
  };
}

/** Where TLS is not demanded: whether it is spoken all the same. */
async function probe(transport: Transport, secure: string, plain: string, signal: AbortSignal): Promise<string> {
  try {
    const answer = await transport.send({ method: 'GET', url: new URL('/v2/', secure), signal, tries: 1 });
    answer.dispose();
    return secure;
  } catch (error) {
    const cause = error instanceof ScanError && error.code === 'REGISTRY_UNREACHABLE' ? error.cause : undefined;
    if (cause instanceof Error && PLAIN_HTTP.test(`${cause.message} ${codeOf(cause)}`)) return plain;
    throw error;
  }
}

function endpointsOf(registry: string, { mirrors, insecure }: SessionParts['options']): readonly Endpoint[] {
  const names = mirrors[registry] ?? (registry === DOCKER_HUB ? mirrors['index.docker.io'] : undefined) ?? [];
  return [
    ...names.map((name) => mirrorOf(name, insecure)),
    { registry, origins: originsOf(registry, insecure), prefix: '', isMirror: false },
  ];
}

/** `mirror.example`, `mirror.example/proxy`, `http://mirror.example:5000`. @throws ScanError REFERENCE_INVALID */
function mirrorOf(name: string, insecure: readonly string[]): Endpoint {
  const hasScheme = /^https?:\/\//.test(name);
  const text = hasScheme ? name : `https://${name}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.search !== '') {
    throw new ScanError('REFERENCE_INVALID', `${JSON.stringify(name)} is no mirror.`, {
      hint: 'Write it as host, host:port or host/path.',
    });
  }
  if (url.protocol === 'http:' && !mayBePlain(url.host, insecure)) {
    throw new ScanError('REFERENCE_INVALID', `The mirror ${name} is without TLS.`, {
      hint: `Use https, or add ${url.host} to the insecure registries.`,
    });
  }
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
  return {
    registry: url.host,
    origins: url.protocol === 'http:' || hasScheme ? [url.origin] : originsOf(url.host, insecure),
    prefix: prefix === '' ? '' : `${prefix.replace(/^v2\//, '')}/`,
    isMirror: true,
  };
}

function urlOf(origin: string, { prefix }: Endpoint, path: string): URL {
  return /^https?:/.test(path) ? new URL(path) : new URL(`/v2/${prefix}${path}`, origin);
}

/**
 * HTTP as registries need it, below any knowledge of images.
 *
 * in     a request to one origin
 * out    its answer, redirects followed, tries repeated while the registry is busy
 * holds  what authorises goes to the origin it is for and to no other; a redirect never leads to plain HTTP, to this machine or to a
 *        link-local address unless the registry itself is there; an answer's body is read or destroyed
 */
import type { Agent, IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScanError } from '../../errors.ts';
import type { RegistryOptions } from '../source.ts';
import { createGate, type Gate } from './gate.ts';
import { isLinkLocal, isLoopback, mayBePlain } from './host.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Goes to `url`'s origin only. */
  readonly authorization?: string | undefined;
  readonly body?: Buffer | string | undefined;
  readonly signal: AbortSignal;
  /** undefined: as often as usual. */
  readonly tries?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the last redirect. */
  readonly url: URL;
  /** A socket that breaks breaks the iteration. */
  readonly body: AsyncIterable<Buffer>;
  readonly signal: AbortSignal;
  /** Whether it was asked by somebody, and not by anybody. */
  readonly authorized: boolean;
  /** To be called when the body is not read to its end; harmless otherwise. */
  dispose(): void;
}

export interface Transport {
  send(ask: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;
export type TransportOptions = Pick<
  RegistryOptions,
  'insecure' | 'ca' | 'authority' | 'clientCertificate' | 'concurrency' | 'concurrencyOf' | 'proxy'
> & {
  /** Between tries; tests have one that does not. */
  readonly wait?: Wait | undefined;
};

const TRIES = 5;
/** Bytes. */
const SHORT_REST = 16 * 1024;
const REDIRECTS_MOST = 5;
const FIRST_WAIT_MS = 500;
const WAIT_MOST_MS = 60_000;
/** ms: for a connection, and of silence on it. */
const TIMEOUTS = { connect: 10_000, silence: 60_000 } as const;
const BUSY = new Set([408, 429, 500, 502, 503, 504]);

export function createTransport(options: TransportOptions): Transport {
  const agents = new Map<string, Agent>();
  const gates = new Map<string, Gate>();
  const wait = options.wait ?? pause;
  const agentOf = (url: URL) => of(agents, url.origin, () => createAgent(url, options));
  const gateOf = (host: string) =>
    of(gates, host, () => createGate(options.concurrencyOf?.(host) ?? options.concurrency));

  const sendOnce = async (ask: HttpRequest): Promise<HttpAnswer> => {
    let { url } = ask;
    let { authorization } = ask;
    for (let hops = 0; ; hops++) {
      const leave = await gateOf(url.host).enter(ask.signal);
      let answer: HttpAnswer;
      try {
        answer = await roundTrip(ask, url, authorization, agentOf(url), leave);
      } catch (error) {
        leave();
        throw error;
      }
      const { location } = answer.headers;
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
      answer.dispose();
      if (ask.method !== 'GET' && ask.method !== 'HEAD')
        throw unsafe(url, location, 'it may not send what is pushed elsewhere');
      if (hops >= REDIRECTS_MOST)
        throw unsafe(url, location, `it was the redirect after ${REDIRECTS_MOST} others`, inCircle);
      const next = redirectTarget(url, location, options.insecure);
      if (next.origin !== url.origin) authorization = undefined;
      url = next;
    }
  };

  return {
    async send(ask) {
      const tries = ask.tries ?? TRIES;
      for (let attempt = 1; ; attempt++) {
        ask.signal.throwIfAborted();
        let answer: HttpAnswer | undefined;
        try {
          answer = await sendOnce(ask);
          if (!BUSY.has(answer.status) || attempt >= tries) return answer;
          answer.dispose();
        } catch (error) {
          ask.signal.throwIfAborted();
          if (error instanceof ScanError) throw error;
          if (attempt >= tries || !mayPass(error)) throw unreachable(ask.url, error);
        }
        await wait(pauseMs(attempt, answer?.headers['retry-after']), ask.signal);
      }
    },
    async close() {
      // Whatever is still under way has nobody who waits for it.
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}

function roundTrip(
  ask: HttpRequest,
  url: URL,
  authorization: string | undefined,
  agent: Agent,
  leave: () => void,
): Promise<HttpAnswer> {
  const { signal } = ask;
  const headers = {
    'user-agent': 'plimsoll',
    ...ask.headers,
    ...(authorization === undefined ? {} : { authorization }),
  };
  return new Promise((resolve, reject) => {
    const { request: send } = protocolOf(url);
    const asked = send(url, { method: ask.method, agent, signal, headers, timeout: TIMEOUTS.silence }, (answer) => {
      answer.once('close', leave);
      // What happens to a body nobody listens to any more is nobody's concern.
      answer.on('error', () => {});
      resolve(answered(answer, url, { ...ask, authorization }));
    });
    const late = (what: string) => asked.destroy(Object.assign(new Error(what), { code: 'ETIMEDOUT' }));
    asked.on('timeout', () => late(`silent for ${TIMEOUTS.silence / 1000} seconds`));
    asked.on('socket', (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(() => late(`no connection in ${TIMEOUTS.connect / 1000} seconds`), TIMEOUTS.connect);
      for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
    });
    asked.on('error', reject);
    asked.end(ask.body);
  });
}

function answered(answer: IncomingMessage, url: URL, { method, signal, authorization }: HttpRequest): HttpAnswer {
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value ?? '')])),
    url,
    body: bodyOf(answer, signal),
    signal,
    authorized: authorization !== undefined,
    dispose: () => {
      // A short rest is cheaper to read than a connection to open anew; one of unknown length may have no end.
      const length = method === 'HEAD' ? 0 : Number(answer.headers['content-length'] ?? Number.POSITIVE_INFINITY);
      if (length <= SHORT_REST) answer.resume();
      else answer.destroy();
    },
  };
}

async function* bodyOf(answer: IncomingMessage, signal: AbortSignal): AsyncIterable<Buffer> {
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Loaded for the first request: it takes 10 ms, and most images that are scanned lie on this machine. */
function protocolOf(url: URL) {
  return process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
}

function createAgent(url: URL, { ca, authority, clientCertificate, proxy }: TransportOptions): Agent {
  const common = {
    keepAlive: true,
    ...(proxy === undefined
      ? {}
      : { proxyEnv: { HTTP_PROXY: proxy.http, HTTPS_PROXY: proxy.https, NO_PROXY: proxy.no } }),
  };
  const { Agent } = protocolOf(url);
  if (url.protocol === 'http:') return new Agent(common);
  const extra = [ca, authority?.(url.host)].filter((pem) => pem !== undefined);
  const trust =
    extra.length === 0 ? {} : { ca: [...process.getBuiltinModule('node:tls').getCACertificates(), ...extra] };
  return new Agent({ ...common, ...trust, ...clientCertificate(url.host) });
}

/** @throws ScanError REGISTRY_ANSWER_INVALID */
function redirectTarget(from: URL, location: string, insecure: readonly string[]): URL {
  if (!URL.canParse(location, from.href)) throw unsafe(from, location, 'that is no address');
  const to = new URL(location, from);
  if (to.username !== '' || to.password !== '') throw unsafe(from, location, 'it carries a password');
  if (to.protocol === 'http:') {
    const isDowngrade = from.protocol === 'https:' && !mayBePlain(to.host, insecure);
    if (isDowngrade || (from.host !== to.host && !mayBePlain(to.host, insecure)))
      throw unsafe(from, location, 'that is without TLS', ifYours);
  } else if (to.protocol !== 'https:') throw unsafe(from, location, 'that is no web address');
  if (isLinkLocal(to.host)) throw unsafe(from, location, 'that is an address of the machine’s own network');
  if (isLoopback(to.host) && !isLoopback(from.host)) throw unsafe(from, location, 'that is this machine');
  to.hash = '';
  return to;
}

function unsafe(from: URL, location: string, why: string, hint: string = distrust): ScanError {
  const to = location.replace(/[?#].*$/, '').slice(0, 200);
  return new ScanError('REGISTRY_ANSWER_INVALID', `${from.host} leads on to ${JSON.stringify(to)}, and ${why}.`, {
    hint,
  });
}

const inCircle = 'It may lead in a circle: check what is between here and the registry, or tell who runs it.';
const distrust = 'Ask who runs the registry what it leads to; until then do not trust it.';
const ifYours = 'Name the host with --insecure-registry if it is yours; otherwise do not trust this registry.';

function unreachable(url: URL, cause: unknown): ScanError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const code = codeOf(cause);
  if (code.startsWith('HPE_')) {
    const hint = 'Check the port, and that a registry listens there; often a proxy or another service is in between.';
    return new ScanError('REGISTRY_ANSWER_INVALID', `${url.host} answers with something that is no HTTP (${text}).`, {
      hint,
      cause,
    });
  }
  const isTls = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL|ALTNAME|WRONG_VERSION/.test(code);
  return new ScanError('REGISTRY_UNREACHABLE', `${url.host} cannot be reached: ${text || code}.`, {
    hint: isTls
      ? 'Name the authority that signed its certificate (a CA file), or, for a registry without TLS, add it to the insecure ones.'
      : 'Check its name, the network and, if there is one, the proxy.',
    cause,
  });
}

/** Not worth another try: a name that is not there, a certificate that is wrong, a port nobody listens on. */
function mayPass(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(codeOf(error));
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error) return String(error.code);
  return error.cause === undefined ? '' : codeOf(error.cause);
}

function pauseMs(attempt: number, retryAfter: string | undefined): number {
  const backOff = FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
  const seconds = retryAfter === undefined || retryAfter === '' ? Number.NaN : Number(retryAfter);
  const asked = Number.isNaN(seconds) ? Date.parse(retryAfter ?? '') - Date.now() : seconds * 1000;
  return Math.min(WAIT_MOST_MS, Math.max(backOff, Number.isNaN(asked) ? 0 : asked));
}

function of<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

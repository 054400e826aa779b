/** Feeds over HTTP: proxies from the environment, redirects, bounds, conditional requests, and resuming what was cut. */
import { randomUUID } from 'node:crypto';
import { createWriteStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { ScanError } from '../../errors.ts';
import type { FeedBase, Fetched, FetchOptions, Resource } from './feed-base.ts';

export interface HttpBaseOptions {
  /** undefined: every feed from its publisher. */
  readonly mirror: URL | undefined;
  readonly spool: string;
  /** Before each further try. */
  readonly pausesMs: readonly number[];
}

const userAgent = 'plimsoll-advisories';
const retried: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export function createHttpBase({ mirror, spool, pausesMs }: HttpBaseOptions): FeedBase {
  let agent: Promise<Dispatcher> | undefined;
  /** Hosts no connection came about with, however often it was tried: dozens of feeds are not kept waiting for each of them. */
  const silent = new Map<string, ScanError>();
  const urlOf = (resource: Resource) =>
    mirror === undefined
      ? new URL(resource.upstream)
      : new URL(resource.path.split('/').map(encodeURIComponent).join('/'), mirror);
  return {
    name: mirror === undefined ? 'publishers' : withoutPassword(mirror),
    kind: mirror === undefined ? 'publishers' : 'mirror',
    list: () => undefined,
    close: async () => (await agent)?.close(),
    async fetch(resource, options) {
      const { host } = urlOf(resource);
      const known = silent.get(host);
      if (known !== undefined) throw known;
      agent ??= createAgent();
      const download: Download = { url: urlOf(resource), resource, options, agent: await agent, spool };
      try {
        return await withTries(pausesMs, options.signal, (earlier) => fetchOnce(download, earlier));
      } catch (error) {
        if (error instanceof ScanError && noConnection(error.cause)) silent.set(host, error);
        throw error;
      }
    },
  };
}

/** A megabyte of library that a scan with advisories at hand has no use for. */
async function createAgent(): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  const connect = { timeout: 15_000 };
  return new EnvHttpProxyAgent({ connect, headersTimeout: 60_000, bodyTimeout: 60_000, allowH2: false });
}

const connecting: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function noConnection(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && connecting.has(cause.code);
}

interface Download {
  readonly url: URL;
  readonly resource: Resource;
  readonly options: FetchOptions;
  readonly agent: Dispatcher;
  readonly spool: string;
}

/** The beginning of a file that came before the connection broke; only worth something with a strong ETag. */
interface Beginning {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
}

class Interrupted extends Error {
  readonly partial: Beginning | undefined;
  readonly error: ScanError;
  /** What the server asked for. */
  readonly waitMs: number;
  constructor(error: ScanError, partial: Beginning | undefined, waitMs = 0) {
    super(error.message, { cause: error });
    this.waitMs = waitMs;
    this.error = error;
    this.partial = partial;
  }
}

async function withTries<T>(
  pausesMs: readonly number[],
  signal: AbortSignal,
  attempt: (earlier: Beginning | undefined) => Promise<T>,
): Promise<T> {
  let partial: Beginning | undefined;
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(partial);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      const waitMs = pausesMs[tries];
      if (partial !== undefined && partial.path !== error.partial?.path) rmSync(partial.path, { force: true });
      partial = error.partial;
      if (waitMs === undefined) {
        if (partial !== undefined) rmSync(partial.path, { force: true });
        throw error.error;
      }
      await pause(Math.max(waitMs, error.waitMs), undefined, { signal });
    }
  }
}

async function fetchOnce(download: Download, earlier: Beginning | undefined): Promise<Fetched> {
  const { url, resource, options } = download;
  const { response, where } = await follow(download, earlier);
  const { statusCode: status, headers, body } = response;
  const shown = withoutPassword(where);
  const stop = () => leaveUnread(body);
  if (status === 304 && options.known !== undefined) {
    await stop();
    return { state: 'unchanged' };
  }
  if (status === 404 || status === 410) {
    await stop();
    return { state: 'missing', where: shown };
  }
  const resumed = status === 206 && earlier !== undefined;
  if (resumed && !beginsAt(earlier.bytes, oneOf(headers['content-range']))) {
    body.destroy();
    // Joined with another part it would be a file that nobody published.
    throw new Interrupted(unreachable(shown, 'it sent another part of the file than the one asked for'), undefined);
  }
  if (status !== 200 && !resumed) {
    await stop();
    const error = unreachable(shown, `it answered with status ${status}`);
    throw retried.has(status) ? new Interrupted(error, earlier, retryAfterMs(oneOf(headers['retry-after']))) : error;
  }
  if (/^text\/html\b/i.test(oneOf(headers['content-type']) ?? '')) {
    await stop();
    throw new ScanError('FEED_INVALID', `${shown} answered with a web page where ${resource.path} was expected`, {
      hint: 'A proxy or a sign-in page may be in between. Open the address in a browser to see what it says.',
    });
  }
  const start = resumed ? earlier.bytes : 0;
  const announced = lengthOf(oneOf(headers['content-length']));
  const total = announced === undefined ? undefined : announced + start;
  if (total !== undefined && total > resource.mostBytes) {
    body.destroy();
    throw tooLarge(shown, resource.mostBytes);
  }
  const path = resumed ? earlier.path : join(download.spool, `${randomUUID()}.part`);
  const etag = oneOf(headers.etag);
  let done = start;
  const target = createWriteStream(path, { flags: resumed ? 'a' : 'w', mode: 0o600 });
  try {
    await pipeline(
      body,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          done += chunk.length;
          if (done > resource.mostBytes) throw tooLarge(shown, resource.mostBytes);
          options.onBytes(done, total);
          yield chunk;
        }
      },
      target,
      { signal: options.signal },
    );
    if (total !== undefined && done !== total) throw new Error(`${done} of ${total} bytes came`);
  } catch (cause) {
    if (options.signal.aborted || cause instanceof ScanError) {
      rmSync(path, { force: true });
      throw cause;
    }
    const strong = etag !== undefined && !etag.startsWith('W/') && oneOf(headers['accept-ranges']) !== 'none';
    const error = cut(shown, { done, total, cause });
    // What came and what was written differ until the file is closed.
    if (!target.closed) await new Promise<void>((resolve) => target.once('close', () => resolve()));
    const written = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (strong && written > 0) throw new Interrupted(error, { path, bytes: written, etag });
    rmSync(path, { force: true });
    throw new Interrupted(error, undefined);
  }
  const lastModified = oneOf(headers['last-modified']);
  const discard = () => rmSync(path, { force: true });
  return { state: 'found', file: { path, where: withoutPassword(url), bytes: done, etag, lastModified, discard } };
}

/** `bytes 100-199/200` */
function beginsAt(offset: number, contentRange: string | undefined): boolean {
  return contentRange?.startsWith(`bytes ${offset}-`) === true;
}

/** A short rest is read, so that the connection can serve again; a body that is left ends with an error of its own, which is nobody's. */
async function leaveUnread(body: Dispatcher.ResponseData['body']): Promise<void> {
  await body.dump({ limit: 64 * 1024 }).catch(() => body.destroy());
}

async function follow({ url, options, agent }: Download, earlier: Beginning | undefined) {
  const { request } = await import('undici');
  let where = url;
  for (let hops = 0; hops <= 5; hops++) {
    const response = await request(where, {
      dispatcher: agent,
      signal: options.signal,
      headers: { ...headersFor(options, earlier), ...credentialsOf(where) },
    }).catch((cause: unknown) => {
      if (options.signal.aborted) throw cause;
      throw new Interrupted(unreachable(withoutPassword(where), reasonOf(cause), cause), earlier);
    });
    // Without a listener it would end the process.
    response.body.on('error', () => {});
    const location = oneOf(response.headers.location);
    if (response.statusCode < 300 || response.statusCode > 399 || response.statusCode === 304 || location === undefined)
      return { response, where };
    await leaveUnread(response.body);
    const next = URL.canParse(location, where.href) ? new URL(location, where.href) : undefined;
    if (
      next === undefined ||
      !/^https?:$/.test(next.protocol) ||
      (where.protocol === 'https:' && next.protocol !== 'https:')
    )
      throw unreachable(withoutPassword(where), 'it redirects to an address that is not followed');
    where = next;
  }
  throw unreachable(withoutPassword(url), 'it redirects in circles');
}

function headersFor({ known }: FetchOptions, earlier: Beginning | undefined): Record<string, string> {
  // Never compressed on the way: lengths are checked, and feeds are compressed as they are.
  const headers: Record<string, string> = { 'user-agent': userAgent, 'accept-encoding': 'identity' };
  if (earlier !== undefined) return { ...headers, range: `bytes=${earlier.bytes}-`, 'if-range': earlier.etag };
  if (known?.etag !== undefined) headers['if-none-match'] = known.etag;
  else if (known?.lastModified !== undefined) headers['if-modified-since'] = known.lastModified;
  return headers;
}

/** `https://name:password@mirror/`: for mirrors behind basic authentication; never sent to where it redirects. */
function credentialsOf(url: URL): Record<string, string> {
  if (url.username === '') return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

export function withoutPassword(url: URL): string {
  if (url.username === '' && url.password === '') return url.href;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare.href;
}

/** Seconds; a date or more than a minute is not waited for. */
function retryAfterMs(header: string | undefined): number {
  return header !== undefined && /^\d{1,2}$/.test(header) ? Math.min(Number(header), 60) * 1000 : 0;
}

function lengthOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  return inner instanceof Error && cause.message === '' ? inner.message : cause.message;
}

function unreachable(where: string, why: string, cause?: unknown): ScanError {
  return new ScanError('FEED_UNREACHABLE', `${where} cannot be read: ${why}`, {
    hint: 'Check the network and the proxy (HTTPS_PROXY, NO_PROXY), or read from a mirror with --from.',
    cause,
  });
}

function tooLarge(where: string, mostBytes: number): ScanError {
  return new ScanError('FEED_INVALID', `${where} has more than the ${mostBytes} bytes that are read of it`, {
    hint: 'Check that the address is that of the feed.',
  });
}

function cut(
  where: string,
  { done, total, cause }: { done: number; total: number | undefined; cause: unknown },
): ScanError {
  const of = total === undefined ? '' : ` of ${total}`;
  return new ScanError('FEED_UNREACHABLE', `${where} was cut off after ${done}${of} bytes: ${reasonOf(cause)}`, {
    hint: 'Run the update again; what is there stays in use.',
    cause,
  });
}

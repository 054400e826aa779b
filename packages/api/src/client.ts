/**
 * The typed client: one method a route, for the command line and the console.
 *
 * in     the routes table and a `fetch`
 * out    parsed answers; ApiError for everything else
 * holds  path parameters are percent-encoded; undefined query values are left out and arrays repeat their key
 */
import type { z } from 'zod';
import { ApiError } from './errors.ts';
import { type Route, type RouteName, routes } from './routes.ts';
import { ApiProblem } from './schema/problem.ts';

type Part<R, K extends 'params' | 'query' | 'body'> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? Record<never, never> extends z.input<S>
    ? { readonly [P in K]?: Given<z.input<S>> }
    : { readonly [P in K]: Given<z.input<S>> }
  : Record<never, never>;
/** Keys that may be left out may also be undefined: callers spread state that has both. */
type Given<T> = { readonly [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };
type Input<R> = Part<R, 'params'> & Part<R, 'query'> & Part<R, 'body'>;
type Answer<R> = R extends { readonly response: infer S extends z.ZodType } ? z.output<S> : never;

/** The platform's own, where there is one: this package knows neither browsers nor Node. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Platform } }
  ? Platform
  : { readonly aborted: boolean };

export interface CallOptions {
  readonly signal?: Signal | undefined;
}

export type Client = {
  readonly [N in RouteName]: Record<never, never> extends Input<(typeof routes)[N]>
    ? (input?: Input<(typeof routes)[N]>, options?: CallOptions) => Promise<Answer<(typeof routes)[N]>>
    : (input: Input<(typeof routes)[N]>, options?: CallOptions) => Promise<Answer<(typeof routes)[N]>>;
};

/** The part of `fetch` that is used, so that one over a Unix socket fits too. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly credentials?: 'same-origin';
  readonly signal?: Signal;
}
export interface FetchAnswer {
  readonly ok: boolean;
  readonly status: number;
  text(): Promise<string>;
}

export interface ClientOptions {
  /** `http://127.0.0.1:7717`, or empty for the page's own origin. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  /** For programs; a browser has its cookie. */
  readonly token?: string | undefined;
}

interface AnyInput {
  readonly params?: Record<string, unknown>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
}

export function createClient(options: ClientOptions): Client {
  const methods = Object.entries(routes).map(([name, route]) => [
    name,
    (input: AnyInput = {}, call: CallOptions = {}) => send(options, { route, input, call }),
  ]);
  return Object.fromEntries(methods) as Client;
}

/** `/api/v1/workloads/docker%2Fweb?limit=10`: the address of a route, for links and for "copy as curl". */
export function addressOf(route: Route, { params = {}, query = {} }: AnyInput = {}): string {
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])));
  const search = Object.entries(query).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(String(one))}`),
  );
  return search.length === 0 ? path : `${path}?${search.join('&')}`;
}

async function send(
  { baseUrl, fetch, token }: ClientOptions,
  { route, input, call }: { route: Route; input: AnyInput; call: CallOptions },
): Promise<unknown> {
  const what = `${route.method} ${route.path}`;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (route.method !== 'GET') headers['content-type'] = 'application/json';

  let answer: FetchAnswer;
  let text: string;
  try {
    answer = await fetch(`${baseUrl}${addressOf(route, input)}`, {
      method: route.method,
      headers,
      credentials: 'same-origin',
      ...(route.method !== 'GET' && { body: JSON.stringify(input.body ?? {}) }),
      ...(call.signal !== undefined && { signal: call.signal }),
    });
    text = await answer.text();
  } catch (cause) {
    if (call.signal?.aborted === true) throw cause;
    throw new ApiError('UNREACHABLE', `Plimsoll does not answer at ${baseUrl || 'this address'}`, {
      hint: 'Check that `plimsoll up` runs and that the address is right',
      status: 0,
      cause,
    });
  }
  return read(text, { what, status: answer.status, ok: answer.ok, schema: route.response });
}

function read(
  text: string,
  { what, status, ok, schema }: { what: string; status: number; ok: boolean; schema: z.ZodType },
): unknown {
  const json = parseJson(text);
  if (!ok) {
    const problem = ApiProblem.safeParse(json);
    if (problem.success)
      throw new ApiError(problem.data.code, problem.data.message, { hint: problem.data.hint, status });
    throw unreadable(what, { status, cause: problem.error });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw unreadable(what, { status, cause: parsed.error });
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // What is no JSON fails the schema, which says so.
  }
}

function unreadable(what: string, { status, cause }: { status: number; cause: unknown }): ApiError {
  return new ApiError(
    'ANSWER_UNREADABLE',
    `The answer to ${what} (status ${status}) is not what this version expects`,
    {
      hint: 'Check that the address is a Plimsoll server and that both sides have the same version',
      status,
      cause,
    },
  );
}

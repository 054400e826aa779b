/**
 * Who may ask what, decided before anything is read.
 *
 * in     a request on the network or on the local socket
 * out    a caller, or a problem
 * holds  a name that is not ours is refused (DNS rebinding); what changes something takes, with a cookie, a request from our
 *        own pages (CSRF); the local socket needs neither, as only the user who started the server can open it
 */
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Caller, Gate } from '../auth/gate.ts';
import { localUser } from '../auth/gate.ts';
import { ServerError } from '../errors.ts';

export const cookieName = 'plimsoll_session';

export interface GuardOptions {
  readonly gate: Gate;
  /** True for a connection through the Unix socket. */
  readonly isLocal: (request: FastifyRequest) => boolean;
  /** Names beside `localhost` and addresses that this server is reached by. */
  readonly allowedHosts: readonly string[];
}

/** A page of another site whose name was made to point here still sends its own name. Addresses cannot be rebound. */
export function checkHost(request: FastifyRequest, { isLocal, allowedHosts }: GuardOptions): void {
  if (isLocal(request)) return;
  const name = hostName(request.headers.host ?? '');
  if (name === 'localhost' || isIP(name) !== 0 || allowedHosts.includes(name)) return;
  throw new ServerError('HOST_UNKNOWN', `This server does not answer to the name ${name.slice(0, 100) || '(none)'}`, {
    hint: 'Use 127.0.0.1 or localhost, or add the name to the allowed hosts in the settings',
    status: 421,
  });
}

export async function callerOf(request: FastifyRequest, { gate, isLocal }: GuardOptions): Promise<Caller> {
  if (isLocal(request)) return localUser;
  const token = /^Bearer (.{1,512})$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== undefined) {
    const caller = await gate.byToken(token);
    if (caller !== undefined) return caller;
    throw new ServerError('TOKEN_WRONG', 'The token is not the one of this server', {
      hint: '`plimsoll token rotate`, run by the user who started the server, prints a new one',
      status: 401,
    });
  }
  const id = request.cookies[cookieName];
  const caller = id === undefined ? undefined : await gate.bySession(id, { extend: true });
  if (caller !== undefined) return caller;
  throw new ServerError('SIGN_IN_NEEDED', 'You are not signed in, or your session ended', {
    hint: 'Sign in with the token that was printed when the server first started',
    status: 401,
  });
}

/** With a cookie, or on the way to one, what changes something must come from our own pages. */
export function checkOwnPage(request: FastifyRequest, via: Caller['via'] | 'sign-in'): void {
  if (via === 'token' || via === 'socket' || request.method === 'GET' || request.method === 'HEAD') return;
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const fromBrowser = site !== undefined || origin !== undefined;
  // A program that signs in to use the cookie sends neither header; a browser always sends one with what changes something.
  if (!fromBrowser && via === 'sign-in') return;
  const sameSite = site === undefined || site === 'same-origin';
  const sameOrigin = origin === undefined || originHost(origin) === request.headers.host?.toLowerCase();
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  if (fromBrowser && sameSite && sameOrigin && isJson) return;
  throw new ServerError('CROSS_SITE', 'This change did not come from a page of this server', {
    hint: 'Programs send the token as `Authorization: Bearer`; pages of other sites may change nothing here',
    status: 403,
  });
}

function hostName(host: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(host)?.[1];
  return (bracketed ?? host.replace(/:\d+$/, '')).toLowerCase();
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined;
}

/**
 * Who may come in.
 *
 * in     the token, or a cookie that was given for it
 * out    a caller with a name for the ledger, or nobody
 * holds  neither token nor session id is stored: only hashes; a session ends 12 h after its last use
 */
import type { EpochMs } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { SessionStore } from '../store/session-store.ts';
import { hashSecret, matchesHash, newSecret } from './secret.ts';

export interface Gate {
  /** Makes the first token; undefined when there is one already. */
  firstToken(): Promise<string | undefined>;
  /** A new token; the old one and every session end. */
  rotateToken(): Promise<string>;
  /** A new session for the right token. */
  signIn(token: string): Promise<NewSession | undefined>;
  byToken(token: string): Promise<Caller | undefined>;
  bySession(id: string, use: { readonly extend: boolean }): Promise<Caller | undefined>;
  signOut(id: string): Promise<void>;
}

export interface Caller {
  readonly via: 'cookie' | 'token' | 'socket';
  /** For the ledger. */
  readonly name: string;
  readonly expiresAt: EpochMs | undefined;
}

interface NewSession {
  readonly id: string;
  readonly expiresAt: EpochMs;
}

export const localUser: Caller = { via: 'socket', name: 'local user', expiresAt: undefined };

export const sessionMs = 12 * 60 * 60 * 1000;
/** A session is not written anew with every request. */
const extendAfterMs = 10 * 60 * 1000;
const tokenName = 'token';
const programme: Caller = { via: 'token', name: 'token', expiresAt: undefined };

export function createGate({ store, clock, keep }: { store: SessionStore; clock: Clock; keep: number }): Gate {
  async function replaceToken(): Promise<string> {
    const token = newSecret('plm_');
    await store.putSecretHash(tokenName, hashSecret(token), clock.now());
    return token;
  }

  async function isToken(token: string): Promise<boolean> {
    const hash = await store.secretHash(tokenName);
    return hash !== undefined && matchesHash(token, hash);
  }

  return {
    async firstToken() {
      return (await store.secretHash(tokenName)) === undefined ? replaceToken() : undefined;
    },
    async rotateToken() {
      const token = await replaceToken();
      await store.removeAll();
      return token;
    },
    async signIn(token) {
      if (!(await isToken(token))) return undefined;
      const now = clock.now();
      const id = newSecret('');
      const expiresAt = (now + sessionMs) as EpochMs;
      await store.add({ idHash: hashSecret(id), createdAt: now, expiresAt });
      await store.trim({ now, keep });
      return { id, expiresAt };
    },
    async byToken(token) {
      return (await isToken(token)) ? programme : undefined;
    },
    async bySession(id, { extend }) {
      const idHash = hashSecret(id);
      const session = await store.get(idHash);
      const now = clock.now();
      if (session === undefined || session.expiresAt <= now) return undefined;
      const later = (now + sessionMs) as EpochMs;
      const due = extend && later - session.expiresAt > extendAfterMs;
      if (due) await store.extend(idHash, later);
      return { via: 'cookie', name: `session ${idHash.slice(0, 8)}`, expiresAt: due ? later : session.expiresAt };
    },
    async signOut(id) {
      await store.remove(hashSecret(id));
    },
  };
}

/** Who is signed in, and what the token's hash is. A port: nothing in it could be used to sign in. */
import type { EpochMs } from '@plimsoll/core';

export interface SessionStore {
  add(session: StoredSession): Promise<void>;
  get(idHash: string): Promise<StoredSession | undefined>;
  extend(idHash: string, expiresAt: EpochMs): Promise<void>;
  remove(idHash: string): Promise<void>;
  removeAll(): Promise<void>;
  /** Those that ended, and the oldest beyond `keep`. */
  trim(limits: { readonly now: EpochMs; readonly keep: number }): Promise<void>;

  secretHash(name: string): Promise<string | undefined>;
  putSecretHash(name: string, hash: string, at: EpochMs): Promise<void>;
}

export interface StoredSession {
  /** SHA-256 of the cookie's value, hexadecimal. */
  readonly idHash: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
}

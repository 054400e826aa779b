/** Whether a webhook knows its registry's secret. Compared in constant time; which of the ways failed is not told. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface HookRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came: GitHub signs the bytes. */
  readonly body: Uint8Array;
}

/** Ways to say it: `Authorization: [Bearer|Basic …:] secret`, GitLab's and our own header, GitHub's HMAC. */
export function provesSecret({ headers, body }: HookRequest, secret: string): boolean {
  const signature = one(headers['x-hub-signature-256']);
  if (signature !== undefined) {
    return same(signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  }
  const authorization = one(headers.authorization);
  const told = [
    authorization,
    authorization?.replace(/^(bearer|token)\s+/i, ''),
    basicPassword(authorization),
    one(headers['x-gitlab-token']),
    one(headers['x-plimsoll-secret']),
  ];
  // Every one is compared, so that the time it takes tells nothing.
  return told.map((text) => text !== undefined && same(text, secret)).includes(true);
}

function basicPassword(authorization: string | undefined): string | undefined {
  const encoded = /^basic\s+([A-Za-z0-9+/=]{1,4096})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

/** Of hashes, so that lengths need not be equal and are not told either. */
function same(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

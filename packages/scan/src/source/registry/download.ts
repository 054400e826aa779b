/** A blob from a registry, taken up again where it was cut. */
import { ScanError } from '../../errors.ts';
import type { ByteStream } from '../bytes/byte-stream.ts';
import type { Descriptor } from '../image/manifest.ts';
import { invalidAnswer, refusal } from './answer.ts';
import type { RegistryAsk, Session } from './session.ts';
import type { HttpAnswer, Wait } from './transport.ts';

export interface DownloadAsk {
  readonly session: Session;
  readonly ask: Omit<RegistryAsk, 'path'>;
  readonly repository: string;
  readonly descriptor: Pick<Descriptor, 'digest' | 'size'>;
  readonly wait: Wait;
}

/** Cuts without a byte between them, and cuts at all. */
const BARREN_MOST = 4;
const CUTS_MOST = 50;
const PAUSE_MS = 500;

export async function* download({ session, ask, repository, descriptor, wait }: DownloadAsk): ByteStream {
  const { digest, size } = descriptor;
  const what = `the blob ${digest} of ${repository}`;
  let at = 0;
  let barren = 0;
  for (let cuts = 0; ; cuts++) {
    // Whether bytes are compressed is the blob's own affair.
    const headers = { 'accept-encoding': 'identity', ...(at === 0 ? {} : { range: `bytes=${at}-` }) };
    const answer = await session.send({ ...ask, path: `${repository}/blobs/${digest}`, headers, mirrored: true });
    if (answer.status === 416 && at > 0) {
      answer.dispose();
      throw tooShort(answer.url.host, { what, at, size });
    }
    if (answer.status !== 200 && answer.status !== 206) throw await refusal(answer, what);
    let passed = startOf(answer, at, what);
    const before = at;
    let cause: unknown;
    try {
      for await (const chunk of answer.body) {
        // A registry that knows no ranges begins anew.
        const rest = passed >= at ? chunk : chunk.subarray(Math.min(chunk.length, at - passed));
        passed += chunk.length;
        if (rest.length === 0) continue;
        at += rest.length;
        yield rest;
      }
    } catch (error) {
      ask.signal.throwIfAborted();
      cause = error;
    } finally {
      answer.dispose();
    }
    // More than was promised is for whoever checks the bytes to say.
    if (at >= size) return;
    barren = at > before ? 0 : barren + 1;
    if (barren >= BARREN_MOST || cuts >= CUTS_MOST) {
      throw new ScanError(
        'DOWNLOAD_CUT',
        `${answer.url.host} broke off after ${at} of ${size} bytes of ${what}, ${cuts + 1} times.`,
        {
          hint: 'Try again; check the network and what is between here and the registry.',
          cause,
        },
      );
    }
    await wait(PAUSE_MS * 2 ** barren, ask.signal);
  }
}

/** There is nothing after what was sent: no cut on the way, but what the registry itself has. */
function tooShort(host: string, { what, at, size }: { what: string; at: number; size: number }): ScanError {
  return new ScanError('LAYER_TRUNCATED', `${host} itself has only ${at} of ${size} bytes of ${what}.`, {
    hint: 'It is damaged where it is stored: push the image again.',
  });
}

/** Where in the blob the answer's first byte is. */
function startOf(answer: HttpAnswer, at: number, what: string): number {
  const { host } = answer.url;
  if (/^text\/html\b/.test(answer.headers['content-type'] ?? '')) {
    answer.dispose();
    throw invalidAnswer(host, `answers with a web page when asked for ${what}`);
  }
  if (answer.status === 200) return 0;
  const start = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '')?.[1];
  if (start !== undefined && Number(start) <= at) return Number(start);
  answer.dispose();
  throw invalidAnswer(host, `answers with another part of ${what} than was asked for`);
}

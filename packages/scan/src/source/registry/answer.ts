/** What a registry's answer means when it is not what was asked for. */
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { type ByteStream, collect } from '../bytes/byte-stream.ts';
import type { HttpAnswer } from './transport.ts';

const Errors = z.object({ errors: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() })) });
const READ_MOST = 64 * 1024;
const SHOWN_MOST = 200;
/** For a manifest, a list, a token: nothing that is large. */
const ANSWER_MS_MOST = 180_000;

/** Reads what the registry says about it and gives the error to throw. */
export async function refusal(answer: HttpAnswer, what: string): Promise<ScanError> {
  const { status } = answer;
  const { host } = answer.url;
  const said = await saidBy(answer);
  const because = said === '' ? '' : `: ${said}`;
  if (status === 404) {
    return new ScanError('IMAGE_NOT_FOUND', `${host} has no ${what}${because}.`, {
      hint: 'Check the name and the tag.',
    });
  }
  if (status === 401 && answer.authorized) {
    return new ScanError('REGISTRY_REFUSED', `${host} does not accept the login for ${what} (401)${because}.`, {
      hint: 'The user name, password or token is wrong or has run out: give others, or log in again.',
    });
  }
  if (status === 401 || status === 403) {
    return new ScanError('REGISTRY_REFUSED', `${host} does not give out ${what} (${status})${because}.`, {
      hint: answer.authorized
        ? 'It may not exist, or whoever the login is for may not read it.'
        : 'It may not exist, or it wants a login: docker login, --username with --password-stdin, or credentials in the settings.',
    });
  }
  if (status === 429) {
    return new ScanError(
      'REGISTRY_BUSY',
      `${host} says that too much was asked of it (429), now for ${what}${because}.`,
      {
        hint: 'Log in for a higher limit, use a mirror, or try again later.',
      },
    );
  }
  if (status >= 500) {
    return new ScanError('REGISTRY_BUSY', `${host} answers ${status} when asked for ${what}${because}.`, {
      hint: 'The registry has a fault of its own. Try again later.',
    });
  }
  return invalidAnswer(host, `answers ${status} when asked for ${what}${because}`);
}

export function invalidAnswer(host: string, what: string, cause?: unknown): ScanError {
  return new ScanError('REGISTRY_ANSWER_INVALID', `${host} ${what}.`, {
    hint: 'Check that the host is a registry; often a proxy or a login page is in between.',
    cause,
  });
}

/** @throws ScanError REGISTRY_ANSWER_INVALID when it is no JSON: a web page, for instance */
export async function jsonAnswer(
  answer: HttpAnswer,
  what: string,
  most: number,
): Promise<{ json: unknown; bytes: Buffer }> {
  const { host } = answer.url;
  const bytes = await bodyOf(answer, what, most);
  const isPage = /html/i.test(answer.headers['content-type'] ?? '') || /^\s*</.test(bytes.toString('latin1', 0, 64));
  if (isPage)
    throw invalidAnswer(host, `answers with a web page when asked for ${what} (it begins with ${shown(bytes)})`);
  try {
    return { json: JSON.parse(bytes.toString()), bytes };
  } catch (cause) {
    const type = answer.headers['content-type'] || 'no content type';
    throw invalidAnswer(
      host,
      `answers with something that is no JSON when asked for ${what} (${type}, ${bytes.length} bytes: ${shown(bytes)})`,
      cause,
    );
  }
}

async function bodyOf(answer: HttpAnswer, what: string, most: number): Promise<Buffer> {
  const { host } = answer.url;
  try {
    return await collect(inTime(answer.body, host, what), most, () =>
      invalidAnswer(host, `answers with more than ${most} bytes when asked for ${what}`),
    );
  } catch (error) {
    answer.signal.throwIfAborted();
    if (error instanceof ScanError) throw error;
    throw new ScanError('DOWNLOAD_CUT', `${host} broke off while sending ${what}.`, {
      hint: 'Try again; check the network.',
      cause: error,
    });
  }
}

/** Of a small thing, byte by byte, somebody could send a part for ever: silence alone has another limit. */
async function* inTime(body: ByteStream, host: string, what: string): ByteStream {
  const until = Date.now() + ANSWER_MS_MOST;
  for await (const chunk of body) {
    yield chunk;
    if (Date.now() < until) continue;
    throw new ScanError(
      'DOWNLOAD_CUT',
      `${host} takes longer than ${ANSWER_MS_MOST / 60_000} minutes to send ${what}.`,
      {
        hint: 'Try again; check the network and what is between here and the registry.',
      },
    );
  }
}

async function saidBy(answer: HttpAnswer): Promise<string> {
  try {
    const bytes = await collect(
      inTime(answer.body, answer.url.host, 'an error'),
      READ_MOST,
      () => new Error('too long'),
    );
    const parsed = Errors.safeParse(JSON.parse(bytes.toString()));
    return (parsed.data?.errors ?? [])
      .slice(0, 3)
      .map(({ code, message }) => message || code || '')
      .join('; ')
      .slice(0, SHOWN_MOST);
  } catch {
    // The status says enough; what came with it is a page or cut off.
    answer.dispose();
    return '';
  }
}

function shown(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('utf8', 0, 60));
}

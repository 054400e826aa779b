/**
 * Members of one large JSON object, one at a time: `{"openssl": {…}, "curl": {…}}` without holding all of it.
 *
 * Only strings, brackets and commas are looked at; each member's own text is then parsed as JSON, which is what checks it.
 */
import { createReadStream } from 'node:fs';

export interface MemberLimits {
  readonly memberBytes: number;
  readonly members: number;
}

export class MembersError extends Error {
  override readonly name = 'MembersError';
}

const [quote, backslash, open, close, openList, closeList, comma] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c];

/** @throws MembersError when it is no object, ends early, or a member is too large */
export async function* jsonMembers(file: string, limits: MemberLimits): AsyncGenerator<readonly [string, unknown]> {
  let held: Buffer[] = [];
  let [depth, inString, escaped, size, count, ended] = [0, false, false, 0, 0, false];
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        continue;
      }
      if (byte === quote) inString = true;
      else if (byte === open || byte === openList) {
        if (depth === 0) {
          if (byte === openList || ended) throw new MembersError('it is no JSON object');
          start = at + 1;
        }
        if (++depth > 100) throw new MembersError('it is nested too deeply');
      } else if (byte === close || byte === closeList || (byte === comma && depth === 1)) {
        const isEnd = byte !== comma && depth === 1;
        if (byte !== comma) depth--;
        if (depth < 0) throw new MembersError('it is no JSON object');
        if (byte !== comma && !isEnd) continue;
        const text = Buffer.concat([...held, chunk.subarray(start, at)]).toString('utf8');
        held = [];
        size = 0;
        start = at + 1;
        if (isEnd) ended = true;
        if (isEnd && count === 0 && text.trim() === '') continue;
        if (++count > limits.members) throw new MembersError(`it has more than ${limits.members} members`);
        yield memberOf(text);
      } else if (depth === 0 && byte > 0x20) throw new MembersError('it is no JSON object');
    }
    if (depth === 0) continue;
    const rest = chunk.subarray(start);
    size += rest.length;
    if (size > limits.memberBytes) throw new MembersError(`a member has more than ${limits.memberBytes} bytes`);
    held.push(Buffer.from(rest));
  }
  if (!ended) throw new MembersError('it ends too early');
}

function memberOf(text: string): readonly [string, unknown] {
  let parsed: object;
  try {
    parsed = JSON.parse(`{${text}}`) as object;
  } catch (cause) {
    throw new MembersError('a member is no JSON', { cause });
  }
  const members = Object.entries(parsed);
  const only = members[0];
  if (only === undefined || members.length !== 1) throw new MembersError('a member is no JSON');
  return only;
}

/** One file handed on chunk by chunk to those that follow it, its beginning kept for those that read it. */
import type { SourceEntry } from '../source/source.ts';
import type { FactSink, Follower } from './analyzer.ts';
import { troubleWith } from './trouble.ts';

export interface Following {
  /** Of the analyzer. */
  readonly id: string;
  readonly follower: Follower;
}

export interface FollowOptions {
  readonly followers: readonly Following[];
  /** Takes the bytes from its start that are kept. */
  readonly head: Buffer;
  readonly sink: FactSink;
  readonly signal: AbortSignal;
}

/** The wanted bytes. What nobody needs any more is passed over. */
export async function followFile(source: SourceEntry, options: FollowOptions): Promise<Buffer> {
  const { followers, head, sink, signal } = options;
  const wanted = head.length;
  const { path, bytes: size } = source.entry;
  let filled = 0;
  let seen = 0;
  let open = followers;
  const trouble = ({ id }: Following, error: unknown) => sink.problem(troubleWith(id, path, error));

  for await (const chunk of source.chunks()) {
    signal.throwIfAborted();
    seen += chunk.byteLength;
    if (filled < wanted) {
      const part = chunk.subarray(0, wanted - filled);
      head.set(part, filled);
      filled += part.byteLength;
    }
    open = open.filter((each) => {
      try {
        return each.follower.chunk(chunk);
      } catch (error) {
        trouble(each, error);
        return false;
      }
    });
    if (open.length === 0 && filled === wanted) break;
  }
  for (const each of followers) {
    try {
      each.follower.end(seen >= size || !open.includes(each));
    } catch (error) {
      trouble(each, error);
    }
  }
  return head.subarray(0, filled);
}

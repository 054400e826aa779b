/** gRPC over a unix socket, as much as asking takes: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
import { type ClientHttp2Session, connect } from 'node:http2';
import { createConnection } from 'node:net';

export interface GrpcChannel {
  /** Messages as they come. @throws GrpcError; or what the socket says */
  call(method: string, ask: GrpcAsk): AsyncGenerator<Buffer>;
  close(): void;
}

export interface GrpcAsk {
  readonly message: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  /** https://grpc.github.io/grpc/core/md_doc_statuscodes.html: 5 is "not found". */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const MESSAGE_MOST = 32 * 1024 * 1024;
/** With HTTP/2's own 64 KiB, a socket waits for us more than it sends. */
const WINDOW = 4 * 1024 * 1024;
const EMPTY: Buffer = Buffer.alloc(0);

export function openGrpc(socket: string): GrpcChannel {
  let session: ClientHttp2Session | undefined;
  let failure: Error | undefined;

  const connected = (): ClientHttp2Session => {
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    failure = undefined;
    const opened = connect('http://localhost', {
      createConnection: () => createConnection(socket),
      settings: { initialWindowSize: WINDOW, enablePush: false },
    });
    opened.on('connect', () => opened.setLocalWindowSize(4 * WINDOW));
    opened.on('error', (error) => {
      failure = error;
    });
    session = opened;
    return opened;
  };

  return {
    async *call(method, { message, headers, signal }) {
      signal.throwIfAborted();
      const stream = connected().request(
        { ':method': 'POST', ':path': method, 'content-type': 'application/grpc', te: 'trailers', ...headers },
        { signal },
      );
      let status: string | undefined;
      let said = '';
      const note = (answer: Record<string, unknown>) => {
        if (answer['grpc-status'] === undefined) return;
        status = String(answer['grpc-status']);
        said = unescaped(String(answer['grpc-message'] ?? ''));
      };
      // A call that fails at once has its status in the headers.
      stream.on('response', note);
      stream.on('trailers', note);
      stream.end(framed(message));
      try {
        yield* messagesIn(stream as AsyncIterable<Buffer>);
      } catch (error) {
        signal.throwIfAborted();
        throw failure ?? error;
      } finally {
        stream.close();
      }
      if (failure !== undefined) throw failure;
      if (status !== '0') throw new GrpcError(Number(status ?? 2), said || `the call ended with status ${status}`);
    },
    close() {
      session?.destroy();
    },
  };
}

/** Five bytes before each message: whether it is compressed (we never ask for that), and its length. */
export async function* messagesIn(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted: number | undefined;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    for (;;) {
      const needed: number = wanted ?? 5;
      if (length < needed) break;
      const joined: Buffer = chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks, length);
      const part = joined.subarray(0, needed);
      chunks = [joined.subarray(needed)];
      length -= needed;
      if (wanted === undefined) {
        if (part[0] !== 0) throw new GrpcError(13, 'a message is compressed');
        wanted = part.readUInt32BE(1);
        if (wanted > MESSAGE_MOST) throw new GrpcError(13, `a message has ${wanted} bytes`);
      } else {
        wanted = undefined;
        yield part;
      }
    }
  }
  if (length > 0 || wanted !== undefined) throw new GrpcError(13, 'the answer ends in a message');
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // It is for reading only: as it came is good enough.
    return text;
  }
}

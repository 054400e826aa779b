/**
 * Bytes on their way: what every source hands out and every reader takes.
 *
 * in     files, sockets, answers
 * out    chunks as they came, never joined unless somebody asks for a small whole
 * holds  a stream that is left early is closed at once; nobody collects more than the limit he names. A chunk is good until the next is
 *        asked for: then others may be put in its place
 */
export type ByteStream = AsyncIterable<Buffer>;

/**
 * @param most bytes; one more and `tooLarge` is thrown
 */
export async function collect(stream: ByteStream, most: number, tooLarge: () => Error): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > most) throw tooLarge();
    chunks.push(Buffer.from(chunk));
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}

/** The same bytes, with somebody told how many went by. */
export async function* counted(stream: ByteStream, onBytes: (bytes: number) => void): ByteStream {
  for await (const chunk of stream) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** Ends with the signal's reason at the first chunk after it was raised. */
export async function* abortable(stream: ByteStream, signal: AbortSignal): ByteStream {
  signal.throwIfAborted();
  for await (const chunk of stream) {
    signal.throwIfAborted();
    yield chunk;
  }
}

export async function* one(bytes: Uint8Array): ByteStream {
  yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

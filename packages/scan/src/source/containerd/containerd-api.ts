/** containerd's services, by the numbers of their messages' fields: https://github.com/containerd/containerd/tree/main/api/services */
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import type { ByteStream } from '../bytes/byte-stream.ts';
import { isDigest } from '../bytes/digest.ts';
import { GrpcError, openGrpc } from './grpc.ts';
import { decodeMessage, encodeMessage, type Field, type Message, ProtobufError } from './protobuf.ts';

export interface ContainerdImage {
  readonly name: string;
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: number;
}

export interface ContainerdApi {
  namespaces(signal: AbortSignal): Promise<readonly string[]>;
  image(namespace: string, name: string, signal: AbortSignal): Promise<ContainerdImage | undefined>;
  blob(namespace: string, digest: Digest, signal: AbortSignal): ByteStream;
  close(): void;
}

const NOT_FOUND = 5;

export function createContainerdApi(socket: string): ContainerdApi {
  const channel = openGrpc(socket);
  async function* call(
    service: string,
    fields: readonly Field[],
    namespace: string,
    signal: AbortSignal,
  ): AsyncGenerator<Message> {
    try {
      const headers = { 'containerd-namespace': namespace };
      for await (const bytes of channel.call(`/containerd.services.${service}`, {
        message: encodeMessage(fields),
        headers,
        signal,
      })) {
        yield decodeMessage(bytes);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw explained(error, socket);
    }
  }

  return {
    async namespaces(signal) {
      const names: string[] = [];
      for await (const answer of call('namespaces.v1.Namespaces/List', [], 'default', signal)) {
        for (const entry of answer.all(1)) names.push(decodeMessage(entry).text(1));
      }
      return names;
    },
    async image(namespace, name, signal) {
      try {
        for await (const answer of call('images.v1.Images/Get', [[1, name]], namespace, signal)) {
          const target = decodeMessage(decodeMessage(answer.bytes(1)).bytes(3));
          const digest = target.text(2);
          if (!isDigest(digest)) return undefined;
          return { name, mediaType: target.text(1), digest, bytes: target.count(3) };
        }
      } catch (error) {
        if (!(error instanceof GrpcError && error.status === NOT_FOUND)) throw error;
      }
      return undefined;
    },
    async *blob(namespace, digest, signal) {
      try {
        for await (const answer of call('content.v1.Content/Read', [[1, digest]], namespace, signal))
          yield answer.bytes(2);
      } catch (error) {
        if (!(error instanceof GrpcError && error.status === NOT_FOUND)) throw error;
        throw new ScanError('SOURCE_UNREADABLE', `containerd no longer has ${digest}.`, {
          hint: 'Where containerd discards the layers it has unpacked, images can only be read from their registry.',
          cause: error,
        });
      }
    },
    close: () => channel.close(),
  };
}

/** "Not found" stays: it means something else each time. */
function explained(error: unknown, socket: string): unknown {
  if (error instanceof ScanError || (error instanceof GrpcError && error.status === NOT_FOUND)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof GrpcError || error instanceof ProtobufError) {
    return new ScanError('ENGINE_UNREACHABLE', `containerd at ${socket} answers: ${error.message}.`, {
      hint: 'Look into its log.',
      cause: error,
    });
  }
  if (code === '') return error;
  return new ScanError('ENGINE_UNREACHABLE', `containerd cannot be reached at ${socket}: ${code}.`, {
    hint: code === 'EACCES' ? 'Run as root.' : 'Start it, or name its socket.',
    cause: error,
  });
}

/**
 * The server a command talks to.
 *
 * in     --server, --token-file, --data-dir and their environment
 * out    the typed client and the live stream; every failure as a CliError with its exit code
 * holds  a token never goes over the network in clear, and is never read from the command line
 */
import { type Client, createClient, LiveMessage, livePath } from '@plimsoll/api';
import { CliError } from '../errors.ts';
import { describeFailure } from './failure.ts';
import { serverSentData } from './server-sent.ts';
import { createTransport, type Target } from './transport.ts';

export interface Connection {
  readonly client: Client;
  /** Ends when the signal is aborted; fails when the server goes away. */
  live(signal: AbortSignal): AsyncIterable<LiveMessage>;
}

export function openConnection({ target, token }: { target: Target; token: string | undefined }): Connection {
  if ('url' in target && token !== undefined) refuseClearToken(target.url);
  const transport = createTransport(target, { token });
  // The path of a proxy is added by the transport; the client only needs something that parses as an address.
  const raw = createClient({ baseUrl: 'http://plimsoll', fetch: transport.fetch });
  return {
    client: failing(raw, target),
    async *live(signal) {
      const { status, text } = await transport.stream(livePath, signal).catch((error: unknown) => {
        throw describeFailure(error, target);
      });
      if (status !== 200) throw describeFailure({ status }, target);
      try {
        for await (const data of serverSentData(text)) {
          const message = LiveMessage.safeParse(JSON.parse(data));
          // A newer server may send kinds that this version does not know: they are not for us.
          if (message.success) yield message.data;
        }
      } catch (error) {
        if (signal.aborted) return;
        throw describeFailure(error, target);
      }
      if (!signal.aborted) throw describeFailure(new Error('the stream ended'), target);
    },
  };
}

/** The same client, whose failures are CliErrors. */
function failing(client: Client, target: Target): Client {
  const wrapped = Object.entries(client).map(([name, method]) => {
    const call = method as (...args: unknown[]) => Promise<unknown>;
    return [
      name,
      async (...args: unknown[]) => {
        try {
          return await call(...args);
        } catch (error) {
          throw describeFailure(error, target);
        }
      },
    ];
  });
  return Object.fromEntries(wrapped) as Client;
}

function refuseClearToken(url: URL): void {
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'https:' || local) return;
  throw new CliError('USAGE', `The token would go to ${url.host} in clear`, {
    hint: 'Use https, or forward the port (ssh -L 7717:127.0.0.1:7717 HOST) and use http://127.0.0.1:7717.',
  });
}

/**
 * The only door to the network.
 *
 * in     the page's fetch and EventSource
 * out    the typed client of the wire contract, and the live stream
 * holds  nothing else in the console touches fetch or EventSource; every answer was checked against its schema
 */
import { ApiError, type Client, createClient, LiveMessage, livePath } from '@plimsoll/api';
import type { StreamHandlers } from './live.ts';

export interface Api extends Client {
  /** Opens the live stream; returns how to close it. */
  readonly openLive: (handlers: StreamHandlers) => () => void;
}

export function createApi(window: Pick<Window, 'fetch'>, Stream: typeof EventSource): Api {
  const client = createClient({ baseUrl: '', fetch: (url, init) => window.fetch(url, init) });
  return { ...client, openLive: (handlers) => openStream(new Stream(livePath), handlers) };
}

function openStream(stream: EventSource, handlers: StreamHandlers): () => void {
  stream.onopen = handlers.opened;
  stream.onerror = handlers.broken;
  stream.onmessage = ({ data }) => {
    const message = readMessage(data);
    if (message === undefined) handlers.garbled();
    else handlers.message(message);
  };
  return () => {
    stream.onopen = stream.onerror = stream.onmessage = null;
    stream.close();
  };
}

function readMessage(data: unknown): LiveMessage | undefined {
  try {
    return LiveMessage.parse(JSON.parse(String(data)));
  } catch {
    return undefined; // Counted by the caller and shown with the connection.
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

export function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403;
}

/** Asking again may help: no answer, or the server's own trouble. A refusal stays a refusal. */
export function mayRetry(tries: number, error: unknown): boolean {
  return tries < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502);
}

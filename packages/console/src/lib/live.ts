/**
 * The live connection: one stream for the whole console, which rests while nobody looks.
 *
 * in     how to open a stream, a timer, whether the tab is visible
 * out    the connection's state as a store, messages to whoever listens
 * holds  a hidden tab has no open stream and no running timer; after a break everything is asked again (`onResume`)
 */
import type { LiveMessage } from '@plimsoll/api';
import { createStore, type Store } from './store.ts';

export interface Connection {
  readonly state: 'connecting' | 'live' | 'reconnecting' | 'resting';
  /** When it became so, in EpochMs. */
  readonly since: number;
  /** Messages that could not be read; more than none means console and server are of different versions. */
  readonly garbled: number;
}

export interface StreamHandlers {
  readonly opened: () => void;
  readonly message: (message: LiveMessage) => void;
  readonly garbled: () => void;
  readonly broken: () => void;
}

export interface LiveParts {
  /** Opens one stream; returns how to close it. */
  readonly open: (handlers: StreamHandlers) => () => void;
  /** Calls back once after `ms`; returns how to cancel. */
  readonly after: (ms: number, action: () => void) => () => void;
  readonly visible: { readonly get: () => boolean; readonly subscribe: (listener: () => void) => () => void };
  readonly now: () => number;
}

export interface Live {
  readonly connection: Pick<Store<Connection>, 'get' | 'subscribe'>;
  readonly onMessage: (listener: (message: LiveMessage) => void) => () => void;
  /** Called when the stream is back after a break: what happened in between was not heard. */
  readonly onResume: (listener: () => void) => () => void;
  /** Returns how to stop for good. */
  readonly start: () => () => void;
}

const longestPause = 30_000;

export function createLive({ open, after, visible, now }: LiveParts): Live {
  const connection = createStore<Connection>({ state: 'connecting', since: now(), garbled: 0 });
  const messages = new Set<(message: LiveMessage) => void>();
  const resumes = new Set<() => void>();
  let close: (() => void) | undefined;
  let cancelRetry: (() => void) | undefined;
  let tries = 0;
  let wasLive = false;

  return {
    connection,
    onMessage: (listener) => listen(messages, listener),
    onResume: (listener) => listen(resumes, listener),
    start() {
      const unsubscribe = visible.subscribe(followVisibility);
      followVisibility();
      return () => {
        unsubscribe();
        rest();
      };
    },
  };

  function followVisibility(): void {
    if (!visible.get()) rest();
    else if (close === undefined && cancelRetry === undefined) connect();
  }

  function connect(): void {
    cancelRetry = undefined;
    become(wasLive ? 'reconnecting' : 'connecting');
    close = open({ opened, message: tell, garbled: countGarbled, broken });
  }

  function opened(): void {
    tries = 0;
    become('live');
    if (wasLive) for (const listener of resumes) listener();
    wasLive = true;
  }

  function broken(): void {
    close?.();
    close = undefined;
    become('reconnecting');
    cancelRetry = after(Math.min(longestPause, 1000 * 2 ** tries), connect);
    tries += 1;
  }

  function rest(): void {
    close?.();
    cancelRetry?.();
    close = undefined;
    cancelRetry = undefined;
    become('resting');
  }

  function tell(message: LiveMessage): void {
    for (const listener of messages) listener(message);
  }

  function countGarbled(): void {
    connection.set({ ...connection.get(), garbled: connection.get().garbled + 1 });
  }

  function become(state: Connection['state']): void {
    if (connection.get().state !== state) connection.set({ ...connection.get(), state, since: now() });
  }
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

import type { LiveMessage } from '@plimsoll/api';
import { describe, expect, it } from 'vitest';
import { createLive, type StreamHandlers } from './live.ts';
import { createStore } from './store.ts';

function setUp(shown = true) {
  const visible = createStore(shown);
  const timers: { ms: number; action: () => void }[] = [];
  const streams: StreamHandlers[] = [];
  let open = 0;
  const live = createLive({
    open(handlers) {
      streams.push(handlers);
      open += 1;
      return () => {
        open -= 1;
      };
    },
    after(ms, action) {
      const timer = { ms, action };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
    visible,
    now: () => 0,
  });
  return { live, visible, timers, streams, openStreams: () => open };
}

describe('the live connection', () => {
  it('passes messages on once it is open', () => {
    const { live, streams } = setUp();
    const heard: LiveMessage[] = [];
    live.onMessage((message) => heard.push(message));
    live.start();
    streams[0]?.opened();
    streams[0]?.message({ type: 'workload', workload: 'docker/web' });

    expect(live.connection.get().state).toBe('live');
    expect(heard).toHaveLength(1);
  });

  it('tries again with growing pauses, and says that it missed something', () => {
    const { live, streams, timers } = setUp();
    let resumed = 0;
    live.onResume(() => {
      resumed += 1;
    });
    live.start();
    streams[0]?.opened();
    streams[0]?.broken();
    expect(live.connection.get().state).toBe('reconnecting');
    timers[0]?.action();
    streams[1]?.broken();
    timers[1]?.action();
    streams[2]?.opened();

    expect(timers.map((timer) => timer.ms)).toEqual([1000, 2000]);
    expect(live.connection.get().state).toBe('live');
    expect(resumed).toBe(1);
  });

  it('has neither stream nor timer while the tab is hidden', () => {
    const { live, visible, timers, streams, openStreams } = setUp();
    live.start();
    streams[0]?.opened();
    streams[0]?.broken();
    visible.set(false);

    expect(openStreams()).toBe(0);
    expect(timers).toHaveLength(0);
    expect(live.connection.get().state).toBe('resting');
    visible.set(true);
    expect(openStreams()).toBe(1);
  });

  it('does not open in a tab that was never shown', () => {
    const { live, openStreams } = setUp(false);
    live.start();

    expect(openStreams()).toBe(0);
  });

  it('counts what it cannot read instead of hiding it', () => {
    const { live, streams } = setUp();
    live.start();
    streams[0]?.opened();
    streams[0]?.garbled();

    expect(live.connection.get().garbled).toBe(1);
  });
});

/** The time it is now, ticking only while a component shows it and the tab is visible. */
import { useSyncExternalStore } from 'react';
import { createStore } from './store.ts';

const period = 15_000;

export interface Clock {
  readonly get: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createClock(now: () => number, page: Document): Clock {
  const time = createStore(now());
  let shownBy = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  page.addEventListener('visibilitychange', follow);
  return {
    get: time.get,
    subscribe(listener) {
      const unsubscribe = time.subscribe(listener);
      shownBy += 1;
      follow();
      return () => {
        unsubscribe();
        shownBy -= 1;
        follow();
      };
    },
  };

  function follow(): void {
    const ticking = shownBy > 0 && page.visibilityState === 'visible';
    if (ticking && timer === undefined) {
      timer = setInterval(() => time.set(now()), period);
      queueMicrotask(() => time.set(now()));
    } else if (!ticking && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  }
}

export function useClock(clock: Clock): number {
  return useSyncExternalStore(clock.subscribe, clock.get);
}

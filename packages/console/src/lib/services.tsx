/** What pages are given instead of reaching for globals: made once in main.tsx, passed down by React. */
import type { QueryClient } from '@tanstack/react-query';
import { createContext, use, useSyncExternalStore } from 'react';
import type { Api } from './api.ts';
import { type Clock, useClock } from './clock.ts';
import type { Live } from './live.ts';
import type { SavedView } from './saved-views.ts';
import type { Store } from './store.ts';
import type { Themes } from './theme.ts';

export interface Services {
  readonly api: Api;
  readonly queries: QueryClient;
  readonly live: Live;
  readonly clock: Clock;
  readonly themes: Themes;
  readonly savedViews: Store<readonly SavedView[]>;
  /** One short line to show and read out, such as `Copied`. */
  readonly notice: Store<string | undefined>;
  /** When this browser last looked at the overview before this visit; undefined on the first. */
  readonly lastVisit: number | undefined;
  /** Single-letter keys; people whose software speaks or listens for them turn them off (WCAG 2.1.4). */
  readonly letterKeys: Store<boolean>;
}

const Given = createContext<Services | undefined>(undefined);
export const ServicesProvider = Given.Provider;

export function useServices(): Services {
  const services = use(Given);
  if (services === undefined) throw new Error('Rendered outside ServicesProvider.');
  return services;
}

export function useStore<T>(store: Pick<Store<T>, 'get' | 'subscribe'>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

export function useNow(): number {
  return useClock(useServices().clock);
}

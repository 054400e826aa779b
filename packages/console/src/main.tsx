/** The console's only wiring: the door to the network, stores, router; then React. */
import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Menu.css';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { followLive } from './frame/follow-live.ts';
import { createApi, isSignedOut, mayRetry } from './lib/api.ts';
import { createClock } from './lib/clock.ts';
import { createLive } from './lib/live.ts';
import { createLocalStore } from './lib/local.ts';
import { savedViewsKey } from './lib/saved-views.ts';
import { type Services, ServicesProvider, useStore } from './lib/services.tsx';
import { createStore } from './lib/store.ts';
import { createThemes } from './lib/theme.ts';
import { pageVisibility } from './lib/visibility.ts';
import { beginVisit, visitsKey } from './lib/visits.ts';
import { createConsoleRouter } from './router.tsx';
import './styles/tokens.css';
import './styles/base.css';

// Zod compiles schemas with `new Function` where it may; under our CSP it may not, and asking would be reported.
z.config({ jitless: true });

const api = createApi(window, EventSource);
const queries = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => isSignedOut(error) && askToSignIn() }),
  mutationCache: new MutationCache({ onError: (error) => isSignedOut(error) && askToSignIn() }),
  defaultOptions: {
    queries: { staleTime: 30_000, retry: mayRetry, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});
const live = createLive({
  open: api.openLive,
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  visible: pageVisibility(document),
  now: Date.now,
});
const visits = createLocalStore(window.localStorage, visitsKey);
const services: Services = {
  api,
  queries,
  live,
  clock: createClock(Date.now, document),
  themes: createThemes(window),
  savedViews: createLocalStore(window.localStorage, savedViewsKey),
  notice: createStore<string | undefined>(undefined),
  lastVisit: beginVisit(visits, Date.now()),
  letterKeys: createLocalStore(window.localStorage, {
    key: 'plimsoll.letterKeys',
    schema: z.boolean(),
    fallback: true,
  }),
};
const router = createConsoleRouter({ api, queries });
followLive(live, queries);
window.addEventListener('pagehide', () => visits.set({ ...visits.get(), seen: Date.now() }));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');
createRoot(root).render(
  <StrictMode>
    <ServicesProvider value={services}>
      <QueryClientProvider client={queries}>
        <Themed>
          <RouterProvider router={router} />
        </Themed>
      </QueryClientProvider>
    </ServicesProvider>
  </StrictMode>,
);

function Themed({ children }: { readonly children: ReactNode }): ReactNode {
  const theme = useStore(services.themes.shown);
  // Variables and global classes would be style elements, which the CSP forbids; tokens.css has them instead.
  return (
    <MantineProvider
      forceColorScheme={theme === 'light' ? 'light' : 'dark'}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  );
}

function askToSignIn(): void {
  const { pathname, searchStr } = router.state.location;
  if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: { next: pathname + searchStr } });
}

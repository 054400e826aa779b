/**
 * Every page there is, with the schema of its view state.
 *
 * in     the api and the query cache, for loading before a page is drawn
 * out    the router
 * holds  whatever the URL says, a page opens: schemas leave out what does not fit; a room has its own script
 */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  retainSearchParams,
} from '@tanstack/react-router';
import { FindingsSearch } from './features/findings/search.ts';
import { ImageSearch, ImagesSearch } from './features/images/search.ts';
import { LiveSearch } from './features/live/search.ts';
import { ScansSearch } from './features/scans/search.ts';
import { SignInSearch } from './features/session/search.ts';
import { SettingsSearch } from './features/settings/search.ts';
import { WorkloadSearch, WorkloadsSearch } from './features/workloads/search.ts';
import { Broken } from './frame/broken.tsx';
import { Frame } from './frame/frame.tsx';
import { NotFound } from './frame/not-found.tsx';
import type { Api } from './lib/api.ts';
import { GlobalSearch } from './lib/search.ts';
import { parseSearch, stringifySearch } from './lib/url.ts';

export interface RouterContext {
  readonly api: Api;
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: SignInSearch,
  component: lazyRouteComponent(() => import('./features/session/page.tsx'), 'SignInPage'),
});

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  validateSearch: GlobalSearch,
  search: { middlewares: [retainSearchParams(['scope', 'range', 'from', 'to'])] },
});

const overview = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyRouteComponent(() => import('./features/overview/page.tsx'), 'OverviewPage'),
});

const findings = createRoute({
  getParentRoute: () => frame,
  path: '/findings',
  validateSearch: FindingsSearch,
  component: lazyRouteComponent(() => import('./features/findings/page.tsx'), 'FindingsPage'),
});

const finding = createRoute({
  getParentRoute: () => frame,
  path: '/findings/$finding',
  component: lazyRouteComponent(() => import('./features/findings/finding-page.tsx'), 'FindingPage'),
});

const workloadRoom = createRoute({ getParentRoute: () => frame, path: '/workloads' });

const workloads = createRoute({
  getParentRoute: () => workloadRoom,
  path: '/',
  validateSearch: WorkloadsSearch,
  component: lazyRouteComponent(() => import('./features/workloads/page.tsx'), 'WorkloadsPage'),
});

/** A workload's id has slashes and is the rest of the path: /workloads/docker/shop/web. */
const workload = createRoute({
  getParentRoute: () => workloadRoom,
  path: '$',
  validateSearch: WorkloadSearch,
  component: lazyRouteComponent(() => import('./features/workloads/workload-page.tsx'), 'WorkloadPage'),
});

const imageRoom = createRoute({ getParentRoute: () => frame, path: '/images' });

const images = createRoute({
  getParentRoute: () => imageRoom,
  path: '/',
  validateSearch: ImagesSearch,
  component: lazyRouteComponent(() => import('./features/images/page.tsx'), 'ImagesPage'),
});

const scans = createRoute({
  getParentRoute: () => imageRoom,
  path: 'scans',
  validateSearch: ScansSearch,
  component: lazyRouteComponent(() => import('./features/scans/page.tsx'), 'ScansPage'),
});

const image = createRoute({
  getParentRoute: () => imageRoom,
  path: '$image',
  validateSearch: ImageSearch,
  component: lazyRouteComponent(() => import('./features/images/image-page.tsx'), 'ImagePage'),
});

const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  validateSearch: SettingsSearch,
  component: lazyRouteComponent(() => import('./features/settings/page.tsx'), 'SettingsPage'),
});

const live = createRoute({
  getParentRoute: () => frame,
  path: '/live',
  validateSearch: LiveSearch,
  component: lazyRouteComponent(() => import('./features/live/page.tsx'), 'LivePage'),
});

const tree = root.addChildren([
  signIn,
  frame.addChildren([
    overview,
    findings,
    finding,
    workloadRoom.addChildren([workloads, workload]),
    imageRoom.addChildren([images, scans, image]),
    live,
    settings,
  ]),
]);

export function createConsoleRouter(context: RouterContext) {
  return createRouter({
    routeTree: tree,
    context,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}

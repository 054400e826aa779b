/**
 * Every route there is: the server mounts them, the client calls them, OpenAPI is made from them.
 *
 * in     the schemas
 * out    one table: name → method, path, what goes in, what comes out
 * holds  a workload's id contains slashes: in a path it is percent-encoded as one segment
 */
import { z } from 'zod';
import type { Route } from './route.ts';
import { scanRoutes } from './scan-routes.ts';
import { ChangePage, ChangeQuery } from './schema/change.ts';
import { Explained } from './schema/explain.ts';
import { Finding, FindingChange, FindingPage, FindingQuery } from './schema/finding.ts';
import { RecordIdSchema, WorkloadIdSchema } from './schema/id.ts';
import type { ReportFormat } from './schema/image-view.ts';
import { BaselineChange } from './schema/learned.ts';
import { Done, NewToken, Session, SignIn } from './schema/session.ts';
import { Status } from './schema/status.ts';
import {
  BaselineImport,
  BaselineView,
  SignedBaseline,
  WorkloadChange,
  WorkloadPage,
  WorkloadQuery,
  WorkloadSummary,
} from './schema/workload.ts';

export type { Route };

const workloadParams = z.object({ workload: WorkloadIdSchema });
const findingParams = z.object({ finding: RecordIdSchema });

export const routes = {
  /** Exchanges the token for a session cookie (HttpOnly, SameSite=Strict). Programs send `Authorization: Bearer` instead. */
  signIn: {
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Sign in',
    open: true,
    body: SignIn,
    response: Done,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'Sign out',
    response: Done,
  },
  getSession: { method: 'GET', path: '/api/v1/session', summary: 'How you are signed in', response: Session },
  rotateToken: {
    method: 'POST',
    path: '/api/v1/token/rotate',
    summary: 'Replace the token; every session ends',
    response: NewToken,
  },
  status: { method: 'GET', path: '/api/v1/status', summary: 'Whether we see, and what we see', response: Status },
  listWorkloads: {
    method: 'GET',
    path: '/api/v1/workloads',
    summary: 'Workloads',
    query: WorkloadQuery,
    response: WorkloadPage,
  },
  getWorkload: {
    method: 'GET',
    path: '/api/v1/workloads/:workload',
    summary: 'One workload',
    params: workloadParams,
    response: WorkloadSummary,
  },
  changeWorkload: {
    method: 'PATCH',
    path: '/api/v1/workloads/:workload',
    summary: 'Change mode or readiness',
    params: workloadParams,
    body: WorkloadChange,
    response: WorkloadSummary,
  },
  getBaseline: {
    method: 'GET',
    path: '/api/v1/workloads/:workload/baseline',
    summary: 'What was learned',
    params: workloadParams,
    response: BaselineView,
  },
  changeBaseline: {
    method: 'PATCH',
    path: '/api/v1/workloads/:workload/baseline',
    summary: 'Say that one learned thing belongs, or that it does not',
    params: workloadParams,
    body: BaselineChange,
    response: BaselineView,
  },
  exportBaseline: {
    method: 'GET',
    path: '/api/v1/workloads/:workload/baseline/export',
    summary: 'A signed file',
    params: workloadParams,
    response: SignedBaseline,
  },
  importBaseline: {
    method: 'POST',
    path: '/api/v1/baselines/import',
    summary: 'Take in a signed file',
    body: BaselineImport,
    response: WorkloadSummary,
  },
  listFindings: {
    method: 'GET',
    path: '/api/v1/findings',
    summary: 'Findings',
    query: FindingQuery,
    response: FindingPage,
  },
  getFinding: {
    method: 'GET',
    path: '/api/v1/findings/:finding',
    summary: 'One finding, explained',
    params: findingParams,
    response: Explained,
  },
  changeFinding: {
    method: 'PATCH',
    path: '/api/v1/findings/:finding',
    summary: 'Acknowledge, expect, resolve or reopen',
    params: findingParams,
    body: FindingChange,
    response: Finding,
  },
  listChanges: {
    method: 'GET',
    path: '/api/v1/changes',
    summary: 'The ledger: who changed what, and why',
    query: ChangeQuery,
    response: ChangePage,
  },
  ...scanRoutes,
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof routes;

/** Server-sent events of LiveMessage, each as `data: <JSON>`. Not in the table: it never ends. `?workload=` narrows it. */
export const livePath = '/api/v1/live';

/** The OpenAPI document, and numbers for Prometheus. Not in the table: they are not JSON of ours. */
export const openApiPath = '/api/v1/openapi.json';
export const metricsPath = '/metrics';

/**
 * A report as a file in one of ReportFormat. Not in the table: it is streamed, and most formats are not ours.
 * `/api/v1/images/<id, percent-encoded>/report/<format>`
 */
export const reportPath = '/api/v1/images/:image/report/:format';
export function reportAddress(image: string, format: ReportFormat): string {
  return `/api/v1/images/${encodeURIComponent(image)}/report/${format}`;
}

/** Where registries tell of pushes. Open, and guarded by the registry's own secret. */
export const hookPath = '/api/v1/hooks/:registry';

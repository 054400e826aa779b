/** Routes about images, scans and what is set of them: a part of the one table. */
import { z } from 'zod';
import type { Route } from './route.ts';
import { AdvisoryStatus, AdvisoryUpdate } from './schema/advisory.ts';
import {
  ExceptionInput,
  ExceptionPage,
  ExceptionQuery,
  ImageException,
  Policy,
  PolicyInput,
  PolicyList,
  Revocation,
} from './schema/exception.ts';
import { ImageIdSchema, RecordIdSchema } from './schema/id.ts';
import {
  Comparison,
  ComparisonQuery,
  ImageFindingPage,
  ImageFindingQuery,
  ImageFindingView,
  ImagePackagePage,
  ImagePackageQuery,
  ImagePage,
  ImageQuery,
  ImageView,
} from './schema/image-view.ts';
import { HookSecret, Registry, RegistryChange, RegistryInput, RegistryList, RegistryTest } from './schema/registry.ts';
import { ScanJob, ScanPage, ScanQuery, ScanRequest, Schedule, ScheduleInput, ScheduleList } from './schema/scan.ts';
import { Done } from './schema/session.ts';

const imageParams = z.object({ image: ImageIdSchema });
const scanParams = z.object({ scan: RecordIdSchema });
const registryParams = z.object({ registry: RecordIdSchema });
const scheduleParams = z.object({ schedule: RecordIdSchema });
const exceptionParams = z.object({ exception: RecordIdSchema });
const policyParams = z.object({ policy: RecordIdSchema });

export const scanRoutes = {
  listImages: {
    method: 'GET',
    path: '/api/v1/images',
    summary: 'Images, what matters most first',
    query: ImageQuery,
    response: ImagePage,
  },
  getImage: {
    method: 'GET',
    path: '/api/v1/images/:image',
    summary: 'One image: layers, base, what its last scan says of itself',
    params: imageParams,
    response: ImageView,
  },
  listImageFindings: {
    method: 'GET',
    path: '/api/v1/images/:image/findings',
    summary: 'What was found in an image',
    params: imageParams,
    query: ImageFindingQuery,
    response: ImageFindingPage,
  },
  getImageFinding: {
    method: 'GET',
    path: '/api/v1/images/:image/findings/:key',
    summary: 'One finding, with what its advisory says',
    params: imageParams.extend({ key: z.string().min(1).max(2048) }),
    response: ImageFindingView,
  },
  listImagePackages: {
    method: 'GET',
    path: '/api/v1/images/:image/packages',
    summary: 'What is installed in an image',
    params: imageParams,
    query: ImagePackageQuery,
    response: ImagePackagePage,
  },
  compareImages: {
    method: 'GET',
    path: '/api/v1/comparisons',
    summary: 'What differs between two images',
    query: ComparisonQuery,
    response: Comparison,
  },
  requestScan: {
    method: 'POST',
    path: '/api/v1/scans',
    summary: 'Scan an image',
    body: ScanRequest,
    response: ScanJob,
  },
  listScans: {
    method: 'GET',
    path: '/api/v1/scans',
    summary: 'The queue, and what was done',
    query: ScanQuery,
    response: ScanPage,
  },
  getScan: {
    method: 'GET',
    path: '/api/v1/scans/:scan',
    summary: 'One scan',
    params: scanParams,
    response: ScanJob,
  },
  cancelScan: {
    method: 'DELETE',
    path: '/api/v1/scans/:scan',
    summary: 'Take a scan out of the queue, or stop it',
    params: scanParams,
    response: ScanJob,
  },
  retryScan: {
    method: 'POST',
    path: '/api/v1/scans/:scan/retry',
    summary: 'Queue a scan again that failed or was cancelled',
    params: scanParams,
    response: ScanJob,
  },
  listRegistries: {
    method: 'GET',
    path: '/api/v1/registries',
    summary: 'Registries',
    response: RegistryList,
  },
  addRegistry: {
    method: 'POST',
    path: '/api/v1/registries',
    summary: 'Add a registry',
    body: RegistryInput,
    response: Registry,
  },
  getRegistry: {
    method: 'GET',
    path: '/api/v1/registries/:registry',
    summary: 'One registry',
    params: registryParams,
    response: Registry,
  },
  changeRegistry: {
    method: 'PATCH',
    path: '/api/v1/registries/:registry',
    summary: 'Change a registry',
    params: registryParams,
    body: RegistryChange,
    response: Registry,
  },
  removeRegistry: {
    method: 'DELETE',
    path: '/api/v1/registries/:registry',
    summary: 'Remove a registry and its secrets; its images stay',
    params: registryParams,
    response: Done,
  },
  testRegistry: {
    method: 'POST',
    path: '/api/v1/registries/:registry/test',
    summary: 'Try to reach it and to sign in',
    params: registryParams,
    response: RegistryTest,
  },
  pollRegistry: {
    method: 'POST',
    path: '/api/v1/registries/:registry/poll',
    summary: 'Look for tags that moved now',
    params: registryParams,
    response: Registry,
  },
  rotateHookSecret: {
    method: 'POST',
    path: '/api/v1/registries/:registry/hook-secret',
    summary: 'Make a new secret for its webhook; shown once',
    params: registryParams,
    response: HookSecret,
  },
  listSchedules: {
    method: 'GET',
    path: '/api/v1/schedules',
    summary: 'Schedules',
    response: ScheduleList,
  },
  addSchedule: {
    method: 'POST',
    path: '/api/v1/schedules',
    summary: 'Add a schedule',
    body: ScheduleInput,
    response: Schedule,
  },
  replaceSchedule: {
    method: 'PUT',
    path: '/api/v1/schedules/:schedule',
    summary: 'Change a schedule',
    params: scheduleParams,
    body: ScheduleInput,
    response: Schedule,
  },
  removeSchedule: {
    method: 'DELETE',
    path: '/api/v1/schedules/:schedule',
    summary: 'Remove a schedule',
    params: scheduleParams,
    response: Done,
  },
  runSchedule: {
    method: 'POST',
    path: '/api/v1/schedules/:schedule/run',
    summary: 'Run a schedule now',
    params: scheduleParams,
    response: Schedule,
  },
  listExceptions: {
    method: 'GET',
    path: '/api/v1/exceptions',
    summary: 'Findings that are accepted for a time',
    query: ExceptionQuery,
    response: ExceptionPage,
  },
  addException: {
    method: 'POST',
    path: '/api/v1/exceptions',
    summary: 'Accept findings for a time',
    body: ExceptionInput,
    response: ImageException,
  },
  revokeException: {
    method: 'POST',
    path: '/api/v1/exceptions/:exception/revoke',
    summary: 'End an exception',
    params: exceptionParams,
    body: Revocation,
    response: ImageException,
  },
  listPolicies: {
    method: 'GET',
    path: '/api/v1/policies',
    summary: 'What must not be in an image that runs',
    response: PolicyList,
  },
  addPolicy: {
    method: 'POST',
    path: '/api/v1/policies',
    summary: 'Add a policy',
    body: PolicyInput,
    response: Policy,
  },
  replacePolicy: {
    method: 'PUT',
    path: '/api/v1/policies/:policy',
    summary: 'Change a policy',
    params: policyParams,
    body: PolicyInput,
    response: Policy,
  },
  removePolicy: {
    method: 'DELETE',
    path: '/api/v1/policies/:policy',
    summary: 'Remove a policy; its findings are resolved',
    params: policyParams,
    response: Done,
  },
  advisories: {
    method: 'GET',
    path: '/api/v1/advisories',
    summary: 'How old the advisories are',
    response: AdvisoryStatus,
  },
  updateAdvisories: {
    method: 'POST',
    path: '/api/v1/advisories/update',
    summary: 'Fetch advisories now',
    body: AdvisoryUpdate,
    response: ScanJob,
  },
} as const satisfies Record<string, Route>;

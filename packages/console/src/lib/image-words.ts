/** Images, their findings and scans in plain words; every place that shows one takes it from here. */
import type { ImageFinding, ImagePage, ScanJob } from '@plimsoll/api';

export type ImageSummary = ImagePage['items'][number];
export type ImageState = ImageSummary['state'];
export type ImageSeverity = ImageFinding['severity'];
export type ImageFindingKind = ImageFinding['kind'];
export type SeverityCounts = ImageSummary['counts'];
export type Vulnerability = Extract<ImageFinding, { kind: 'vulnerability' }>;
export type FixStatus = Vulnerability['status'];
export type UseState = NonNullable<Vulnerability['use']>['state'];
export type Origin = ImageFinding['why']['origin'];
export type ScanState = ScanJob['state'];

/** Worst first. `unknown` comes last but is never hidden: nobody has rated it, which is not the same as harmless. */
export const imageSeverities = [
  'critical',
  'high',
  'medium',
  'low',
  'negligible',
  'unknown',
] as const satisfies readonly ImageSeverity[];
export const imageFindingKinds = [
  'vulnerability',
  'secret',
  'malware',
  'misconfiguration',
  'detection',
] as const satisfies readonly ImageFindingKind[];
export const imageStates = [
  'scanned',
  'incomplete',
  'failed',
  'unscanned',
  'queued',
  'scanning',
] as const satisfies readonly ImageState[];
export const useStates = ['executed', 'loaded', 'never-seen'] as const satisfies readonly UseState[];
export const fixStatuses = [
  'fixed',
  'not-fixed',
  'will-not-fix',
  'fix-deferred',
  'under-investigation',
  'end-of-life',
  'fix-needs-subscription',
] as const satisfies readonly FixStatus[];
export const origins = ['base', 'app', 'unknown'] as const satisfies readonly Origin[];
export const scanStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const satisfies readonly ScanState[];

export const imageSeverityNames: Record<ImageSeverity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  negligible: 'Negligible',
  unknown: 'Not rated',
};
export const imageKindNames: Record<ImageFindingKind, string> = {
  vulnerability: 'Vulnerability',
  secret: 'Secret',
  malware: 'Malware',
  misconfiguration: 'Misconfiguration',
  detection: 'Departure',
};
export const imageStateNames: Record<ImageState, string> = {
  unscanned: 'Never scanned',
  queued: 'Waits to be scanned',
  scanning: 'Being scanned',
  scanned: 'Scanned',
  incomplete: 'Incomplete',
  failed: 'Failed',
};
export const imageStateMeanings: Record<ImageState, string> = {
  unscanned: 'Something runs it, and it was never scanned. That nothing is reported means nothing.',
  queued: 'It is in the queue of scans.',
  scanning: 'A scan of it runs now.',
  scanned: 'All of it was looked at.',
  incomplete: 'Not all of it could be looked at. What is not reported may still be there.',
  failed: 'The last try failed. What an earlier one found is still shown.',
};
export const useNames: Record<UseState, string> = {
  executed: 'Executed',
  loaded: 'Loaded',
  'never-seen': 'Never seen in use',
};
export const useMeanings: Record<UseState, string> = {
  executed: 'A file of the package was started as a process in a workload that runs this image.',
  loaded: 'A file of the package was mapped into a process in a workload that runs this image.',
  'never-seen': 'No file of the package was started or loaded since the workload is watched.',
};
export const fixNames: Record<FixStatus, string> = {
  fixed: 'Fix available',
  'not-fixed': 'Not fixed yet',
  'will-not-fix': 'Will not be fixed',
  'fix-deferred': 'Fix put off',
  'under-investigation': 'Being looked into',
  'end-of-life': 'End of life: gets no fixes',
  'fix-needs-subscription': 'Fix needs a subscription',
};
export const originNames: Record<Origin, string> = {
  base: 'Base image',
  app: 'Application',
  unknown: 'Unknown origin',
};
export const scanStateNames: Record<ScanState, string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};
export const scanKindNames: Record<ScanJob['kind'], string> = {
  scan: 'Scan',
  judge: 'Judge again',
  update: 'Fetch advisories',
};
export const triggerNames: Record<ScanJob['trigger'], string> = {
  person: 'asked for',
  container: 'a container started',
  pull: 'an image was pulled',
  webhook: 'the registry told of a push',
  poll: 'a tag moved',
  schedule: 'a schedule',
  advisories: 'new advisories',
};

/** Who did it: the number of a session tells nobody who that was. */
export function callerWords(who: string): string {
  if (who === 'token') return 'the token';
  return /^session [0-9a-f]+$/.test(who) ? 'somebody in the console' : who;
}

/** `registry.example/shop/web:1.4` → `web:1.4` in `registry.example/shop`. */
export function splitImage(name: string): { readonly place: string; readonly name: string } {
  const at = name.indexOf('@') < 0 ? name.lastIndexOf('/') : name.lastIndexOf('/', name.indexOf('@'));
  return at < 0 ? { place: '', name } : { place: name.slice(0, at), name: name.slice(at + 1) };
}

/** `web@sha256:1f0c…` where a row has no room for a whole digest: twelve digits tell images apart. */
export function withShortDigest(name: string): string {
  return name.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1…');
}

/** A healthy host, for tests. */
import type { Status } from '@plimsoll/api';

const noLosses = { ringFull: 0, threadsFull: 0, containersFull: 0, heldBack: 0, cut: 0, delivered: 1_200_000 };

export const healthyNode: Status['nodes'][number] = {
  node: 'harbour',
  kernel: '6.12.41',
  sensor: 'running',
  sensorSince: 1_700_000_000_000,
  restarts: 0,
  gaps: 0,
  engine: 'connected',
  blind: [],
  containers: 3,
  eventsPerSecond: 42,
  losses: noLosses,
  lossesByContainer: [],
  memoryBytes: 48 * 1024 * 1024,
  at: 1_700_000_060_000,
} as unknown as Status['nodes'][number];

export const healthyStatus: Status = {
  version: '0.1.0',
  state: 'clear',
  sentence: '0 findings in 1.2 M events, 1 of 1 sensors healthy',
  nodes: [healthyNode],
  workloads: { discover: 0, monitor: 3, protect: 0 },
  openFindings: { low: 0, medium: 0, high: 0, critical: 0 },
  eventsTotal: 1_200_000,
  dropped: [],
  startedAt: 1_700_000_000_000,
  at: 1_700_000_060_000,
} as unknown as Status;

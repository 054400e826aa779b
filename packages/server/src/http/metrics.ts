/** Numbers in Prometheus' text format (exposition format 0.0.4). */
import type { Status } from '@plimsoll/api';

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}

export interface Measured {
  readonly rss: number;
  readonly watchers: number;
  readonly images: { readonly images: number; readonly unscanned: number; readonly failed: number };
  /** Scans by state, of those that are remembered. */
  readonly scans: Readonly<Record<string, number>>;
}

export function metricsText(status: Status, measured: Measured): string {
  return `${metricsOf(status, measured).map(lines).join('\n')}\n`;
}

function metricsOf(status: Status, { rss, watchers, images, scans }: Measured): readonly Metric[] {
  const { nodes } = status;
  return [
    gauge('plimsoll_state', 'Which of the states holds', [{ labels: { state: status.state }, value: 1 }]),
    counter('plimsoll_events_total', 'Events observed', [{ value: status.eventsTotal }]),
    counter(
      'plimsoll_dropped_total',
      'What was let go of to stay within limits',
      status.dropped.map(({ what, count }) => ({ labels: { what }, value: count })),
    ),
    gauge(
      'plimsoll_open_findings',
      'Open and acknowledged findings',
      Object.entries(status.openFindings).map(([severity, value]) => ({ labels: { severity }, value })),
    ),
    gauge('plimsoll_images', 'Images known, never scanned, and whose last scan failed', [
      { labels: { state: 'known' }, value: images.images },
      { labels: { state: 'unscanned' }, value: images.unscanned },
      { labels: { state: 'failed' }, value: images.failed },
    ]),
    gauge(
      'plimsoll_scans',
      'Scans by state, of those that are remembered',
      Object.entries(scans).map(([state, value]) => ({ labels: { state }, value })),
    ),
    gauge(
      'plimsoll_workloads',
      'Workloads by mode',
      Object.entries(status.workloads).map(([mode, value]) => ({ labels: { mode }, value })),
    ),
    gauge(
      'plimsoll_sensor_healthy',
      '1 for a node that sees',
      nodes.map(({ node, sensor, blind }) => ({
        labels: { node },
        value: sensor === 'running' && blind.length === 0 ? 1 : 0,
      })),
    ),
    gauge(
      'plimsoll_events_per_second',
      'Events that a node delivers',
      nodes.map(({ node, eventsPerSecond }) => ({ labels: { node }, value: eventsPerSecond })),
    ),
    counter(
      'plimsoll_sensor_lost_total',
      'Events that a sensor lost',
      nodes.map(({ node, losses }) => ({
        labels: { node },
        value: losses.ringFull + losses.threadsFull + losses.containersFull,
      })),
    ),
    counter(
      'plimsoll_sensor_restarts_total',
      'Times a sensor was started again',
      nodes.map(({ node, restarts }) => ({ labels: { node }, value: restarts })),
    ),
    gauge('plimsoll_live_watchers', 'Open live views', [{ value: watchers }]),
    gauge('process_resident_memory_bytes', 'Resident memory of this process', [{ value: rss }]),
  ];
}

function gauge(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, type: 'gauge', help, samples };
}

function counter(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, type: 'counter', help, samples };
}

function lines({ name, type, help, samples }: Metric): string {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${value}`),
  ].join('\n');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

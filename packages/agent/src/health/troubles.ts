/** What keeps this node from seeing, in words. */
import type { EngineStatus } from '../enrich/engine.ts';
import type { LossTotals } from '../sense/frame.ts';
import type { SensorStatus } from '../sense/sensor.ts';
import type { StagesHealth } from '../stages.ts';
import type { Trouble } from './health.ts';

export interface Circumstances {
  readonly sensor: SensorStatus;
  readonly engine: EngineStatus;
  readonly stages: StagesHealth;
  /** Events were lost within the last minute. */
  readonly isDropping: boolean;
  readonly losses: LossTotals;
  readonly unwatched: number;
  readonly unprotected: readonly { readonly container: string; readonly why: string }[];
}

export function troublesOf(circumstances: Circumstances): readonly Trouble[] {
  return [
    ...sensorTroubles(circumstances),
    ...engineTroubles(circumstances),
    ...serverTroubles(circumstances),
    ...circumstances.unprotected.map(({ container, why }) => ({
      what: `protection of ${container}`,
      why: `It is in protect and not protected: ${why}.`,
      hint: 'It is tried again by itself; until then it is watched as in monitor.',
    })),
  ];
}

function sensorTroubles({ sensor, isDropping, losses, unwatched }: Circumstances): readonly Trouble[] {
  const troubles: Trouble[] = [];
  if (sensor.state !== 'running') {
    const { why, hint } = sensor.reason ?? { why: 'The sensor is starting.', hint: 'Wait a second.' };
    troubles.push({ what: 'what containers do', why, hint });
  }
  if (isDropping) {
    const lost = losses.ringFull + losses.threadsFull;
    troubles.push({
      what: 'some events',
      why: `Events come faster than they are taken: ${lost} lost since the start, some within the last minute.`,
      hint: 'Look which container is so busy (status); give this host more processor time if all are.',
    });
  }
  if (unwatched > 0) {
    troubles.push({
      what: `${unwatched} containers`,
      why: 'The sensor watches as many containers as it has slots for, and all are taken.',
      hint: 'Run fewer containers on this host.',
    });
  }
  return troubles;
}

function engineTroubles({ engine }: Circumstances): readonly Trouble[] {
  if (engine.state === 'connected') return [];
  const { why, hint } = engine.reason ?? { why: 'The container engine does not answer.', hint: 'Check that it runs.' };
  return [{ what: 'names, images and workloads of containers', why, hint }];
}

function serverTroubles({ stages }: Circumstances): readonly Trouble[] {
  const troubles: Trouble[] = [];
  if (stages.serverFails !== undefined) {
    const dropped = stages.droppedFindings === 0 ? '' : ` ${stages.droppedFindings} findings found no room.`;
    troubles.push({
      what: 'the server',
      why: `It does not take what this node tells: ${stages.serverFails}.${dropped}`,
      hint: 'It is tried again by itself; see the server for the reason.',
    });
  }
  for (const [workload, why] of stages.refusedOrders) {
    troubles.push({
      what: `the baseline of ${workload}`,
      why: `It cannot be read: ${why}`,
      hint: 'The last good one is still applied. Import an exported baseline, or let it be learned anew.',
    });
  }
  return troubles;
}

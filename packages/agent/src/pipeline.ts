/** The part of the agent that live frames and traces share: enrich, learn, detect, forward. */
import type { ServerLink } from '@plimsoll/api';
import type { Detection, Event, WorkloadId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Place } from './enrich/containers.ts';
import { createEnricher, type Enricher, type EnricherSink } from './enrich/enricher.ts';
import type { ProcessLookup } from './enrich/proc.ts';
import { createStages, type Stages } from './stages.ts';

export interface Pipeline {
  readonly enricher: Enricher;
  readonly stages: Stages;
}

export interface PipelineOptions {
  readonly clock: Clock;
  readonly link: ServerLink;
  readonly log: Logger;
  readonly newId: () => string;
  readonly lookup: ProcessLookup;
  readonly arrivesLive: boolean;
  readonly sink: Omit<EnricherSink, 'event'> & {
    /** After it was judged. */
    event(event: Event, place: Place): void;
    finding(finding: Detection): void;
    order(workload: WorkloadId): void;
  };
}

export function createPipeline({ clock, link, log, newId, lookup, arrivesLive, sink }: PipelineOptions): Pipeline {
  const stages = createStages({ clock, link, log, newId, onFinding: sink.finding, onOrder: sink.order });
  const enricher = createEnricher({
    clock,
    lookup,
    newRunId: newId,
    arrivesLive,
    sink: {
      ...sink,
      event(event, place) {
        stages.event(event);
        sink.event(event, place);
      },
    },
  });
  return { enricher, stages };
}

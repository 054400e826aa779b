/** What happens on a host, for whoever watches it: facts, not sentences, so that a terminal and a log say them in their own way. */
import type { Blindness, NodeHealth, Readiness } from '@plimsoll/api';
import type { ContainerRef, Detection, EpochMs, Mode, WorkloadId } from '@plimsoll/core';

export type Notice = { readonly at: EpochMs } & (
  | { readonly kind: 'restored'; readonly from: string; readonly movedTo: string | undefined }
  | {
      readonly kind: 'listening';
      readonly url: string;
      readonly socket: string;
      /** Only at the first start: it is shown once and kept as a hash. */
      readonly token: string | undefined;
      /** Whether the built console was found; without it only the API answers. */
      readonly console: boolean;
    }
  | { readonly kind: 'health'; readonly health: NodeHealth }
  | { readonly kind: 'blind'; readonly blindness: Blindness }
  | { readonly kind: 'sees'; readonly what: string }
  | {
      readonly kind: 'container';
      readonly state: 'appeared' | 'gone';
      readonly workload: WorkloadId;
      readonly container: ContainerRef;
    }
  | {
      readonly kind: 'learning';
      readonly workload: WorkloadId;
      readonly mode: Mode;
      readonly version: number;
      readonly readiness: Readiness;
    }
  | { readonly kind: 'finding'; readonly finding: Detection; readonly times: number }
  | { readonly kind: 'trouble'; readonly what: string; readonly why: string }
  | { readonly kind: 'stopping'; readonly why: string }
  | { readonly kind: 'stopped'; readonly clean: boolean }
);

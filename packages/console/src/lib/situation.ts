/**
 * Which of its states a view is in.
 *
 * in     what was asked and answered, whether filters are set, what the server says of its own sight
 * out    the situation, or undefined when there is something to show
 * holds  a view never says "all clear" while any sensor is blind, and never "nothing" while it could not ask
 */
import type { Status } from '@plimsoll/api';
import { isForbidden } from './api.ts';

export type Situation =
  | { readonly kind: 'loading' }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'forbidden'; readonly error: unknown }
  | { readonly kind: 'filtered' }
  | { readonly kind: 'blind'; readonly status: Status }
  | { readonly kind: 'nothing yet' }
  | { readonly kind: 'learning'; readonly status: Status }
  | { readonly kind: 'clear'; readonly status: Status };

export interface Asked {
  readonly answered: boolean;
  readonly error: unknown;
  readonly count: number;
  readonly filtered: boolean;
  readonly status: Status | undefined;
}

export function situationOf({ answered, error, count, filtered, status }: Asked): Situation | undefined {
  if (!answered && error !== null) return { kind: isForbidden(error) ? 'forbidden' : 'error', error };
  if (!answered || (count === 0 && status === undefined)) return { kind: 'loading' };
  if (count > 0 || status === undefined) return undefined;
  if (isBlind(status)) return { kind: 'blind', status };
  if (filtered) return { kind: 'filtered' };
  if (status.state === 'waiting') return { kind: 'nothing yet' };
  return status.state === 'learning' ? { kind: 'learning', status } : { kind: 'clear', status };
}

/** One blind node is enough: what happens there is not seen. */
export function isBlind(status: Status): boolean {
  return status.state === 'blind' || status.nodes.some((node) => node.sensor !== 'running' || node.blind.length > 0);
}

export function seeingNodes(status: Status): number {
  return status.nodes.filter((node) => node.sensor === 'running' && node.blind.length === 0).length;
}

/** Everything the sensors did not deliver. */
export function lostEvents(status: Status): number {
  return status.nodes.reduce(
    (sum, { losses }) => sum + losses.ringFull + losses.threadsFull + losses.containersFull,
    0,
  );
}

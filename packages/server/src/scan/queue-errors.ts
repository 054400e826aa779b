/** Why the queue does not do what it is asked for. */
import type { RecordId } from '@plimsoll/core';
import { ServerError } from '../errors.ts';
import type { StoredJob } from '../store/scan-job-store.ts';

export function unknown(id: RecordId): ServerError {
  return new ServerError('SCAN_UNKNOWN', `There is no scan ${id}`, {
    hint: 'Old ones are let go of when there are too many',
    status: 404,
  });
}

export function ended({ id, state }: StoredJob, { done, hint }: { done: string; hint: string }): ServerError {
  const message = `The scan ${id} is ${state}: there is nothing to ${done}`;
  return new ServerError('SCAN_ENDED', message, { hint, status: 409 });
}

export function stillEnding(id: RecordId): ServerError {
  return new ServerError('SCAN_ENDED', `The scan ${id} was stopped and is not at its end yet`, {
    hint: 'Try again in a few seconds, or ask for a new scan',
    status: 409,
  });
}

export function tooMany(most: number, name: string): ServerError {
  return new ServerError('TOO_MANY', `${most} scans wait already: ${name.slice(0, 200)} is not queued`, {
    hint: 'Let fewer tags be polled by the filters of the registry, or allow more scans at once',
    status: 503,
  });
}

/** Schedules, exceptions and policies of scanning. A port. */
import type { ExceptionPage, ExceptionQuery, ImageException, Policy, Schedule } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';
import type { ScanPolicy } from '@plimsoll/scan';

export type StoredSchedule = Omit<Schedule, 'nextAt'>;
export type StoredException = Omit<ImageException, 'findings' | 'images'>;
export type StoredPolicy = Omit<Policy, 'breaking' | 'rules'> & { readonly policy: ScanPolicy };

export interface ScanSettingsStore {
  schedules(): Promise<readonly StoredSchedule[]>;
  schedule(id: RecordId): Promise<StoredSchedule | undefined>;
  putSchedule(schedule: StoredSchedule): Promise<void>;
  removeSchedule(id: RecordId): Promise<void>;

  exceptions(query: ExceptionQuery): Promise<Omit<ExceptionPage, 'items'> & { items: readonly StoredException[] }>;
  exception(id: RecordId): Promise<StoredException | undefined>;
  putException(exception: StoredException): Promise<void>;
  activeExceptions(): Promise<readonly StoredException[]>;
  /** Active ones whose time is over. */
  dueExceptions(now: EpochMs): Promise<readonly StoredException[]>;

  policies(): Promise<readonly StoredPolicy[]>;
  policy(id: RecordId): Promise<StoredPolicy | undefined>;
  putPolicy(policy: StoredPolicy): Promise<void>;
  removePolicy(id: RecordId): Promise<void>;
}

import type { EpochMs } from '@plimsoll/core';
import { type Restored, restoreDatabase } from '@plimsoll/server';
import { takeLock } from './lock.ts';

/** Puts the newest whole backup in the place of a damaged database. Refused while a Plimsoll runs on it. */
export async function restore(dataDir: string): Promise<Restored> {
  const lock = takeLock(dataDir);
  try {
    return restoreDatabase({ dataDir, now: Date.now() as EpochMs });
  } finally {
    lock.release();
  }
}

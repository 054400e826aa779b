/**
 * Baselines that leave this host and come to it.
 *
 * in     a stored baseline; or a file from anywhere
 * out    the file, signed; or what it holds, once signature, key and content are found good
 * holds  nothing of a file is used before its signature was verified and its key was found trusted
 */
import { createHash } from 'node:crypto';
import type { BaselineImport, SignedBaseline } from '@plimsoll/api';
import type { BatchId, EpochMs, WorkloadId } from '@plimsoll/core';
import { ServerError } from '../errors.ts';
import type { BaselineModel } from '../merge/baseline-model.ts';
import { canonicalJson } from './canonical-json.ts';
import { isSignedBy, keyIdOf, type SigningKey } from './key.ts';

export function signBaseline(
  { workload, version, state }: { workload: WorkloadId; version: number; state: Uint8Array },
  { key, now }: { key: SigningKey; now: EpochMs },
): SignedBaseline {
  const unsigned = {
    format: 'plimsoll-baseline/1' as const,
    workload,
    version,
    exportedAt: now,
    state: Buffer.from(state).toString('base64'),
    publicKey: key.publicKey,
    keyId: key.keyId,
  };
  return { ...unsigned, signature: key.sign(canonicalJson(unsigned)) };
}

export interface OpenedBaseline {
  readonly workload: WorkloadId;
  readonly state: Uint8Array;
  /** The same file gives the same batch, so that importing it twice changes nothing. */
  readonly batch: BatchId;
}

export function openBaseline(
  { baseline, workload, trustKeyId }: BaselineImport,
  { ownKeyId, trustedKeys, model }: { ownKeyId: string; trustedKeys: readonly string[]; model: BaselineModel },
): OpenedBaseline {
  const { signature, ...unsigned } = baseline;
  const keyId = keyIdOf(Buffer.from(baseline.publicKey, 'base64'));
  if (keyId !== baseline.keyId || !isSignedBy(baseline.publicKey, { text: canonicalJson(unsigned), signature })) {
    throw new ServerError(
      'BASELINE_SIGNATURE_INVALID',
      `The signature of the baseline of ${baseline.workload} does not fit`,
      {
        hint: 'The file was changed or cut since it was exported: export it again and carry it over unchanged',
        status: 400,
      },
    );
  }
  if (keyId !== ownKeyId && !trustedKeys.includes(keyId) && trustKeyId !== keyId) {
    throw new ServerError(
      'BASELINE_KEY_UNTRUSTED',
      `The baseline of ${baseline.workload} is signed with key ${keyId}, which is not trusted here`,
      {
        hint: `If you know where it comes from, import it with \`--trust ${keyId}\`, or add the key to the trusted ones in the settings`,
        status: 403,
      },
    );
  }
  const state = new Uint8Array(Buffer.from(baseline.state, 'base64'));
  model.check(state);
  const digest = createHash('sha256').update(state).digest('hex');
  return {
    workload: workload ?? baseline.workload,
    state,
    batch: `import:${digest.slice(0, 40)}` as string as BatchId,
  };
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedBaseline } from '@plimsoll/api';
import { defaultLearningSettings, type EpochMs, emptyBaseline, encodeBaseline, type WorkloadId } from '@plimsoll/core';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { coreBaselineModel } from '../merge/baseline-model.ts';
import { canonicalJson } from './canonical-json.ts';
import { openSigningKey } from './key.ts';
import { openBaseline, signBaseline } from './signed-baseline.ts';

const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'plimsoll-sign-')));
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const [own, other] = folders.map(openSigningKey) as [
  ReturnType<typeof openSigningKey>,
  ReturnType<typeof openSigningKey>,
];
const model = coreBaselineModel(defaultLearningSettings);
const web = 'docker/web' as WorkloadId;
const state = encodeBaseline(emptyBaseline());
const signed = (key = own, bytes = state) =>
  signBaseline({ workload: web, version: 3, state: bytes }, { key, now: 1_700_000_000_000 as EpochMs });
const open = (baseline: SignedBaseline, trust: { trustKeyId?: string; trustedKeys?: string[] } = {}) =>
  openBaseline(
    { baseline, ...(trust.trustKeyId !== undefined && { trustKeyId: trust.trustKeyId }) },
    { ownKeyId: own.keyId, trustedKeys: trust.trustedKeys ?? [], model },
  );

it('opens what this host signed, also after a restart', () => {
  const opened = open(JSON.parse(JSON.stringify(signed())));
  expect(opened).toMatchObject({ workload: web, state });
  expect(open(signed()).batch).toBe(opened.batch);
  expect(openSigningKey(folders[0] ?? '').keyId).toBe(own.keyId);
});

it('opens what others signed only when their key is trusted', () => {
  expect(() => open(signed(other))).toThrow(expect.objectContaining({ code: 'BASELINE_KEY_UNTRUSTED' }));
  expect(() => open(signed(other), { trustKeyId: own.keyId })).toThrow(/not trusted/);
  expect(open(signed(other), { trustKeyId: other.keyId }).workload).toBe(web);
  expect(open(signed(other), { trustedKeys: [other.keyId] }).workload).toBe(web);
});

it('refuses a file in which anything was changed', () => {
  const file = signed();
  const changes: [keyof SignedBaseline, unknown][] = [
    ['workload', 'docker/other'],
    ['version', 4],
    ['exportedAt', 1],
    ['state', Buffer.from('else').toString('base64')],
    ['publicKey', other.publicKey],
    ['keyId', other.keyId],
    ['signature', other.sign('else')],
    ['publicKey', 'short'],
    ['signature', ''],
  ];
  for (const [key, value] of changes) {
    const trust = { trustKeyId: other.keyId };
    expect(() => open({ ...file, [key]: value } as SignedBaseline, trust), key).toThrow(
      expect.objectContaining({ code: 'BASELINE_SIGNATURE_INVALID' }),
    );
  }
});

it('refuses a good signature over a state that is none', () => {
  expect(() => open(signed(own, new Uint8Array([1, 2, 3])))).toThrow(
    expect.objectContaining({ code: 'BASELINE_CORRUPT' }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => open(signed(own, bytes))).toThrow(/./);
    }),
  );
});

it('writes equal values as equal text, whatever the order of their keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('refuses a key file that it cannot read, and leaves it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-key-'));
  writeFileSync(join(folder, 'signing-key.pem'), 'no key');
  expect(() => openSigningKey(folder)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
  rmSync(folder, { recursive: true });
});

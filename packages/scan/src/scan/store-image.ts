/** An image as it may be kept: without functions, and without the secrets of its configuration. */
import type { EpochMs } from '@plimsoll/core';
import type { BuildMaterial } from '../facts/base-image.ts';
import { redactCommand, redactConfig, secretsOfConfig } from '../secret/config-secrets.ts';
import type { SecretRule } from '../secret/rule.ts';
import type { OpenedImage } from '../source/source.ts';
import type { LayerWithFacts } from './read-layers.ts';
import type { StoredImage } from './scanner.ts';

export interface StoreOptions {
  readonly read: readonly LayerWithFacts[];
  readonly secrets: { readonly salt: string; readonly rules: readonly SecretRule[] } | undefined;
  readonly scannedAt: EpochMs;
  readonly materials: readonly BuildMaterial[];
}

export function storeImage(opened: OpenedImage, { read, secrets, scannedAt, materials }: StoreOptions): StoredImage {
  const redact = (text: string) => redactCommand(text, secrets?.rules);
  const {
    reference,
    repository,
    tag,
    digest,
    indexDigest,
    configDigest,
    platform,
    createdAt,
    annotations,
    config,
    history,
  } = opened;
  const diffIds = new Map(read.map(({ source, facts }) => [source.index, facts.diffId]));
  return {
    schema: 1,
    scannedAt,
    reference,
    repository,
    tag,
    digest,
    indexDigest,
    configDigest,
    platform,
    createdAt,
    annotations,
    config: redactConfig(config, secrets?.rules),
    history: history.map((entry) => ({
      ...entry,
      createdBy: redact(entry.createdBy),
      comment: redact(entry.comment),
    })),
    layers: opened.layers.map((layer) => ({
      ...layer,
      diffId: layer.diffId ?? diffIds.get(layer.index),
      command: layer.command === undefined ? undefined : redact(layer.command),
    })),
    materials,
    configSecrets: secrets === undefined ? [] : secretsOfConfig({ config, history, ...secrets }),
  };
}

/** What an image's configuration says: https://github.com/opencontainers/image-spec/blob/main/config.md */
import type { Digest, ImageConfig, Platform } from '@plimsoll/core';
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { isDigest } from '../bytes/digest.ts';
import type { HistoryEntry } from '../source.ts';
import { parseJson } from './manifest.ts';

/** Bytes. */
export const CONFIG_MOST = 8 * 1024 * 1024;

const Text = z.string().nullish();
const Texts = z.array(z.string()).nullish();
const Keys = z.record(z.string(), z.unknown()).nullish();

/** The part engines and registries write alike. */
export const RunConfig = z.object({
  User: Text,
  // Docker's engines of long ago wrote a shell line.
  Entrypoint: z.union([z.array(z.string()), z.string()]).nullish(),
  Cmd: z.union([z.array(z.string()), z.string()]).nullish(),
  Env: Texts,
  ExposedPorts: Keys,
  Volumes: Keys,
  WorkingDir: Text,
  Labels: z.record(z.string(), z.string().nullable()).nullish(),
  Healthcheck: z.object({ Test: Texts }).nullish(),
});
export type RunConfig = z.infer<typeof RunConfig>;

const ConfigFile = z.object({
  created: Text,
  architecture: Text,
  os: Text,
  variant: Text,
  config: RunConfig.nullish(),
  rootfs: z.object({ diff_ids: z.array(z.string().refine(isDigest, 'is no digest')).max(1_000).nullish() }),
  history: z
    .array(z.object({ created: Text, created_by: Text, comment: Text, empty_layer: z.boolean().nullish() }))
    .max(10_000)
    .nullish(),
});

export interface ParsedConfig {
  readonly config: ImageConfig;
  readonly platform: Platform | undefined;
  readonly createdAt: number | undefined;
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryEntry[];
}

/** @throws ScanError MANIFEST_INVALID */
export function parseConfig(bytes: Buffer, what: string): ParsedConfig {
  const parsed = ConfigFile.safeParse(parseJson(bytes, what));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ScanError(
      'MANIFEST_INVALID',
      `${what} is not sound: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'unreadable'}.`,
      {
        hint: 'Build or push the image again. If it is an artefact (a chart, a signature), it has no packages to look for.',
        cause: parsed.error,
      },
    );
  }
  const { config, rootfs, history, os, architecture, variant, created } = parsed.data;
  return {
    config: imageConfig(config ?? undefined),
    platform: os && architecture ? { os, architecture, variant: variant || undefined } : undefined,
    createdAt: epochMs(created),
    diffIds: (rootfs.diff_ids ?? []) as Digest[],
    history: (history ?? []).map((entry) => ({
      createdAt: epochMs(entry.created),
      createdBy: entry.created_by ?? '',
      comment: entry.comment ?? '',
      emptyLayer: entry.empty_layer ?? false,
    })),
  };
}

export function imageConfig(run: RunConfig | undefined): ImageConfig {
  const check = run?.Healthcheck?.Test;
  return {
    user: run?.User ?? '',
    entrypoint: words(run?.Entrypoint),
    cmd: words(run?.Cmd),
    env: run?.Env ?? [],
    exposedPorts: Object.keys(run?.ExposedPorts ?? {}),
    volumes: Object.keys(run?.Volumes ?? {}),
    workingDir: run?.WorkingDir ?? '',
    labels: Object.fromEntries(Object.entries(run?.Labels ?? {}).map(([name, value]) => [name, value ?? ''])),
    hasHealthcheck: check != null && check.length > 0 && check[0] !== 'NONE',
  };
}

/** The command of each layer, where the history has as many as there are layers. */
export function commandsOf(history: readonly HistoryEntry[], layers: number): readonly (string | undefined)[] {
  const commands = history.filter((entry) => !entry.emptyLayer).map((entry) => entry.createdBy || undefined);
  // A history that does not fit says of no layer what made it.
  return commands.length === layers ? commands : new Array<undefined>(layers).fill(undefined);
}

export function epochMs(time: string | null | undefined): number | undefined {
  const ms = time ? Date.parse(time) : Number.NaN;
  // Engines write the year 1 for "never".
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

function words(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value == null) return [];
  return typeof value === 'string' ? ['/bin/sh', '-c', value] : value;
}

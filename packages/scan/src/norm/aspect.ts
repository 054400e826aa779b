/**
 * How surprising something new is in each aspect before anything was learned, and how to say it.
 *
 * The prior of an item aspect is a beta distribution of the chance that a new version shows something never seen: `a` versions that
 * did, `b` that did not. For `user` it says: once in about three hundred. What a repository really does soon outweighs it.
 */
import type { ImageSeverity } from '@plimsoll/core';
import type { ItemAspect, NumberAspect } from './profile.ts';

export interface ItemModel {
  readonly a: number;
  readonly b: number;
  readonly severity: ImageSeverity;
  /** `user root`, `statically linked executable outside package ownership`. */
  say(item: string): string;
}

const rare = { a: 0.05, b: 15 } as const;
const usual = { a: 0.5, b: 8 } as const;

export const itemModels: Readonly<Record<ItemAspect, ItemModel>> = {
  user: { ...rare, severity: 'high', say: (item) => `user ${item}` },
  start: { ...rare, severity: 'medium', say: (item) => `start of ${item}` },
  port: { ...rare, severity: 'medium', say: (item) => `exposed port ${item}` },
  registry: {
    ...rare,
    severity: 'high',
    say: (item) => (item.startsWith('source at') ? item : `base image from ${item}`),
  },
  base: { ...rare, severity: 'medium', say: (item) => `base image ${item}` },
  os: { ...rare, severity: 'medium', say: (item) => `operating system ${item}` },
  'loader-setting': {
    ...rare,
    severity: 'high',
    say: (item) => `environment variable ${item}, which changes what programs load`,
  },
  environment: { ...usual, severity: 'low', say: (item) => `environment variable ${item}` },
  language: { a: 0.05, b: 15, severity: 'medium', say: (item) => `program or package of the kind ${item}` },
  'executable-trait': { a: 0.04, b: 15, severity: 'high', say: sayTrait },
  capability: { a: 0.04, b: 15, severity: 'high', say: (item) => `executable with ${item}` },
  setuid: { a: 0.05, b: 15, severity: 'high', say: (item) => `executable with setuid or setgid at ${item}` },
  folder: { ...usual, severity: 'low', say: (item) => `executable outside package ownership in ${item}` },
  package: { a: 2, b: 2, severity: 'low', say: (item) => `package ${item}` },
};

export interface NumberModel {
  /** Typical change from one version to the next, natural logarithm of the ratio. */
  readonly scale: number;
  readonly severity: ImageSeverity;
  readonly unit: string;
}

export const numberModels: Readonly<Record<NumberAspect | 'new-packages', NumberModel>> = {
  bytes: { scale: 0.15, severity: 'low', unit: 'bytes' },
  layers: { scale: 0.15, severity: 'low', unit: 'layers' },
  packages: { scale: 0.15, severity: 'medium', unit: 'packages' },
  'unowned-executables': { scale: 0.35, severity: 'medium', unit: 'executables outside package ownership' },
  'new-packages': { scale: 1, severity: 'medium', unit: 'packages never seen before' },
};

function sayTrait(trait: string): string {
  const outside = 'executable outside package ownership';
  switch (trait) {
    case 'static':
      return `statically linked ${outside}`;
    case 'dynamic':
      return `dynamically linked ${outside}`;
    case 'windows':
      return `Windows ${outside}`;
    case 'setuid':
      return `${outside} with setuid or setgid`;
    case 'capable':
      return `${outside} with capabilities`;
    case 'hidden':
      return `hidden ${outside}`;
    case 'temporary':
      return `${outside} in a temporary folder`;
    default:
      return `${outside} ${trait}`;
  }
}

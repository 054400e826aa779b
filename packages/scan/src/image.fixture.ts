/** An image and a program in it, with what a test does not care about filled in. */
import type { Image, ImageConfig } from '@plimsoll/core';
import type { ImageContents } from './facts/contents.ts';
import { executable } from './facts/layers.fixture.ts';
import { imageConfig } from './source/image/image-config.ts';

export type Program = ImageContents['executables'][number];

export function configWith(more: Partial<ImageConfig> = {}): ImageConfig {
  return { ...imageConfig(undefined), ...more };
}

export function imageWith(config: Partial<ImageConfig> = {}, more: Partial<Image> = {}): Image {
  return {
    reference: 'registry.example/shop/web:1.4',
    repository: 'registry.example/shop/web',
    tag: '1.4',
    digest: undefined,
    platform: undefined,
    createdAt: undefined,
    bytes: 1,
    layers: [],
    os: undefined,
    base: undefined,
    config: configWith(config),
    ...more,
  };
}

export function programAt(path: string, more: Partial<Program> = {}): Program {
  return { ...executable(path), layer: 'sha256:aa', owner: undefined, ...more };
}

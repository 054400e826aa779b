/** An image and a program in it, with what a test does not care about filled in. */
import type { Image, ImageConfig } from '@plimsoll/core';
import type { ImageContents } from './facts/contents.ts';

export type Program = ImageContents['executables'][number];

export function configWith(more: Partial<ImageConfig> = {}): ImageConfig {
  return {
    user: '',
    entrypoint: [],
    cmd: [],
    env: [],
    exposedPorts: [],
    volumes: [],
    workingDir: '',
    labels: {},
    hasHealthcheck: false,
    ...more,
  };
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
  return {
    path,
    mode: 0o755,
    bytes: 1,
    uid: 0,
    format: 'elf',
    static: false,
    packer: undefined,
    language: undefined,
    capabilities: [],
    layer: 'sha256:aa',
    owner: undefined,
    ...more,
  };
}

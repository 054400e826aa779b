import { describe, expect, it } from 'vitest';
import { rescanReference } from './rescan-reference.ts';

const image = {
  name: 'registry.example/shop/web:4.2',
  repository: 'registry.example/shop/web',
  tag: '4.2',
  digest: 'sha256:ab',
  current: true,
} as const;

describe('scanning an image again', () => {
  it('asks for its tag while the tag is this image', () => {
    expect(rescanReference(image as never)).toBe('registry.example/shop/web:4.2');
  });

  it('asks for its digest once the tag has moved on', () => {
    expect(rescanReference({ ...image, current: false } as never)).toBe('registry.example/shop/web@sha256:ab');
  });

  it('asks the engine for what no registry is known to have', () => {
    expect(rescanReference({ ...image, name: 'web:dev', digest: null, repository: null } as never)).toBe(
      'docker:web:dev',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { searched } from './searched.ts';

describe('what is written into the search of images', () => {
  it.each([
    ['CVE-2023-44487', 'CVE-2023-44487'],
    ['cve-2023-44487', 'CVE-2023-44487'],
    ['ghsa-29MW-wpgm-hmr9', 'GHSA-29mw-wpgm-hmr9'],
    ['dsa-5649-1', 'DSA-5649-1'],
    ['RHSA-2024:1234', 'RHSA-2024:1234'],
  ])('%s asks what holds it', (text, holds) => {
    expect(searched(text)).toEqual({ text: undefined, holds });
  });

  it.each(['nginx', 'CVE', 'cve-scanner:1.2', 'go-app', 'mal-ware', 'docker.io/library/nginx:1.27'])(
    '%s is part of a name',
    (text) => {
      expect(searched(text)).toEqual({ text });
    },
  );

  it('nothing is nothing', () => {
    expect(searched(undefined)).toEqual({ text: undefined });
  });
});

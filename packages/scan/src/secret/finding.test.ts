import type { Digest, Layer } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import type { ImageContents } from '../facts/contents.ts';
import { secretFindings } from './finding.ts';

const layer: Layer = {
  index: 1,
  diffId: 'sha256:bb',
  digest: undefined,
  bytes: 1,
  command: 'COPY . /app',
  origin: 'app',
};
type Fact = ImageContents['secrets'][number];
const fact = (more: Partial<Fact> = {}): Fact => ({
  rule: 'github-token',
  path: 'app/.env',
  line: 2,
  redacted: 'ghp_…4Z',
  validated: 'checksum',
  entropy: 4.8,
  fingerprint: 'f'.repeat(64),
  layer: 'sha256:bb' as Digest,
  deletedLater: false,
  ...more,
});
const findings = (secrets: readonly Fact[], owner?: string) =>
  secretFindings({ contents: { secrets, ownerOf: () => owner }, image: { layers: [layer] }, inConfig: [] });

describe('secretFindings', () => {
  it('says where, how sure, and what to do', () => {
    expect(findings([fact()])).toMatchObject([
      {
        kind: 'secret',
        key: `secret:github-token:app/.env:${'f'.repeat(16)}`,
        severity: 'critical',
        sentence: 'A GitHub token (ghp_…4Z) lies in app/.env, line 2; its checksum is right.',
        why: { command: 'COPY . /app', origin: 'app', layer: 'sha256:bb', path: 'app/.env' },
        deletedLater: false,
      },
    ]);
  });

  it('tells what a later layer deletes, and the same secret once', () => {
    const [gone] = findings([fact({ deletedLater: true })]);
    expect(gone?.sentence).toMatch(/deleted by a later layer but still in the image/);
    expect(findings([fact({ deletedLater: true, layer: 'sha256:aa' }), fact()])).toMatchObject([
      { deletedLater: false },
    ]);
  });

  it("weighs less what is less sure, an example, or somebody else's", () => {
    const severity = (more: Partial<Fact>, owner?: string) => findings([fact(more)], owner)[0]?.severity;
    expect(severity({ validated: 'shape' })).toBe('high');
    expect(severity({ path: 'app/node_modules/x/test/key.pem' })).toBe('medium');
    expect(severity({ path: 'app/README.md' })).toBe('medium');
    expect(severity({ rule: 'private-key', validated: 'key' }, 'pkg:deb/x')).toBe('medium');
    expect(severity({ rule: 'of-a-rule-file-that-is-gone' })).toBe('medium');
  });

  it('tells those of the configuration without layer and line', () => {
    const [one] = secretFindings({
      contents: { secrets: [], ownerOf: () => undefined },
      image: { layers: [] },
      inConfig: [
        {
          rule: 'secret-assignment',
          setting: 'ENV DB_PASSWORD',
          command: undefined,
          redacted: 'Tr…x',
          validated: 'shape',
          entropy: 3,
          fingerprint: 'a'.repeat(64),
        },
      ],
    });
    expect(one).toMatchObject({
      severity: 'high',
      line: undefined,
      sentence: expect.stringMatching(/stands in the image's configuration \(ENV DB_PASSWORD\)/),
    });
  });
});

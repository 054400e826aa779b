/** What an exception covers: filled in from one finding, and widened by taking parts away. */
import type { ExceptionScope, ImageFinding } from '@plimsoll/api';

export interface ScopePart {
  readonly id: 'package' | 'version' | 'repository' | 'path';
  /** `only in the package zlib1g` */
  readonly words: string;
  /** Without it the exception is wider. */
  readonly on: boolean;
}

export interface Told {
  readonly finding: ImageFinding;
  readonly repository: string | null;
}

/** The id that names a finding in an exception: a vulnerability's, rule's, check's or aspect's. */
export function idOf(finding: ImageFinding): string {
  switch (finding.kind) {
    case 'vulnerability':
      return finding.id;
    case 'secret':
    case 'malware':
      return finding.rule;
    case 'misconfiguration':
      return finding.check;
    case 'detection':
      return finding.aspect;
  }
}

/** As narrow as it can be said, except for the version: a finding of the next build is the same risk. */
export function partsOf({ finding, repository }: Told): readonly ScopePart[] {
  const path = finding.kind === 'secret' || finding.kind === 'malware' ? finding.why.path : undefined;
  return [
    ...(finding.kind === 'vulnerability'
      ? [
          { id: 'package', words: `only in the package ${finding.packageName}`, on: true } as const,
          ...(finding.packageVersion === undefined
            ? []
            : [{ id: 'version', words: `only in its version ${finding.packageVersion}`, on: false } as const]),
        ]
      : []),
    ...(repository === null ? [] : [{ id: 'repository', words: `only in ${repository}`, on: true } as const]),
    ...(path === undefined ? [] : [{ id: 'path', words: `only in the file ${path}`, on: true } as const]),
  ];
}

export function scopeOf({ finding, repository }: Told, parts: readonly ScopePart[]): ExceptionScope {
  const has = (id: ScopePart['id']) => parts.some((part) => part.id === id && part.on);
  const path = finding.why.path;
  return {
    ids: [idOf(finding)],
    packages: finding.kind === 'vulnerability' && has('package') ? [packageOf(finding, has('version'))] : [],
    repositories: repository !== null && has('repository') ? [repository] : [],
    paths: path !== undefined && has('path') ? [path] : [],
  };
}

function packageOf(finding: Extract<ImageFinding, { kind: 'vulnerability' }>, withVersion: boolean): string {
  return withVersion ? finding.purl : finding.packageName;
}

/**
 * How versions of one ecosystem are ordered.
 *
 * in     two version strings as the ecosystem writes them
 * out    their order, or that it cannot be told
 * holds  over the strings a scheme understands, `compare` is a total order; for any other it is undefined, never a guess
 */
export type SchemeId =
  | 'dpkg'
  | 'apk'
  | 'rpm'
  | 'semver'
  | 'pep440'
  | 'maven'
  | 'gem'
  | 'composer'
  | 'nuget'
  | 'go'
  | 'generic';

export interface VersionScheme {
  readonly id: SchemeId;
  /** Negative, 0 or positive; undefined when either is not a version here. */
  compare(a: string, b: string): number | undefined;
}

/**
 * What a scan found in an image: five kinds with one head, so that lists, gates and outputs need no cases.
 *
 * in     nothing
 * out    the types
 * holds  `why` is enough to check the finding by hand; a suppressed finding is still here, with who suppressed it and until when
 */
import type { EpochMs } from '../record.ts';
import type { Digest, Origin } from './image.ts';

export type ImageFinding =
  | VulnerabilityFinding
  | SecretFinding
  | MalwareFinding
  | MisconfigurationFinding
  | DepartureFinding;
export type ImageFindingKind = ImageFinding['kind'];
/** negligible: the distribution says it does not matter. unknown: nobody rated it. */
export type ImageSeverity = 'unknown' | 'negligible' | 'low' | 'medium' | 'high' | 'critical';

interface ImageFindingHead {
  /** The same for the same thing in every image of a repository, so that two digests can be compared: never holds a layer or a line. */
  readonly key: string;
  readonly severity: ImageSeverity;
  /** A few words. */
  readonly title: string;
  /** One sentence that says what is wrong, in what, and on what grounds. */
  readonly sentence: string;
  /** What to do: the version to move to, the base to rebase to, the key to revoke. */
  readonly remedy: string | undefined;
  readonly why: Grounds;
  readonly suppressed: Suppression | undefined;
}

/** Everything needed to check the finding by hand. */
export interface Grounds {
  /** Of the record, rule, check or model: `DSA-5532-1`, `aws-access-key`, `image-user-root`. */
  readonly source: string;
  /** In the source's own terms: `fixed in 3.0.11-1~deb12u2`, `entropy 4.8 over 3.5`. */
  readonly condition: string;
  /** What was held against it: the installed version, the redacted value, the setting. */
  readonly observed: string;
  readonly path: string | undefined;
  readonly layer: Digest | undefined;
  /** The instruction that made the layer. */
  readonly command: string | undefined;
  readonly origin: Origin;
  /** Age of the data the judgement stands on; undefined for what needs none. */
  readonly dataAt: EpochMs | undefined;
}

export interface Suppression {
  readonly by: 'vex' | 'exception';
  /** The document's or exception's id. */
  readonly source: string;
  readonly status: 'not_affected' | 'fixed' | 'accepted';
  readonly justification: string;
  readonly owner: string | undefined;
  readonly until: EpochMs | undefined;
}

export interface VulnerabilityFinding extends ImageFindingHead {
  readonly kind: 'vulnerability';
  /** CVE over GHSA over the database's own id. */
  readonly id: string;
  readonly aliases: readonly string[];
  /** Id of the package, and what is needed to show it without the package list. */
  readonly package: string;
  readonly packageName: string;
  readonly packageVersion: string | undefined;
  readonly purl: string;
  /** undecided: a version that cannot be compared. Never silence, never "not affected". */
  readonly verdict: 'affected' | 'undecided';
  readonly status: FixStatus;
  readonly fixedIn: string | undefined;
  /** Every rating there is; `severity` is the first's. The distribution's comes before all others. */
  readonly ratings: readonly Rating[];
  readonly kev: KnownExploited | undefined;
  readonly epss: Epss | undefined;
  readonly publishedAt: EpochMs | undefined;
  /** Undefined when no workload that runs the image is watched. */
  readonly use: Use | undefined;
  /** Kernel headers and the like: in the image but not what runs; hidden unless asked for. */
  readonly hidden: boolean;
}

export type FixStatus =
  | 'fixed'
  | 'not-fixed'
  | 'will-not-fix'
  | 'fix-deferred'
  | 'under-investigation'
  | 'end-of-life'
  | 'fix-needs-subscription';

export interface Rating {
  /** `debian`, `nvd`, `ghsa`. */
  readonly source: string;
  readonly severity: ImageSeverity;
  /** CVSS base score 0…10. */
  readonly score: number | undefined;
  readonly vector: string | undefined;
}

/** CISA's catalogue of vulnerabilities that are exploited. */
export interface KnownExploited {
  readonly addedAt: EpochMs;
  readonly dueAt: EpochMs | undefined;
  readonly ransomware: boolean;
}

/** FIRST's estimate of the chance of exploitation within 30 days. */
export interface Epss {
  /** 0…1 */
  readonly probability: number;
  /** 0…1 */
  readonly percentile: number;
}

/** What the sensor saw of a package's files in workloads that run the image. */
export interface Use {
  /** executed: started as a process. loaded: mapped into one. never-seen: neither, in `since`…`until`. */
  readonly state: 'executed' | 'loaded' | 'never-seen';
  /** executed, loaded: first seen. never-seen: watched since. */
  readonly since: EpochMs;
  readonly lastAt: EpochMs;
  /** A file of the package that was seen. */
  readonly path: string | undefined;
  readonly workloads: readonly string[];
}

export interface SecretFinding extends ImageFindingHead {
  readonly kind: 'secret';
  readonly rule: string;
  /** First and last characters at most; never the whole. */
  readonly redacted: string;
  readonly line: number | undefined;
  /** checksum, key: the format was verified. shape: it only looks like one. */
  readonly validated: 'checksum' | 'key' | 'shape';
  /** A later layer deletes the file; whoever pulls the image still has it. */
  readonly deletedLater: boolean;
  /** SHA-256 of the secret with the scan's salt: tells two apart without telling either. */
  readonly fingerprint: string;
}

export interface MalwareFinding extends ImageFindingHead {
  readonly kind: 'malware';
  readonly engine: 'osv' | 'yara' | 'clamav' | 'sign';
  readonly rule: string;
  /** Of the file, `sha256:…`. */
  readonly file: Digest | undefined;
  readonly package: string | undefined;
  readonly deletedLater: boolean;
}

/** A failed check of the image's configuration. */
export interface MisconfigurationFinding extends ImageFindingHead {
  readonly kind: 'misconfiguration';
  readonly check: string;
}

/** An image that departs from what its repository's images were so far, or from its peers. */
export interface DepartureFinding extends ImageFindingHead {
  readonly kind: 'detection';
  readonly aspect: string;
  /** −log10 of the chance of this under the learned norm. */
  readonly digits: number;
  /** How many images the norm was learned from. */
  readonly images: number;
}

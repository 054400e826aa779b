/**
 * Images: what they are called, what the last scan of each found, what runs of them. A port.
 *
 * in     reports, names and digests as they are met, what was seen to run
 * out    pages that are sorted and cut by the database
 * holds  an image is found by every digest it is known by; of each image only the newest report is whole, older ones are counts
 */
import type {
  Comparison,
  ImageFindingPage,
  ImageFindingQuery,
  ImageFindingRecord,
  ImagePackagePage,
  ImagePackageQuery,
  ImagePage,
  ImageQuery,
  ImageState,
  ImageSummary,
  ImageView,
  ScanOutcome,
} from '@plimsoll/api';
import type {
  AdvisoryData,
  Digest,
  EpochMs,
  Epss,
  Image,
  ImageFinding,
  ImageSeverity,
  Package,
  ScanReport,
  WorkloadId,
} from '@plimsoll/core';
import type { AdvisoryDelta, PolicyVerdict, StoredImage, VexDocument } from '@plimsoll/scan';

export interface ImageStore {
  /** Something runs or names it: it is in the list from now on. */
  meet(met: MetImage): Promise<string>;
  /** Its own id, by any digest it is known by. */
  idOf(alias: string): Promise<string | undefined>;
  summary(id: string): Promise<ImageSummary | undefined>;
  list(query: ImageQuery): Promise<ImagePage>;
  /** Everything of its page that is not in `summary`. */
  view(id: string): Promise<Omit<ImageView, 'summary'>>;
  findings(id: string, query: ImageFindingQuery): Promise<ImageFindingPage>;
  finding(id: string, key: string): Promise<ImageFindingRecord | undefined>;
  /** Other images with the same finding. */
  sharing(id: string, key: string): Promise<{ total: number; items: readonly Sharing[] }>;
  packages(id: string, query: ImagePackageQuery): Promise<ImagePackagePage>;
  package(id: string, packageId: string): Promise<Package | undefined>;
  compare(from: string, to: string): Promise<Pick<Comparison, 'findings' | 'packages' | 'sharedLayers'>>;

  /** The newest report becomes the image's; what is told is what changed. */
  keep(scan: KeptScan): Promise<ScanOutcome>;
  /** Put together again from its parts, with what is known of use. */
  report(id: string): Promise<ScanReport | undefined>;
  stored(id: string): Promise<StoredImage | undefined>;
  /** Statements that lay beside it in its registry when it was scanned. */
  vex(id: string): Promise<readonly VexDocument[]>;
  /** Profiles of the repository's images, newest first, this one left out; what norms are learned from. */
  profiles(repository: string, most: number): Promise<readonly StoredProfile[]>;
  /** The newest of each other repository. */
  peers(repository: string | undefined, most: number): Promise<readonly StoredProfile[]>;
  state(id: string, state: ImageState, failure?: ImageSummary['failure']): Promise<void>;
  /** Nothing is done to it any more: it is as its last scan left it. */
  settle(id: string): Promise<void>;
  /** Images of which time alone has changed what is to be said, those that run first. */
  due(now: EpochMs, most: number): Promise<readonly string[]>;
  /** They are looked at: if nothing comes of it, they are due again then. */
  dueAgain(ids: readonly string[], at: EpochMs): Promise<void>;
  /** Returns whether they say anything else than those before. */
  verdicts(id: string, verdicts: readonly PolicyVerdict[]): Promise<boolean>;

  /** What runs now, of all nodes; images that are not in it do not run. Returns those for which that is new. */
  running(images: readonly RunningImage[]): Promise<readonly string[]>;
  /** Ids of the vulnerabilities in any image that a chance of exploitation may be known of. */
  scored(): Promise<readonly string[]>;
  /** How likely each is to be exploited now. Returns the images of which that changes anything: their figures have to be counted anew. */
  score(scores: readonly VulnerabilityScore[]): Promise<readonly string[]>;
  /** What the list of images shows of these, from their findings as they are. */
  count(images: readonly string[]): Promise<void>;
  /** Images of a generation of advisories, those that run first, and which of their packages the next says something else about. */
  concerned(concern: Concern): Promise<readonly ConcernedImage[]>;
  /** What of them is to be matched again; those that were scanned since are not in it. */
  rematchSubjects(images: readonly ConcernedImage[]): Promise<readonly RematchSubject[]>;
  /** For each image what changed; undefined for one that was scanned or judged since: of that nothing is written. */
  keepRematches(kept: KeptRematches): Promise<readonly (ScanOutcome | undefined)[]>;
  /** The report as `keepRematches` would leave it. */
  reportWith(kept: KeptRematch, now: Pick<KeptRematches, 'at' | 'data'>): Promise<ScanReport | undefined>;
  /** From now on the next generation is known, and these images stand on it, as it says nothing new of them, unless they were scanned since. What they hold, all together. */
  advance(step: {
    from: string;
    data: AdvisoryData;
    images: readonly Pick<ConcernedImage, 'id' | 'scannedAt'>[];
  }): Promise<ScanOutcome['counts']>;
  /** Scanned images that were held against neither of these generations. */
  notOf(generations: readonly string[]): Promise<readonly string[]>;
  /** Images in which one of these advisories, rules or checks was found. */
  holding(sources: readonly string[]): Promise<readonly string[]>;
  /** Images that this workload runs and that break a policy. */
  brokenIn(workload: WorkloadId): Promise<readonly BrokenImage[]>;
  /** Of these findings the worst; undefined when none of them is there. */
  worstOf(id: string, keys: readonly string[]): Promise<Worst | undefined>;
  /** The newest images that a name stands for now, by their layers: others may be built upon them. */
  bases(most: number): Promise<readonly KnownBase[]>;
  /** Of every image that was scanned, those that run first. */
  ids(): Promise<readonly string[]>;
  /** The same with how they are asked for again: of all, or of those that run. */
  scanned(scope: 'all' | 'running'): Promise<readonly ScannedImage[]>;
  /** How many findings each exception suppresses now. */
  suppressedBy(exceptions: readonly string[]): Promise<ReadonlyMap<string, { findings: number; images: number }>>;
  /** Which images break a policy. */
  breaking(): Promise<ReadonlyMap<string, number>>;
  counts(): Promise<{ images: number; unscanned: number; failed: number }>;
  /** Lets go of images beyond `keep` that do not run, oldest scan first. Returns how many went. */
  trim(keep: number): Promise<number>;
}

export interface MetImage {
  /** A digest or an engine's id. */
  readonly alias: string;
  readonly name: string;
  readonly at: EpochMs;
}

export interface KeptScan {
  readonly report: ScanReport;
  /** undefined when it cannot be judged again. */
  readonly stored: StoredImage | undefined;
  /** Statements that lay beside the image in its registry, for when it is judged again. */
  readonly vex?: readonly VexDocument[];
  readonly profile: unknown;
  /** When time alone will change what is to be said of it. */
  readonly reviewAt?: EpochMs | undefined;
  /** Every digest it is known by beside the report's: of the index, of the engine. */
  readonly aliases: readonly string[];
  /** How it was asked for, when that is better than the report's own reference. */
  readonly name: string | undefined;
  readonly layersKnown: number;
  readonly historyKept: number;
  /** Judged from what is stored: its names and what its tag stands for are as they were. */
  readonly again?: boolean;
}

export interface VulnerabilityScore {
  /** As findings are called by: `CVE-2024-3094`. */
  readonly id: string;
  readonly epss: Epss;
}

/** What is new since a generation of advisories. */
export interface Concern {
  readonly generation: string;
  readonly packages: AdvisoryDelta['packages'];
  /** Vulnerabilities that are known to be exploited only now, or no longer. */
  readonly exploited: readonly string[];
}

/** An image, and where its packages lie that are concerned. */
export interface ConcernedImage {
  readonly seq: number;
  readonly id: string;
  readonly scannedAt: EpochMs;
  readonly packages: readonly PackagePlace[];
}

export interface PackagePlace {
  readonly part: number;
  readonly place: number;
}

export interface RematchSubject {
  readonly id: string;
  readonly scannedAt: EpochMs;
  readonly image: Image;
  readonly packages: readonly Package[];
  /** What there was about these packages. */
  readonly before: readonly ImageFinding[];
  readonly vex: readonly VexDocument[];
}

export interface KeptRematches {
  /** On which the images stood. */
  readonly generation: string;
  /** Which has been advanced to. */
  readonly data: AdvisoryData;
  readonly at: EpochMs;
  readonly images: readonly KeptRematch[];
  readonly historyKept: number;
}

export interface KeptRematch {
  readonly id: string;
  /** As it was when the image was read. */
  readonly scannedAt: EpochMs;
  /** About the concerned packages; `after` with what only differs in numbers as it was before. */
  readonly before: readonly ImageFinding[];
  readonly after: readonly ImageFinding[];
  readonly added: readonly ImageFinding[];
  readonly changed: readonly ImageFinding[];
  /** Keys. */
  readonly removed: readonly string[];
}

export interface StoredProfile {
  readonly image: string;
  readonly scannedAt: EpochMs;
  readonly profile: unknown;
}

export interface RunningImage {
  readonly alias: string;
  readonly name: string;
  readonly workloads: readonly WorkloadId[];
  readonly containers: number;
}

export interface Sharing {
  readonly id: string;
  readonly name: string;
  readonly containers: number;
}

export interface ScannedImage {
  readonly id: string;
  readonly name: string;
  readonly reference: string | undefined;
}

export interface BrokenImage {
  readonly id: string;
  readonly name: string;
  readonly digest: Digest | undefined;
  readonly scannedAt: EpochMs;
  readonly dataAt: EpochMs | undefined;
  readonly verdicts: readonly PolicyVerdict[];
}

export interface Worst {
  readonly kind: ImageFinding['kind'];
  readonly severity: ImageSeverity;
}

export interface KnownBase {
  readonly name: string;
  readonly digest: Digest | undefined;
  readonly diffIds: readonly Digest[];
}

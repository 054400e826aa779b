/**
 * One scan: open, read what is not known yet, lay the layers upon each other, judge.
 *
 * in     a reference, stored facts, an advisory generation
 * out    a report; and what to keep so that the image can be judged again without being pulled
 * holds  judging is a function of (stored image, facts, advisories, documents, time): the same in the command line and in the server
 */
import type { EpochMs, ImageFinding, ScanReport, Use } from '@plimsoll/core';
import type { AdvisoryDatabase } from '../advisory/advisory.ts';
import type { BuildMaterial } from '../facts/base-image.ts';
import type { ImageContents } from '../facts/contents.ts';
import type { ConfigSecret } from '../secret/config-secrets.ts';
import type { OpenedImage, OpenOptions } from '../source/source.ts';

export interface Scanner {
  /** @throws ScanError when there is nothing to report at all; everything less is a problem in the report */
  scan(reference: string, options: ScanOptions): Promise<Scanned>;
  /**
   * The same image against other advisories, documents or uses. Reads facts and nothing else.
   * undefined when facts of a layer are gone or of another analyzer set: then it must be scanned.
   */
  judge(stored: StoredImage, surroundings: Surroundings): Promise<Judged | undefined>;
}

/** What a judgement depends on beside the image. */
export interface Surroundings {
  /** undefined: none was ever loaded. */
  readonly database: AdvisoryDatabase | undefined;
  /** Applied to the finished findings in this order: VEX, exceptions. Each returns findings with `suppressed` set where it applies. */
  readonly suppressors: readonly Suppressor[];
  /** Which of a package's files were seen to run. */
  readonly uses: UseLookup | undefined;
  /** Earlier images of the repository and its peers; departures are judged when there are enough. */
  readonly norm: NormLookup | undefined;
}

export type Suppressor = (findings: readonly ImageFinding[], subject: ScanSubject) => readonly ImageFinding[];

/** What documents name images by. */
export interface ScanSubject {
  readonly image: ScanReport['image'];
  readonly packages: ScanReport['packages'];
  readonly now: EpochMs;
}

/** undefined: no workload that runs this image is watched. */
export type UseLookup = (
  subject: ScanSubject,
  contents: ImageContents,
) => ((packageId: string) => Use | undefined) | undefined;
export type NormLookup = (subject: ScanSubject, contents: ImageContents) => readonly ImageFinding[];

export interface ScanOptions extends OpenOptions {
  readonly surroundings: Surroundings;
  /** Look at layers again even if facts of them are stored. */
  readonly afresh: boolean;
  readonly onProgress: ((progress: ScanProgress) => void) | undefined;
}

export interface ScanProgress {
  readonly phase: 'opening' | 'reading' | 'judging';
  readonly layersDone: number;
  readonly layersTotal: number;
  /** Whose facts were stored already. */
  readonly layersKnown: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface Judged {
  readonly report: ScanReport;
  readonly contents: ImageContents;
}

export interface Scanned extends Judged {
  /** undefined for an SBOM and for a folder: there is nothing to judge again but by reading again. */
  readonly stored: StoredImage | undefined;
  /** For what comes after: referrers hold VEX and signatures. Closed by whoever called `scan`. */
  readonly opened: OpenedImage | undefined;
}

/** An image without its bytes and without its secrets; plain JSON. */
export type StoredImage = Pick<
  OpenedImage,
  | 'reference'
  | 'repository'
  | 'tag'
  | 'digest'
  | 'indexDigest'
  | 'configDigest'
  | 'platform'
  | 'createdAt'
  | 'annotations'
  | 'config'
  | 'history'
  | 'layers'
> & {
  readonly schema: 1;
  readonly scannedAt: EpochMs;
  /** What was found in configuration and history, which are kept redacted. */
  readonly configSecrets: readonly ConfigSecret[];
  /** Images its build says it used. */
  readonly materials: readonly BuildMaterial[];
};

/**
 * What does the heavy part of scanning: reads layers, judges, fetches advisories. A port.
 *
 * in     work as plain values, secrets among them
 * out    results as plain values; progress on the way
 * holds  one call's failure is that call's alone; a call that is aborted ends soon and leaves nothing running
 */
import type { ScanProgress } from '@plimsoll/api';
import type { AdvisoryData, EpochMs, ImageFinding, ScanReport } from '@plimsoll/core';
import type {
  AdvisoryDelta,
  AdvisoryDetail,
  Credentials,
  PolicyVerdict,
  ScanPolicy,
  StoredImage,
  VexDocument,
} from '@plimsoll/scan';
import type { KnownBase, RematchSubject, StoredProfile, VulnerabilityScore } from '../store/image-store.ts';
import type { StoredException } from '../store/scan-settings-store.ts';
import type { ImageUsage } from '../store/usage-store.ts';

export interface ScanWorker {
  call<K extends keyof WorkerCalls>(
    op: K,
    work: WorkerCalls[K]['work'],
    watch?: Watch,
  ): Promise<WorkerCalls[K]['result']>;
  /** Ends whatever runs. */
  close(): Promise<void>;
}

export interface Watch {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined;
  /** Asked once the image is known by name and digest, before it is judged. */
  readonly known?: ((image: KnownImage) => Promise<Circumstances>) | undefined;
}

export interface WorkerCalls {
  readonly scan: { readonly work: ScanWork; readonly result: Examined };
  /** undefined when facts of a layer are gone: then it must be scanned. */
  readonly judge: { readonly work: JudgeWork; readonly result: Examined | undefined };
  /** Some packages of many images; undefined when the advisories at hand are of another generation. */
  readonly rematch: { readonly work: RematchWork; readonly result: readonly Rematched[] | undefined };
  /** Of those that have one; nothing without advisories. */
  readonly scores: {
    readonly work: { readonly ids: readonly string[] };
    readonly result: readonly VulnerabilityScore[];
  };
  readonly verdicts: { readonly work: VerdictWork; readonly result: readonly (readonly PolicyVerdict[])[] };
  /** Images that others may be built upon, for every scan and judgement from now on. */
  readonly bases: { readonly work: { readonly images: readonly KnownBase[] }; readonly result: undefined };
  readonly update: { readonly work: UpdateWork; readonly result: Updated };
  readonly advisories: { readonly work: Record<never, never>; readonly result: AdvisoryData | undefined };
  readonly detail: { readonly work: { readonly id: string }; readonly result: AdvisoryDetail | undefined };
  readonly policy: { readonly work: { readonly text: string }; readonly result: ScanPolicy };
  readonly owners: { readonly work: OwnersWork; readonly result: Readonly<Record<string, string>> | undefined };
  readonly render: { readonly work: RenderWork; readonly result: RenderedFile };
  /** Whether it answers, and whether these repositories can be read. */
  readonly probe: {
    readonly work: RegistryAccess & { readonly repositories: readonly string[] };
    readonly result: readonly ProbeStep[];
  };
  readonly repositories: { readonly work: RegistryAccess; readonly result: readonly string[] };
  readonly tags: {
    readonly work: RegistryAccess & { readonly repository: string };
    readonly result: readonly string[];
  };
  /** By HEAD alone; a tag that is gone is not in it. One that could not be asked for does not keep the others from it. */
  readonly digests: {
    readonly work: RegistryAccess & { readonly repository: string; readonly tags: readonly string[] };
    readonly result: { readonly digests: Readonly<Record<string, string>>; readonly failure: string | undefined };
  };
}

/** How a registry is spoken to, secrets included: never written anywhere but to the worker's standard input. */
export interface RegistryAccess {
  readonly host: string;
  readonly credentials: Credentials | 'docker' | undefined;
  readonly ca: string | undefined;
  readonly clientCertificate: { readonly cert: string; readonly key: string } | undefined;
  readonly mirrors: readonly string[];
  readonly insecure: boolean;
  readonly requests: number;
}

export interface ScanWork {
  readonly reference: string;
  readonly platform: string | undefined;
  readonly afresh: boolean;
  readonly access: readonly RegistryAccess[];
  readonly exceptions: readonly StoredException[];
  readonly policies: readonly ScanPolicy[];
}

export interface RematchWork {
  readonly generation: string;
  readonly images: readonly Omit<RematchSubject, 'id' | 'scannedAt'>[];
  readonly exceptions: readonly StoredException[];
}

/** Of one image: what is new, what is not as it was, and the keys of what is gone. */
export interface Rematched {
  readonly added: readonly ImageFinding[];
  readonly changed: readonly ImageFinding[];
  readonly removed: readonly string[];
}

export interface VerdictWork {
  readonly reports: readonly Pick<ScanReport, 'findings' | 'packages' | 'complete'>[];
  readonly policies: readonly ScanPolicy[];
}

export interface JudgeWork {
  readonly stored: StoredImage;
  /** Statements that lay beside it in its registry. */
  readonly vex: readonly VexDocument[];
  readonly circumstances: Circumstances;
  readonly exceptions: readonly StoredException[];
  readonly policies: readonly ScanPolicy[];
}

export interface KnownImage {
  readonly repository: string | undefined;
  readonly digests: readonly string[];
}

/** What the server knows of an image that the image itself does not tell. */
export interface Circumstances {
  readonly usage: ImageUsage | undefined;
  readonly profiles: readonly StoredProfile[];
  /** Of other repositories, one each: what is usual elsewhere. */
  readonly peers: readonly StoredProfile[];
}

export interface Examined {
  readonly report: ScanReport;
  readonly stored: StoredImage | undefined;
  readonly vex: readonly VexDocument[];
  readonly profile: unknown;
  /** When time alone will change what is to be said: a system reaches its end of life, an image its age. */
  readonly reviewAt: EpochMs | undefined;
  readonly aliases: readonly string[];
  readonly verdicts: readonly PolicyVerdict[];
  /** Package of each used file, '' for none. */
  readonly owners: Readonly<Record<string, string>>;
  readonly layersKnown: number;
}

export interface UpdateWork {
  /** Where feeds are fetched from; undefined for the feeds themselves. */
  readonly mirror: string | undefined;
  readonly force: boolean;
}

export interface Updated {
  readonly data: AdvisoryData;
  readonly delta: AdvisoryDelta;
}

export interface OwnersWork {
  readonly stored: StoredImage;
  readonly paths: readonly string[];
}

export interface RenderWork {
  readonly report: ScanReport;
  readonly format: string;
}

/** A file that whoever asked for it deletes. */
export interface RenderedFile {
  readonly file: string;
  readonly mediaType: string;
  readonly extension: string;
}

export interface ProbeStep {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What went wrong in a worker, as it crosses the border between processes. */
export interface WorkerFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  /** Of ScanError, or `SCAN_WORKER_ENDED`, `SCAN_TIMED_OUT`, `SCAN_CANCELLED`. */
  readonly code: string;
  readonly hint: string;

  constructor({ code, message, hint }: WorkerFailure, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}

export function failureOf(error: unknown): WorkerFailure {
  if (error instanceof Error && 'code' in error && 'hint' in error) {
    return { code: String(error.code), message: error.message, hint: String(error.hint) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, hint: 'The log of the server tells more; please report it' };
}

/**
 * Where an image's bytes come from: registry, engine, archive, layout, folder.
 *
 * in     a reference as a person writes it
 * out    manifest and configuration, then the layers that are asked for, entry by entry
 * holds  nothing is unpacked to disk; every digest is verified; a layer's entries are handed out before its digest is known to be right,
 *        and whoever took them must drop what they made of them when `read` rejects for that layer
 */
import type { Digest, ImageConfig, Package, Platform, ScanProblem } from '@plimsoll/core';
import type { EngineSockets } from './engine/sockets.ts';
import type { LayerLimits } from './image/limits.ts';
import type { RegistryClient } from './registry/client.ts';

/** An image found, none of its layers read yet. */
export interface OpenedImage {
  readonly kind: 'image';
  /** As core's Image: full form, repository, tag. */
  readonly reference: string;
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  /** Of the platform's manifest. */
  readonly digest: Digest | undefined;
  /** Of the index it was chosen from. */
  readonly indexDigest: Digest | undefined;
  /** Of the configuration: what engines call an image's id. */
  readonly configDigest?: Digest | undefined;
  readonly platform: Platform | undefined;
  readonly createdAt: number | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly config: ImageConfig;
  /** Oldest first, one for each layer that is not empty and each that is. */
  readonly history: readonly HistoryEntry[];
  /** Lowest first. A folder is one layer whose diff id is made from what was read and is known only afterwards: undefined. */
  readonly layers: readonly LayerSource[];
  /**
   * Reads those layers, in the order the source can (an engine's stream has its own), up to `concurrency` at once where it can seek.
   * `visit` must consume the entries to their end. A layer that fails becomes one call of `failed` and the others go on.
   * @throws ScanError only when nothing more can be read at all
   */
  read(wanted: readonly LayerSource[], reader: LayerReader): Promise<void>;
  /** OCI referrers of the image's digest (signatures, attestations, VEX, SBOM); [] where the source has none. */
  referrers(artifactType?: string): Promise<readonly Referrer[]>;
  close(): Promise<void>;
}

export interface LayerSource {
  readonly index: number;
  readonly diffId: Digest | undefined;
  /** Of the compressed blob. */
  readonly digest: Digest | undefined;
  readonly bytes: number;
  readonly mediaType: string;
  /** From the history. */
  readonly command: string | undefined;
}

export interface HistoryEntry {
  readonly createdAt: number | undefined;
  readonly createdBy: string;
  readonly comment: string;
  readonly emptyLayer: boolean;
}

export interface LayerReader {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  visit(layer: LayerSource, entries: AsyncIterable<SourceEntry>): Promise<void>;
  /** Bytes of the layer's blob that went by, for progress. */
  progress?(layer: LayerSource, bytes: number): void;
  failed(layer: LayerSource, problem: ScanProblem): void;
  /** Something is wrong with an entry, which was left out; the layer is read on. */
  problem?(layer: LayerSource, problem: ScanProblem): void;
}

/** One entry of a layer. */
export interface LayerEntry {
  /** Clean and relative: `usr/bin/env`; never empty, absolute, nor with `..` (such an entry is a problem and is not handed out). */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink' | 'device' | 'fifo';
  /** Permission bits with setuid, setgid, sticky: 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: number;
  readonly modifiedAt: number;
  /** symlink: as written; hardlink: clean path in the same image. */
  readonly target: string | undefined;
  /** security.capability, raw. */
  readonly capabilities: Uint8Array | undefined;
}

export interface SourceEntry {
  readonly entry: LayerEntry;
  /**
   * Up to `most` bytes from the file's start; once. Bytes that are not asked for are passed over.
   * They lie in `into` where that is long enough, else in a buffer that is the caller's to keep.
   */
  read(most: number, into?: Buffer): Promise<Uint8Array>;
  /**
   * All of the file's bytes, instead of `read`. Whoever leaves early passes over the rest. A chunk is good until the next is asked for.
   */
  chunks(): AsyncIterable<Uint8Array>;
}

export interface Referrer {
  readonly digest: Digest;
  readonly artifactType: string;
  readonly bytes: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** The manifest's only or first blob; digest verified. At most 64 MiB. */
  content(): Promise<Uint8Array>;
  /** Every blob of the manifest: signatures carry what counts in a blob's annotations, attestations have one blob for each predicate. */
  parts?(): Promise<readonly ReferrerPart[]>;
}

export interface ReferrerPart {
  readonly mediaType: string;
  readonly bytes: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Digest verified. At most 64 MiB. */
  content(): Promise<Uint8Array>;
}

/** An SBOM that stands for an image: packages without bytes. */
export interface OpenedSbom {
  readonly kind: 'sbom';
  readonly reference: string;
  readonly packages: readonly Package[];
  readonly os: { readonly id: string; readonly version: string } | undefined;
  readonly problems: readonly ScanProblem[];
}
export type Opened = OpenedImage | OpenedSbom;

export interface OpenOptions {
  /** `linux/amd64`; the host's when undefined. */
  readonly platform: Platform | undefined;
  readonly registry: RegistryOptions;
  readonly signal: AbortSignal;
  /** One for many scans, so that tokens and connections are shared; undefined: one of its own, made from `registry`. */
  readonly client?: RegistryClient | undefined;
  /** undefined: where they listen by default. */
  readonly engines?: EngineSockets | undefined;
  /** undefined: 64 GiB unpacked, 1 to 2,000, five million entries. */
  readonly limits?: Partial<LayerLimits> | undefined;
}

export interface RegistryOptions {
  /** Hosts that may be spoken to without TLS; loopback always may. */
  readonly insecure: readonly string[];
  /** Extra authority, PEM. */
  readonly ca: string | undefined;
  /** Per registry host, tried in order before the host itself. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** Asked for each registry host; undefined is anonymous. Docker's config.json and credential helpers are one implementation. */
  readonly credentials: (host: string) => Promise<Credentials | undefined>;
  /** PEM pair for hosts that want a client certificate. */
  readonly clientCertificate: (host: string) => { readonly cert: string; readonly key: string } | undefined;
  /** Authority of one host, PEM; on top of `ca`. */
  readonly authority?: ((host: string) => string | undefined) | undefined;
  /** Requests at once to one host. */
  readonly concurrency: number;
  /** Where it is another for this host. */
  readonly concurrencyOf?: (host: string) => number | undefined;
  /** As the environment names them; undefined is none. */
  readonly proxy?:
    | { readonly http: string | undefined; readonly https: string | undefined; readonly no: string | undefined }
    | undefined;
}

export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  /** An OAuth refresh ("identity") token. */
  | { readonly kind: 'identity'; readonly token: string };

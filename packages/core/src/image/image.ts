/**
 * What an image is made of, as a scan tells it.
 *
 * in     a manifest and its configuration, as read at the edge
 * out    plain values that server, command line and console share
 * holds  an image is its manifest's digest; a tag is only how somebody called it at one moment
 */
import type { EpochMs } from '../record.ts';

/** `sha256:` and 64 hexadecimal digits. Of a manifest, a configuration, a compressed layer or (diff id) an uncompressed one. */
export type Digest = `${'sha256' | 'sha512'}:${string}`;

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | undefined;
}

export interface Image {
  /** As it was asked for, in its full form: `registry.example/shop/web:1.4`, `oci:layout:tag`, `dir:/srv/root`. */
  readonly reference: string;
  /** `registry.example/shop/web`; undefined for what has no repository. Tags of one repository are one line of history. */
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  /** Of the platform's manifest; undefined for a folder or an SBOM. */
  readonly digest: Digest | undefined;
  readonly platform: Platform | undefined;
  readonly createdAt: EpochMs | undefined;
  /** Compressed, all layers. */
  readonly bytes: number;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  readonly os: OperatingSystem | undefined;
  readonly base: BaseImage | undefined;
}

export interface ImageConfig {
  /** '' is root. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** `NAME=value`; values that hold a secret are redacted before they come here. */
  readonly env: readonly string[];
  /** `8080/tcp` */
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly workingDir: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly hasHealthcheck: boolean;
}

export interface Layer {
  /** 0 is the lowest. */
  readonly index: number;
  readonly diffId: Digest;
  readonly digest: Digest | undefined;
  readonly bytes: number;
  /** The instruction that made it, from the history; redacted like `env`. */
  readonly command: string | undefined;
  readonly origin: Origin;
}

/** Whether something came with the base image or was put on top of it. */
export type Origin = 'base' | 'app' | 'unknown';

export interface BaseImage {
  /** undefined when only the number of its layers is known. */
  readonly name: string | undefined;
  readonly digest: Digest | undefined;
  /** The lowest so many layers are the base's. */
  readonly layers: number;
  readonly how: 'annotation' | 'provenance' | 'known-image' | 'history';
}

export interface OperatingSystem {
  /** `ID` of os-release: `debian`, `alpine`, `almalinux`. */
  readonly id: string;
  readonly idLike: readonly string[];
  /** `VERSION_ID`; '' for a rolling release. */
  readonly version: string;
  readonly codename: string | undefined;
  readonly name: string;
  /** undefined when no table we have knows it. */
  readonly endOfLifeAt: EpochMs | undefined;
  /** Paid or extended support, where the distribution has one. */
  readonly extendedSupportUntil: EpochMs | undefined;
}

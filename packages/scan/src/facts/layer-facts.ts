/**
 * What one layer's bytes say, and nothing that depends on other layers, on advisories or on the time.
 *
 * in     the entries of one layer
 * out    plain values, kept in a cache under diff id and analyzer set
 * holds  facts of a layer never change while the analyzers do not: a new advisory is matched without pulling anything
 */
import type { Digest, OperatingSystem, Package, ScanProblem } from '@plimsoll/core';

export interface LayerFacts {
  readonly schema: 1;
  readonly diffId: Digest;
  /** Hash over id and version of every analyzer that looked. */
  readonly analyzers: string;
  readonly entries: number;
  /** Sum of the files' sizes. */
  readonly bytes: number;
  readonly whiteouts: readonly Whiteout[];
  /** PathSet of every entry that is not a directory: what this layer replaces in those below. */
  readonly files: string;
  readonly inventories: readonly Inventory[];
  readonly releases: readonly { readonly path: string; readonly release: Readonly<Record<string, string>> }[];
  /** Symlinks at paths an analyzer asked for (`etc/os-release`), so that the merge can follow them. */
  readonly links: readonly { readonly path: string; readonly target: string; readonly hard: boolean }[];
  readonly executables: readonly Executable[];
  /** World-writable files and directories without sticky bit, below system folders. */
  readonly writable: readonly { readonly path: string; readonly mode: number }[];
  readonly secrets: readonly SecretFact[];
  readonly malware: readonly MalwareFact[];
  readonly problems: readonly ScanProblem[];
  /** Files an analyzer passed over because of a limit, by reason. */
  readonly passedOver: Readonly<Record<string, number>>;
}

export interface Whiteout {
  /** The path that is hidden; '' is the root. */
  readonly path: string;
  /** Hides what lower layers have *below* the path, not the path. */
  readonly opaque: boolean;
}

/** What one file (a package database, a lock file, a jar) says is installed. */
export interface Inventory {
  /** Id in the cataloger registry. */
  readonly cataloger: string;
  readonly path: string;
  readonly packages: readonly FoundPackage[];
  /** OS packages: name of the package → PathSet of what it owns. */
  readonly owned: readonly { readonly package: string; readonly paths: string }[];
}

/** A package before layers are merged: the merge adds id, layer, origin and owner. */
export interface FoundPackage extends Omit<Package, 'id' | 'layer' | 'origin' | 'ownedBy' | 'purl' | 'path'> {
  /** Inside the inventory, for nested archives: `!/WEB-INF/lib/x.jar`. */
  readonly within: string | undefined;
  /** Qualifiers the purl needs beside `arch` and `distro`: `epoch`, `modularitylabel`. */
  readonly qualifiers: Readonly<Record<string, string>>;
  /** Who built it, where that is written down: the merge, which knows the system, holds it against the distribution (rpm). */
  readonly vendor?: string;
  /** A version that something there claims without proof (`-X main.version=1.2`), where `version` is undefined: to be shown, not matched. */
  readonly claimedVersion?: string;
}

export interface Executable {
  readonly path: string;
  readonly mode: number;
  readonly bytes: number;
  readonly uid: number;
  readonly format: 'elf' | 'script' | 'pe' | 'other';
  /** Only of ELF: needs no loader. */
  readonly static: boolean;
  /** `upx` */
  readonly packer: string | undefined;
  /** `go`, `rust`, `node` (single executable) … where known. */
  readonly language: string | undefined;
  /** `cap_net_raw+ep` */
  readonly capabilities: readonly string[];
}

export interface SecretFact {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly redacted: string;
  readonly validated: 'checksum' | 'key' | 'shape';
  /** Bits a character of the secret. */
  readonly entropy: number;
  readonly fingerprint: string;
}

export interface MalwareFact {
  readonly engine: 'yara' | 'clamav';
  readonly rule: string;
  readonly path: string;
  readonly file: Digest;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  /** What the rule says of itself, and which of its strings matched. */
  readonly because: string;
}

/** Kept for the merge: the operating system's facts before end-of-life dates are looked up. */
export type ReleaseFields = Readonly<Record<string, string>>;
export type { OperatingSystem };

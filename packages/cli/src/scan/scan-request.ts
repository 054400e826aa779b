import type { Platform } from '@plimsoll/core';
import type { WantedFormat } from './output-format.ts';

/** What `plimsoll scan` was asked, its words checked. */
export interface ScanRequest {
  readonly format: readonly WantedFormat[];
  readonly output: string | undefined;
  readonly explain: string | undefined;
  readonly platform: Platform | undefined;
  readonly failOn: readonly string[];
  readonly policy: readonly string[];
  readonly allowPartial: boolean;
  readonly only: readonly ('vulnerabilities' | 'secrets' | 'malware' | 'misconfigurations')[] | undefined;
  readonly vex: readonly string[];
  readonly vexUnverified: boolean;
  readonly exceptions: readonly string[];
  readonly showSuppressed: boolean;
  readonly showHidden: boolean;
  readonly secretRules: readonly string[];
  readonly yaraRules: readonly string[];
  readonly clamd: string | undefined;
  readonly advisories: string | undefined;
  readonly offline: boolean;
  readonly afresh: boolean;
  readonly key: readonly string[];
  readonly trustRoot: string | undefined;
  readonly identity: string | undefined;
  readonly issuer: string | undefined;
  readonly attachSbom: 'cyclonedx' | 'cyclonedx-vex' | 'spdx' | 'spdx3' | undefined;
  readonly username: string | undefined;
  readonly passwordStdin: boolean;
  readonly insecureRegistry: readonly string[];
  readonly mirror: readonly { readonly host: string; readonly mirror: string }[];
  readonly ca: string | undefined;
}

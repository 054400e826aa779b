/**
 * Reports for people and for machines.
 *
 * in     a scan report
 * out    text in one format, made piece by piece
 * holds  the same report and options give the same text; nothing in it can act on whoever looks at it; what was suppressed is never
 *        lost where the format has a place for it
 */
import type { ImageFindingKind, ScanReport } from '@plimsoll/core';
import type { PolicyVerdict } from '../policy/policy.ts';
import type { SbomTool } from '../sbom/image-purl.ts';

export interface Renderer {
  /** What `--format` calls it. */
  readonly id: string;
  readonly summary: string;
  readonly mediaType: string;
  /** With its dot: `.cdx.json`. */
  readonly extension: string;
  render(report: ScanReport, options: RenderOptions): Iterable<string> | AsyncIterable<string>;
}

export interface RenderOptions {
  readonly tool: SbomTool;
  /** Formats without a place for suppressed findings leave them out unless this is set. */
  readonly showSuppressed: boolean;
  /** Kernel headers and the like. */
  readonly showHidden: boolean;
  /** Where a policy judged: formats that know pass and fail say what broke it. */
  readonly verdict: PolicyVerdict | undefined;
  /** Kinds nobody asked to look for: that there are none is not known. */
  readonly omitted?: readonly ImageFindingKind[] | undefined;
  /** Which commit the report is of, for formats that are handed to a forge. */
  readonly commit: ReportedCommit | undefined;
}

export interface ReportedCommit {
  /** 40 hexadecimal digits. */
  readonly sha: string;
  /** `refs/heads/main` */
  readonly ref: string;
  /** The run of the job. */
  readonly job: string;
  /** The same in every run of the job: `ci build`. */
  readonly correlator: string;
  /** Of the repository whose workflow ran it. */
  readonly url: string;
}

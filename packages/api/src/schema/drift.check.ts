/** Every wire type that stands for a domain type. A line that does not compile names the pair that drifted. */
import type * as core from '@plimsoll/core';
import type { z } from 'zod';
import type { Holds, Same } from './drift.ts';
import type { EventKind } from './event.ts';
import type { EventJson } from './event-detail.ts';
import type {
  Detection,
  Explanation,
  Finding,
  FindingKind,
  FindingState,
  ImageBreach,
  Severity,
  Verdict,
} from './finding.ts';
import type { AdvisoryData, CheckResult, Image, Package, ScanProblem } from './image.ts';
import type { ImageFinding, ImageFindingKind, ImageSeverity } from './image-finding.ts';
import type { LearnedThing } from './learned.ts';
import type { ContainerRef, ProcessRef } from './process.ts';
import type { Mode, Workload } from './workload.ts';

export type NothingDrifted = [
  Holds<Same<z.infer<typeof ContainerRef>, core.ContainerRef>>,
  Holds<Same<z.output<typeof EventJson>, core.Event>>,
  Holds<Same<Finding, core.Finding>>,
  Holds<Same<Detection, core.Detection>>,
  Holds<Same<ImageBreach, core.ImageBreach>>,
  Holds<Same<Image, core.Image>>,
  Holds<Same<Package, core.Package>>,
  Holds<Same<CheckResult, core.CheckResult>>,
  Holds<Same<AdvisoryData, core.AdvisoryData>>,
  Holds<Same<ScanProblem, core.ScanProblem>>,
  Holds<Same<ImageFinding, core.ImageFinding>>,
  Holds<Same<ImageFindingKind, core.ImageFindingKind>>,
  Holds<Same<ImageSeverity, core.ImageSeverity>>,
  Holds<Same<z.infer<typeof Explanation>, core.Explanation>>,
  Holds<Same<z.infer<typeof ProcessRef>, core.ProcessRef>>,
  Holds<Same<z.infer<typeof Severity>, core.Severity>>,
  Holds<Same<z.infer<typeof FindingState>, core.FindingState>>,
  Holds<Same<Verdict, core.Verdict>>,
  Holds<Same<LearnedThing, core.LearnedThing>>,
  Holds<Same<z.infer<typeof FindingKind>, core.FindingKind>>,
  Holds<Same<EventKind, core.EventKind>>,
  Holds<Same<Mode, core.Mode>>,
  Holds<Same<Workload, core.Workload>>,
];

/** The check itself is checked: each of these must not compile. */
export type DriftIsSeen = [
  // @ts-expect-error a value more on one side
  Holds<Same<'low' | 'high', 'low'>>,
  // @ts-expect-error a value more on the other
  Holds<Same<'low', 'low' | 'high'>>,
  // @ts-expect-error a key less
  Holds<Same<{ a: string }, { a: string; b: string }>>,
  // @ts-expect-error null is not undefined
  Holds<Same<{ a: string | null }, { a: string | undefined }>>,
  // @ts-expect-error deep inside
  Holds<Same<{ a: { b: number }[] }, { readonly a: readonly { readonly b: string }[] }>>,
  // @ts-expect-error never left out on one side
  Holds<Same<{ a: string }, { readonly a: string | undefined }>>,
];

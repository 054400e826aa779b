import type { ScanReport } from '@plimsoll/core';
import { streamJson } from '../sbom/stream-json.ts';
import type { Renderer } from './renderer.ts';

/** `plimsoll-scan/1`: docs/reference/scan-report.schema.json. Everything the scan says; nothing is left out, hidden or suppressed. */
export const jsonRenderer: Renderer = {
  id: 'json',
  summary: 'everything, in the documented schema plimsoll-scan/1',
  mediaType: 'application/vnd.plimsoll.scan.v1+json',
  extension: '.json',
  render: (report, { verdict }) => streamJson({ ...streamed(report), ...(verdict === undefined ? {} : { verdict }) }),
};

function streamed({ schema, packages, findings, ...rest }: ScanReport) {
  return { schema, ...rest, packages: each(packages), findings: each(findings) };
}

function* each<T>(items: readonly T[]): Generator<T> {
  yield* items;
}

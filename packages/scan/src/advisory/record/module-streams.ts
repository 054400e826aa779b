/** RPM modularity where a record only hints at it. */
import type { AdvisoryRange } from '../advisory.ts';

/** `.module_el8.8.0+3653+c77a731f`, `.module+el8.4.0+…`: the build was made in a module. */
export function isModular(version: string): boolean {
  return /\.module[_+]/.test(version);
}

/** Whether the fix was built in a module. */
export function fixesModular(ranges: readonly AdvisoryRange[]): boolean {
  return ranges.some(({ events }) => events.some((event) => 'fixed' in event && isModular(event.fixed)));
}

/**
 * Streams an erratum's summary names: `Moderate: python39:3.9 and python39-devel:3.9 security update` has two, and the
 * record does not say which of its packages is in which. [] when it names none.
 */
export function streamsOf(summary: string): readonly string[] {
  const text = summary.replace(/^(?:critical|important|moderate|low|none|unknown):\s+/i, '');
  const found = text.match(/(?<![\w.+:-])[A-Za-z0-9][\w.+-]{0,80}:[A-Za-z0-9][\w.+-]{0,80}(?![\w:])/g) ?? [];
  return [...new Set(found)].slice(0, 8);
}

/** `Important: nodejs:16 security update`: errata of the Red Hat family begin with their severity. */
export function severityWordOf(summary: string): string | undefined {
  return /^(critical|important|moderate|low):\s/i.exec(summary)?.[1];
}

/** Images of the server in a few words. */
import type { ImageSummary } from '@plimsoll/api';
import { counted } from './quantity.ts';
import type { Tone } from './style.ts';

const severities = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;

/** Of its vulnerabilities; where there are none to tell of, how far it was looked at. */
export function worstOf({ counts, state, scannedAt }: ImageSummary): string {
  if (scannedAt === null) return state;
  return severities.find((severity) => counts[severity] > 0) ?? (state === 'scanned' ? 'none' : state);
}

const tones: Readonly<Record<string, Tone>> = {
  critical: 'bad',
  high: 'warn',
  medium: 'accent',
  failed: 'bad',
  incomplete: 'warn',
  none: 'good',
};

export function worstTone(image: ImageSummary): Tone {
  return tones[worstOf(image)] ?? 'quiet';
}

/** What needs no vulnerability and nobody to run it. */
export function urgentWords({ kinds: { malware, secret } }: ImageSummary): string {
  return [...(malware > 0 ? [`${malware} malware`] : []), ...(secret > 0 ? [counted(secret, 'secret')] : [])].join(
    ', ',
  );
}

/** `2 critical, 1 low`, or `none`. */
export function vulnerabilityWords({ counts }: ImageSummary): string {
  const parts = severities.flatMap((severity) =>
    counts[severity] > 0 ? [`${counts[severity]} ${severity === 'unknown' ? 'unrated' : severity}`] : [],
  );
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/**
 * Cuts what a container could make long: its arguments, names and messages end up in events and findings.
 *
 * in     an event or a finding of any size
 * out    the same within limits; an event whose arguments were cut says so
 * holds  what fits is not touched
 */
import { Detection as DetectionSchema } from '@plimsoll/api';
import type { Detection, Event } from '@plimsoll/core';
import { ServerError } from '../errors.ts';

const argsBytes = 8 * 1024;
const textLength = 4096;

export function boundedEvent(event: Event): Event {
  switch (event.kind) {
    case 'process.exec': {
      const args = fitting(event.args, argsBytes);
      const cut = args.length < event.args.length || args.some((arg, index) => arg !== event.args[index]);
      return {
        ...event,
        filename: cutText(event.filename),
        cwd: cutText(event.cwd),
        args,
        argsCut: event.argsCut || cut,
        because: event.because.slice(0, 64),
      };
    }
    case 'process.privilege':
      return { ...event, detail: fitting(event.detail, argsBytes).slice(0, 16), args: event.args.slice(0, 6) };
    case 'syscall.novelty':
      return { ...event, calls: event.calls.slice(-64) };
    default:
      return event;
  }
}

/** @throws ServerError INPUT_INVALID for what is not a finding. */
export function boundedFinding(finding: Detection): Detection {
  const { explanation } = finding;
  const bounded = {
    ...finding,
    title: finding.title.slice(0, 200),
    sentence: finding.sentence.slice(0, 2000),
    fingerprint: finding.fingerprint.slice(0, 256),
    because: finding.because.slice(0, 64),
    explanation: {
      ...explanation,
      observed: explanation.observed.slice(0, 2000),
      expected: explanation.expected.slice(0, 20).map((one) => ({ ...one, what: one.what.slice(0, 500) })),
      contributions: explanation.contributions.slice(0, 20).map((one) => ({ ...one, what: one.what.slice(0, 500) })),
      evidence: explanation.evidence.slice(0, 64),
    },
  };
  const parsed = DetectionSchema.safeParse(bounded);
  if (parsed.success) return bounded;
  const [issue] = parsed.error.issues;
  throw new ServerError(
    'INPUT_INVALID',
    `A finding from the agent is not valid at ${issue?.path.join('.')}: ${issue?.message}`,
    {
      hint: 'Agent and server must be of the same version',
      status: 400,
      cause: parsed.error,
    },
  );
}

function fitting(texts: readonly string[], bytes: number): readonly string[] {
  const kept: string[] = [];
  let left = bytes;
  for (const text of texts) {
    if (left <= 0) break;
    const part = text.slice(0, Math.min(left, textLength));
    kept.push(part);
    left -= Buffer.byteLength(part) + 1;
  }
  return kept;
}

function cutText(text: string): string {
  return text.length > textLength ? text.slice(0, textLength) : text;
}

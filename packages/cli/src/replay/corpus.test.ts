/** The golden corpus: every recorded trace yields what its file of expected findings says, on any machine. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { replay } from '@plimsoll/host';
import { describe, expect, it } from 'vitest';
import { differences, readExpected } from './expectations.ts';

const corpus = join(import.meta.dirname, '../../../../traces');
const traces = readdirSync(corpus).filter((name) => /\.trace(\.gz)?$/.test(name));

describe('the golden corpus', () => {
  it('is there, and each trace has its expected findings', () => {
    expect(traces.length).toBeGreaterThan(1);
    for (const trace of traces) expect(existsSync(join(corpus, expectedOf(trace))), trace).toBe(true);
  });

  it.each(traces)('%s', async (trace) => {
    const { learnUntil, mode, findings } = await readExpected(join(corpus, expectedOf(trace)));
    const signal = new AbortController().signal;
    const result = await replay({ file: join(corpus, trace), learnUntil, mode, signal });

    expect(findings.length).toBeGreaterThan(0);
    expect(differences(findings, result.findings)).toEqual([]);
  });
});

function expectedOf(trace: string): string {
  return trace.replace(/\.trace(\.gz)?$/, '.expected.json');
}

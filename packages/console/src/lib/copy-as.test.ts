import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCommand, asCurl } from './copy-as.ts';

describe('copy as', () => {
  it('reads the token from the environment', () => {
    expect(asCurl('http://127.0.0.1:7717', 'listFindings', { query: { state: ['open'], severity: undefined } })).toBe(
      'curl -sSN -H "Authorization: Bearer $PLIMSOLL_TOKEN" \'http://127.0.0.1:7717/api/v1/findings?state=open\'',
    );
  });

  it('gives several values of a flag as the command line takes them', () => {
    expect(asCommand(['findings'], { severity: ['high', 'critical'], text: '' })).toBe(
      'plimsoll findings --severity high,critical --json',
    );
  });

  it('hands every value to the shell as one word, whatever is in it', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0') && !/[\ud800-\udfff]/.test(text));
    fc.assert(
      fc.property(word, (value) => {
        const line = asCommand(['findings'], { text: value }).replace(/^plimsoll/, "printf '%s\\n' ");
        expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(`findings\n--text\n${value}\n--json\n`);
      }),
      { numRuns: 25 },
    );
  });
});

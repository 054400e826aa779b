import { describe, expect, it } from 'vitest';
import { lineRange, policyError } from './policy-error.ts';

describe('errors in a policy', () => {
  it('tell their line', () => {
    expect(policyError('policy:5: rules.0.severity is not a severity')).toEqual({
      line: 5,
      words: 'rules.0.severity is not a severity',
    });
  });

  it('may have none', () => {
    expect(policyError('There is a policy called production already')).toEqual({
      line: undefined,
      words: 'There is a policy called production already',
    });
  });

  it('lead to the line in the text', () => {
    const text = 'one\ntwo\nthree';
    const [from, to] = lineRange(text, 2);

    expect(text.slice(from, to)).toBe('two');
    expect(lineRange(text, 99)).toEqual([text.length, text.length]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CliError } from '../errors.ts';
import { asChoice, asChoices, asDuration, asMoment, asServerUrl, asShare, asText, asWhole, momentAt } from './parse.ts';

describe('durations', () => {
  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    ['250ms', 250],
  ])('%s', (text, ms) => expect(asDuration(text)).toBe(ms));
  it.each(['', '5', 'h', '-1h', '1 fortnight', '1e9s'])('refuses %j', (text) =>
    expect(() => asDuration(text)).toThrow(CliError),
  );
});

describe('moments', () => {
  it('counts back from now', () => expect(momentAt(asMoment('2h'), 10_000_000)).toBe(2_800_000));
  it('never goes before time began', () => expect(momentAt(asMoment('9999w'), 1000)).toBe(0));
  it('takes dates', () => expect(momentAt(asMoment('2026-01-31T12:00Z'), 0)).toBe(Date.UTC(2026, 0, 31, 12)));
  it.each(['yesterday', '2026-13-01', '12', ''])('refuses %j', (text) =>
    expect(() => asMoment(text)).toThrow(CliError),
  );
});

it('takes lists of choices, once each', () => {
  expect(asChoices(['low', 'high'])('high, low,high')).toEqual(['high', 'low']);
  expect(() => asChoices(['low', 'high'])('high,medium')).toThrow(/"medium" is not known here/);
  expect(asChoice(['a', 'b'])('b')).toBe('b');
});

it('holds numbers to their range', () => {
  expect(asWhole({ min: 1, max: 500 })('500')).toBe(500);
  for (const text of ['0', '501', '1.5', '-1', '1e2', '', '٣'])
    expect(() => asWhole({ min: 1, max: 500 })(text)).toThrow(CliError);
});

it('takes shares', () => {
  expect(asShare('50%')).toBe(0.5);
  for (const text of ['50', '101%', '-1%', '']) expect(() => asShare(text)).toThrow(CliError);
});

it('takes server addresses, but no secrets in them', () => {
  expect(asServerUrl('https://host:7465').host).toBe('host:7465');
  expect(() => asServerUrl('ftp://host')).toThrow(/no server address/);
  expect(() => asServerUrl('host:7465')).toThrow(CliError);
  expect(() => asServerUrl('https://:secret@host')).toThrow(/holds a password/);
});

it('answers every text with a value or a usage error', () => {
  const parsers = [
    asDuration,
    asMoment,
    asShare,
    asServerUrl,
    asText(10),
    asWhole({ min: 0, max: 9 }),
    asChoices(['a']),
  ];
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const parse of parsers) {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CliError);
          expect((error as CliError).code).toBe('USAGE');
        }
      }
    }),
  );
});

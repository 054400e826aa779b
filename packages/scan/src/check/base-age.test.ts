import type { EpochMs, Image } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import { baseBuiltAt } from './base-age.ts';
import { configJudges } from './config-checks.ts';
import type { CheckSubject } from './subject.ts';

const now = Date.UTC(2026, 5, 1) as EpochMs;
const built = Date.UTC(2026, 4, 1) as EpochMs;
const line = (createdBy: string, date: string | undefined, emptyLayer = false) => ({
  createdBy,
  createdAt: date === undefined ? undefined : Date.parse(date),
  comment: '',
  emptyLayer,
});
const history = [
  line('ADD file:1 in /', '2025-01-01'),
  line('CMD ["bash"]', '2025-01-02', true),
  line('ENV A=1', '2026-05-01', true),
  line('COPY . /app', '2026-05-01'),
  line('CMD ["app"]', '2026-05-01', true),
];
const imageOn = (layers: number, name: string | undefined = 'debian:12') =>
  ({
    createdAt: built,
    base: { name, digest: undefined, layers, how: 'history' },
    layers: [{}, {}],
  }) as unknown as Image;
const old = (image: Image, lines = history) =>
  configJudges['image-old']?.({ image, history: lines, now } as unknown as CheckSubject);

describe('the age of a base', () => {
  it('is that of the last line that is its own', () => {
    expect(baseBuiltAt(imageOn(1), history)).toBe(Date.UTC(2025, 0, 2));
  });

  it.each([
    ['no base', { ...imageOn(1), base: undefined }, history],
    ['a base of which no layer is known', imageOn(0), history],
    ['a base that has all layers', imageOn(2), history],
    ['a history that does not fit the layers', imageOn(1), history.slice(0, 3)],
    ['no history', imageOn(1), []],
    ['no date', imageOn(1), [line('ADD x /', undefined), ...history.slice(3)]],
    ['the date of a reproducible build', imageOn(1), [line('ADD x /', '1980-01-01'), ...history.slice(3)]],
  ])('is not told of %s', (_, image, lines) => {
    expect(baseBuiltAt(image, lines)).toBeUndefined();
    expect(old(image, lines)).toMatchObject({
      state: 'pass',
      evidence: 'The image was built 2026-05-01, 31 days ago.',
    });
  });

  it('makes an image old that was built of late, by name and date of the base', () => {
    expect(old(imageOn(1))).toMatchObject({
      state: 'fail',
      evidence: 'Its base debian:12 was built 2025-01-02, 515 days ago.',
      places: ['history'],
    });
    const nameless = { ...imageOn(1), createdAt: undefined, base: { ...imageOn(1).base!, name: undefined } };
    expect(old(nameless)?.evidence).toBe('The base of the image was built 2025-01-02, 515 days ago.');
    const young = [line('ADD x /', '2026-04-01'), ...history.slice(3)];
    expect(old(imageOn(1), young)?.state).toBe('pass');
  });
});

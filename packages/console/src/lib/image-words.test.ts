import { describe, expect, it } from 'vitest';
import { callerWords, splitImage, withShortDigest } from './image-words.ts';

describe('names of images', () => {
  it.each([
    ['registry.example/shop/web:1.4', 'registry.example/shop', 'web:1.4'],
    ['nginx', '', 'nginx'],
    ['localhost:5000/web', 'localhost:5000', 'web'],
    ['shop/web@sha256:ab/cd', 'shop', 'web@sha256:ab/cd'],
  ])('%s is in %s and called %s', (full, place, name) => {
    expect(splitImage(full)).toEqual({ place, name });
  });
});

it('shortens a whole digest, and nothing else', () => {
  expect(withShortDigest(`web@sha256:${'1f0c'.repeat(16)}`)).toBe('web@sha256:1f0c1f0c1f0c…');
  expect(withShortDigest('web:4.2')).toBe('web:4.2');
});

it.each([
  ['token', 'the token'],
  ['session 46112169', 'somebody in the console'],
  ['schedule nightly', 'schedule nightly'],
  ['session team', 'session team'],
])('who did it: %s is %s', (who, words) => {
  expect(callerWords(who)).toBe(words);
});

import { describe, expect, it } from 'vitest';
import { referenceProblem } from './reference-problem.ts';

describe('a reference to scan', () => {
  it.each([
    'alpine:3.20',
    'registry.example/shop/web',
    `registry.example:5000/shop/web@sha256:${'a'.repeat(64)}`,
    'docker:web:1',
    '[::1]:5000/web',
  ])('may be %s', (reference) => {
    expect(referenceProblem(reference)).toBeUndefined();
  });

  it.each([
    [undefined, 'Write which'],
    ['two words', 'no spaces'],
    ['https://registry.example/web', 'Leave out https'],
    ['/etc/passwd', 'opens no files'],
    ['dir:/etc', 'opens no files'],
    ['web;rm', 'not a reference'],
    ['web@sha256:abc', '64 hexadecimal digits'],
  ])('may not be %s, and says why', (reference, why) => {
    expect(referenceProblem(reference)).toContain(why);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { detectors } from './registry.ts';

const here = import.meta.dirname;
const files = readdirSync(here).filter((name) => /^[\w-]+\.ts$/.test(name));
const isDetector = (name: string): boolean => /: Detector = \{/.test(readFileSync(join(here, name), 'utf8'));
const found = files.filter(isDetector);
const tests = readdirSync(here)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(here, name), 'utf8'))
  .join('\n');

it('saw detectors at all', () => {
  expect(found.length).toBeGreaterThan(0);
});

it.each(found)('%s is registered under its name and has a test', (name) => {
  const id = name.replace('.ts', '');
  expect(detectors.map((detector) => detector.id)).toContain(id);
  expect(tests).toContain(`'${id}'`);
});

it('registers nothing else, and shares no more than the whole alert budget', () => {
  expect(detectors).toHaveLength(found.length);
  expect(detectors.reduce((sum, { budgetShare }) => sum + budgetShare, 0)).toBeCloseTo(1, 9);
});

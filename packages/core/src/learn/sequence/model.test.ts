import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../detect/web-workload.fixture.ts';
import { sequenceModel } from './model.ts';

const random = mulberry32(3);
const request = (): number[] => [1, 2, 3, random() < 0.5 ? 4 : 5, 6, 7];
const clean = (): number[] => Array.from({ length: 20 }, request).flat();
const strange = (): number[] => Array.from({ length: 120 }, () => 1 + Math.floor(random() * 7));
const train = Array.from({ length: 120 }, clean);

describe('sequenceModel', () => {
  const model = sequenceModel(train);

  it('scores strange orders of known calls above clean ones', () => {
    const highest = Math.max(...Array.from({ length: 50 }, () => model.score(clean()).score));
    expect(Math.min(...Array.from({ length: 20 }, () => model.score(strange()).score))).toBeGreaterThan(highest);
  });

  it('raises about as many false alarms as its threshold promises', () => {
    const limit = model.calibration.scoreAt(0.1);
    const share =
      Array.from({ length: 300 }, () => model.score(clean()).score).filter((score) => score > limit).length / 300;
    expect(share).toBeLessThan(0.25);
  });

  it('takes an empty sequence for nothing', () => {
    expect(model.score([]).surprise).toBe(0);
  });

  it('does not take one poisoned sequence for normal', () => {
    const poison = strange();
    const poisoned = sequenceModel([...train, poison]);
    const highest = Math.max(...Array.from({ length: 50 }, () => poisoned.score(clean()).score));
    expect(poisoned.score(strange()).score).toBeGreaterThan(highest);
  });
});

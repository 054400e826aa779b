import { describe, expect, it } from 'vitest';
import { createLosses, noLosses } from './losses.ts';

describe('losses', () => {
  it('turns totals into what is new', () => {
    const losses = createLosses();

    expect(losses.update(7, { ...noLosses, ringFull: 3, heldBack: 2 })).toEqual({ cgroup: 7, lost: 3, heldBack: 2 });
    expect(losses.update(7, { ...noLosses, ringFull: 3, heldBack: 2 })).toBeUndefined();
    expect(losses.update(7, { ...noLosses, ringFull: 4, heldBack: 2 })).toEqual({ cgroup: 7, lost: 1, heldBack: 0 });
  });

  it.each(['before', 'after'])(
    'tells of the host only what no container accounts for, the host being told %s them',
    (order) => {
      const losses = createLosses();
      const heard = [1, 2, 3].flatMap((second) => {
        const host = () => losses.update(0, { ...noLosses, ringFull: second * 10 });
        const early = order === 'before' ? host() : undefined;
        losses.update(7, { ...noLosses, ringFull: second * 9 });
        const late = order === 'after' ? host() : undefined;
        return early ?? late ?? [];
      });
      const last = losses.update(0, { ...noLosses, ringFull: 30 });

      expect([...heard, ...(last ? [last] : [])].reduce((sum, { lost }) => sum + lost, 0)).toBe(3);
      expect(losses.total().ringFull).toBe(30);
    },
  );

  it('adds up over runs of the sensor', () => {
    const losses = createLosses();
    losses.update(0, { ...noLosses, ringFull: 5, delivered: 100 });
    losses.newRun();
    losses.update(0, { ...noLosses, ringFull: 1, delivered: 10 });
    losses.overflowed();

    expect(losses.total()).toMatchObject({ ringFull: 7, delivered: 110 });
  });
});

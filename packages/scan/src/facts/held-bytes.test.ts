import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeldBytes, type Held } from './held-bytes.ts';

const going = new AbortController().signal;

describe('createHeldBytes', () => {
  it('makes those wait there is no room for, and serves them in the order they came', async () => {
    const room = createHeldBytes(100);
    const [first, second] = [await room.take(60, going), await room.take(40, going)];
    const order: string[] = [];
    const third = room.take(50, going).then((held) => [order.push('third'), held] as const);
    // Would fit, but did not come first.
    const fourth = room.take(10, going).then((held) => [order.push('fourth'), held] as const);
    second.release();
    await Promise.resolve();
    expect(order).toEqual([]);
    first.release();
    await Promise.all([third, fourth]);
    expect(order).toEqual(['third', 'fourth']);
  });

  it('lets what is larger than all of it through alone', async () => {
    const room = createHeldBytes(100);
    const small = await room.take(1, going);
    let large: Held | undefined;
    const taken = room.take(1000, going).then((held) => {
      large = held;
    });
    await new Promise(setImmediate);
    expect(large).toBeUndefined();
    small.release();
    await taken;
    expect(large?.buffer.length).toBe(1000);
  });

  it('gives memory back once, however often it is told to', async () => {
    const room = createHeldBytes(100);
    const held = await room.take(100, going);
    held.release();
    held.release();
    await room.take(100, going);
    let more = false;
    void room.take(1, going).then(() => {
      more = true;
    });
    await new Promise(setImmediate);
    expect(more).toBe(false);
    const large = createHeldBytes(10);
    const own = await large.take(11, going);
    own.release();
    expect(own.buffer.length).toBe(0);
    const shared = await large.take(9, going);
    shared.release();
    large.close();
    expect(shared.buffer.length).toBe(0);
    expect((await large.take(9, going)).buffer.length).toBe(9);
  });

  it('forgets who stops waiting, and goes on with those behind', async () => {
    const room = createHeldBytes(100);
    const first = await room.take(90, going);
    const stopping = new AbortController();
    const stopped = room.take(200, stopping.signal);
    const behind = room.take(10, going);
    stopping.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await behind;
    await expect(room.take(1, stopping.signal)).rejects.toThrow('enough');
    first.release();
    expect((await room.take(90, going)).buffer.length).toBe(90);
  });

  it('serves everybody in the end, and puts nobody over another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 150 }), turns: fc.nat(3), stops: fc.boolean() })),
        async (wishes) => {
          const room = createHeldBytes(100);
          let held = 0;
          let most = 0;
          const served = wishes.map(async ({ bytes, turns, stops }, index) => {
            const stopping = new AbortController();
            const taken = room.take(bytes, stopping.signal);
            if (stops) stopping.abort(new Error('enough'));
            const one = await taken.catch(() => undefined);
            if (one === undefined) return;
            held += bytes;
            if (held > bytes) most = Math.max(most, held);
            one.buffer.fill(index);
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            expect(one.buffer.every((byte) => byte === index % 256)).toBe(true);
            held -= bytes;
            one.release();
          });
          await Promise.all(served);
          expect(most).toBeLessThanOrEqual(100);
          expect(held).toBe(0);
          expect((await room.take(150, going)).buffer.length).toBe(150);
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { createGatherer, type GatherLimits } from './gather.ts';
import { found, status } from './layers.fixture.ts';

function gathering(limits: Partial<GatherLimits>) {
  return createGatherer(undefined, limits);
}

describe('what is kept of a layer', () => {
  it('is limited by number, and says so once', () => {
    const { sink, gathered } = gathering({ facts: 2 });
    for (const path of ['a', 'b', 'c', 'd']) sink.writable(path, 0o777);
    expect(gathered.writable).toHaveLength(2);
    expect(gathered.problems).toMatchObject([
      { code: 'LAYER_TOO_LARGE', message: expect.stringContaining('writable') },
    ]);
  });

  it('is limited in all by the length of what is written, wherever that is', () => {
    const long = 'x'.repeat(600);
    const { sink, whiteout, gathered } = gathering({ characters: 2000 });
    whiteout({ path: long, opaque: false });
    sink.link(long, '', true);
    sink.inventory(status(found('a', '1', { dependsOn: [long, long] })));
    sink.inventory(status(found('b', '1')));
    expect(gathered.whiteouts).toHaveLength(1);
    expect(gathered.links).toHaveLength(1);
    expect(gathered.inventories).toEqual([]);
    expect(gathered.problems).toHaveLength(1);
  });

  it('has not every problem of a layer that has nothing else', () => {
    const { sink, gathered } = gathering({ problems: 2 });
    for (const path of ['a', 'b', 'c']) sink.problem({ code: 'INVENTORY_UNREADABLE', message: 'no', path });
    expect(gathered.problems).toHaveLength(2);
    expect(gathered.passedOver).toEqual({ 'more problems than are kept': 1 });
  });
});

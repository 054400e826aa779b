import fc from 'fast-check';
import { expect, it } from 'vitest';
import { developmentOnly } from './reach.ts';

const graphs = fc.record({
  edges: fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })), { maxLength: 30 }),
  runtime: fc.array(fc.nat({ max: 9 }), { maxLength: 3 }),
  development: fc.array(fc.nat({ max: 9 }), { maxLength: 3 }),
});

it('never calls development what runtime needs, over any edges and cycles', () => {
  fc.assert(
    fc.property(graphs, ({ edges, runtime, development }) => {
      const next = (node: string) => edges.filter(([from]) => `${from}` === node).map(([, to]) => `${to}`);
      const only = developmentOnly({ runtime: runtime.map(String), development: development.map(String), next });
      const needed = new Set(runtime.map(String));
      for (let round = 0; round < 10; round++)
        for (const node of [...needed]) for (const each of next(node)) needed.add(each);
      for (const node of only) expect(needed.has(node)).toBe(false);
      for (const node of development.map(String)) expect(only.has(node) || needed.has(node)).toBe(true);
    }),
  );
});

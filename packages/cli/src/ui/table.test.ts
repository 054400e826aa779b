import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStyle } from './style.ts';
import { type Column, table } from './table.ts';
import { columnsOf } from './width.ts';

interface Row {
  readonly id: string;
  readonly count: number;
}
const columns: readonly Column<Row>[] = [
  { head: 'WORKLOAD', cell: (row) => row.id, cut: 'start' },
  { head: 'COUNT', cell: (row) => String(row.count), align: 'end' },
];
const style = createStyle(false);

it('aligns', () => {
  const rows = [
    { id: 'docker/shop/web', count: 3 },
    { id: 'docker/db', count: 12 },
  ];
  expect(table(rows, columns, { style, width: undefined }).join('\n')).toMatchInlineSnapshot(`
    "WORKLOAD         COUNT
    docker/shop/web      3
    docker/db           12"
  `);
});

it('cuts what may be cut to the width of the terminal', () => {
  const rows = [{ id: 'docker/a-very-long-project/web', count: 3 }];
  expect(table(rows, columns, { style, width: 24 })).toEqual(['WORKLOAD           COUNT', '…long-project/web      3']);
});

it('is never wider than it may be, whatever the rows hold', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ id: fc.string({ unit: 'grapheme' }), count: fc.nat(9999) })), (rows) => {
      for (const line of table(rows, columns, { style, width: 30 })) expect(columnsOf(line)).toBeLessThanOrEqual(30);
    }),
  );
});

it('lets no container name write to the terminal', () => {
  expect(table([{ id: '\u001b[2J', count: 1 }], columns, { style, width: 40 })[1]).toBe('\\x1b[2J       1');
});

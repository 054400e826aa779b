/**
 * The one table of the console: Findings, Workloads and Live are column sets of it.
 *
 * in     rows in the server's order, columns, which are selected, what the keys do
 * out    a real table with a sticky header that renders only the rows in sight
 * holds  order and pages are the server's; j k x Enter work everywhere, other keys are the list's own
 */
import { type RowData, rowSelectionFeature, tableFeatures, useTable } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useKeys } from '../../lib/keys.ts';
import { Icon } from '../icon.tsx';
import { type Column, directionOf, nextSort } from './column.ts';
import classes from './data-table.module.css';

const features = tableFeatures({ rowSelectionFeature });

/** Ids of the selected rows. */
export type Selection = Readonly<Record<string, true>>;

export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** How many there are on the server, for screen readers. */
  readonly total: number;
  /** A first guess of a row's height in pixels; the real one is measured. */
  readonly rowHeight: number;
  readonly sort?: string | undefined;
  readonly onSort?: (sort: string) => void;
  readonly selection?: Selection;
  readonly onSelection?: (selection: Selection) => void;
  /** Names a row for its checkbox. */
  readonly rowName?: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  /** Keys of this list; they get the selected rows, or the one the keyboard stands on. */
  readonly keys?: Readonly<Record<string, (rows: readonly Row[]) => void>>;
  /** Called when the last rows come into sight. */
  readonly onEnd?: (() => void) | undefined;
}

export function DataTable<Row extends RowData>(props: DataTableProps<Row>): ReactNode {
  const { label, columns, rows, rowId, total, rowHeight, selection, onSelection, onEnd } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(-1);
  const definitions = useMemo(
    () => columns.map((column) => ({ id: column.id, header: column.header, meta: { column } })),
    [columns],
  );
  // A new object each time would be a new state each time, and never end.
  const state = useMemo(() => ({ rowSelection: { ...selection } }), [selection]);
  const table = useTable<typeof features, Row>({
    features,
    columns: definitions,
    data: rows as Row[],
    getRowId: rowId,
    state,
    onRowSelectionChange: (change) => onSelection?.(typeof change === 'function' ? change({ ...selection }) : change),
  });
  const model = table.getRowModel().rows;
  const virtual = useWindowVirtualizer({
    count: model.length,
    estimateSize: () => rowHeight,
    getItemKey: (index) => model[index]?.id ?? index,
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: 120,
    scrollPaddingEnd: 40,
    onChange: ({ range }) => {
      if (range !== null && range.endIndex >= model.length - 3) onEnd?.();
    },
  });
  useLayoutEffect(() => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
  });

  useKeys({
    j: () => moveTo(active + 1),
    k: () => moveTo(active - 1),
    x: onSelection && (() => model[active]?.toggleSelected()),
    Enter: props.onOpen && (() => withActive((row) => props.onOpen?.(row))),
    ...Object.fromEntries(Object.entries(props.keys ?? {}).map(([key, act]) => [key, () => act(meant())])),
  });

  const items = virtual.getVirtualItems();
  const before = (items[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? top) + top;
  return (
    <div ref={frame} className={classes.frame}>
      <table className={classes.table} aria-label={label} aria-rowcount={total + 1}>
        <Columns columns={columns} selectable={onSelection !== undefined} />
        <thead>
          <tr aria-rowindex={1}>
            {onSelection !== undefined && (
              <th scope="col" className={classes.pick}>
                <input
                  type="checkbox"
                  aria-label={`Select all ${model.length} shown`}
                  checked={table.getIsAllRowsSelected()}
                  onChange={table.getToggleAllRowsSelectedHandler()}
                />
              </th>
            )}
            {columns.map((column) => (
              <Header key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} />}
          {items.map((item) => {
            const row = model[item.index];
            if (row === undefined) return null;
            return (
              <tr
                key={row.id}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-rowindex={item.index + 2}
                data-active={item.index === active || undefined}
                data-selected={row.getIsSelected() || undefined}
                tabIndex={item.index === Math.max(active, 0) ? 0 : -1}
                onFocus={() => setActive(item.index)}
              >
                {onSelection !== undefined && (
                  <td className={classes.pick}>
                    <input
                      type="checkbox"
                      aria-label={`Select ${props.rowName?.(row.original) ?? row.id}`}
                      checked={row.getIsSelected()}
                      onChange={row.getToggleSelectedHandler()}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.id} data-align={column.align} data-from={column.from}>
                    {column.cell(row.original)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <Gap height={after} />}
        </tbody>
      </table>
    </div>
  );

  function moveTo(index: number): void {
    const next = Math.min(Math.max(index, 0), model.length - 1);
    if (next < 0) return;
    setActive(next);
    virtual.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>(`tr[data-index="${next}"]`)?.focus({ preventScroll: true });
    });
  }

  function withActive(act: (row: Row) => void): void {
    const row = model[active]?.original;
    if (row !== undefined) act(row);
  }

  function meant(): readonly Row[] {
    const selected = model.filter((row) => row.getIsSelected());
    const standing = model[active];
    return (selected.length > 0 || standing === undefined ? selected : [standing]).map((row) => row.original);
  }
}

function Columns<Row>({
  columns,
  selectable,
}: {
  readonly columns: readonly Column<Row>[];
  readonly selectable: boolean;
}): ReactNode {
  return (
    <colgroup>
      {selectable && <col className={classes.pickColumn} />}
      {columns.map(({ id, width, from }) => (
        <col key={id} data-from={from} style={width === undefined ? {} : { width }} />
      ))}
    </colgroup>
  );
}

interface HeaderProps<Row> {
  readonly column: Column<Row>;
  readonly sort: string | undefined;
  readonly onSort: ((sort: string) => void) | undefined;
}

function Header<Row>({ column, sort, onSort }: HeaderProps<Row>): ReactNode {
  const direction = directionOf(column, sort);
  const next = nextSort(column, sort);
  return (
    <th scope="col" data-align={column.align} data-from={column.from} aria-sort={direction}>
      {next === undefined || onSort === undefined ? (
        column.header
      ) : (
        <button type="button" className={classes.sort} onClick={() => onSort(next)}>
          {column.header}
          {direction !== undefined && <Icon name={direction === 'descending' ? 'down' : 'up'} size={12} />}
        </button>
      )}
    </th>
  );
}

/** Stands for the rows out of sight. One cell: a span would bring back columns that a narrow screen leaves out. */
function Gap({ height }: { readonly height: number }): ReactNode {
  return (
    <tr aria-hidden className={classes.gap}>
      <td style={{ height }} />
    </tr>
  );
}

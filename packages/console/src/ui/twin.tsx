/** A chart and its table twin: the same numbers, for those who read rather than look. The table is one press away. */
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import classes from './twin.module.css';

export interface TwinProps {
  readonly label: string;
  readonly chart: ReactNode;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
}

export function Twin({ label, chart, columns, rows }: TwinProps): ReactNode {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className={classes.twin} aria-label={label}>
      <figcaption className={classes.caption}>
        <span>{label}</span>
        <Button look="bare" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show as chart' : 'Show as table'}
        </Button>
      </figcaption>
      {asTable ? <TwinTable label={label} columns={columns} rows={rows} /> : chart}
    </figure>
  );
}

interface TwinTableProps extends Omit<TwinProps, 'chart'> {
  /** Words begin at the start of their cell; without it all but the first are numbers, which end at its end. */
  readonly words?: boolean;
}

export function TwinTable({ label, columns, rows, words = false }: TwinTableProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={label}>
      <table className={classes.table} data-words={words || undefined}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are values in a fixed order and have no identity
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

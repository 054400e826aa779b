/** Which repositories and tags of a registry are looked at. */
import type { Registry } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import classes from './registry-dialog.module.css';

type Filter = Registry['filters'][number];

export interface FilterRow {
  readonly id: string;
  readonly repository: string;
  readonly tags: string;
  readonly notTags: string;
  readonly newest: string;
}

export function rowOf({ repository, tags, notTags, newest }: Filter): FilterRow {
  const id = crypto.randomUUID();
  return { id, repository, tags: tags.join(', '), notTags: notTags.join(', '), newest: String(newest) };
}

export function filtersOf(rows: readonly FilterRow[]): Filter[] {
  return rows
    .filter(({ repository }) => repository.trim() !== '')
    .map(({ repository, tags, notTags, newest }) => ({
      repository: repository.trim(),
      tags: patterns(tags),
      notTags: patterns(notTags),
      newest: Math.min(1000, Math.max(1, Math.floor(Number(newest)) || 20)),
    }));
}

function patterns(text: string): string[] {
  return text
    .split(/[,\s]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

interface FilterRowsProps {
  readonly rows: readonly FilterRow[];
  readonly onRows: (rows: readonly FilterRow[]) => void;
}

export function FilterRows({ rows, onRows }: FilterRowsProps): ReactNode {
  const set = (id: string, key: keyof FilterRow) => (event: { readonly target: { readonly value: string } }) =>
    onRows(rows.map((row) => (row.id === id ? { ...row, [key]: event.target.value } : row)));
  return (
    <fieldset className={classes.filters}>
      <legend>What it looks at</legend>
      {rows.length === 0 && (
        <p className="quiet">Only what is asked for. * stands for any part of a name, ** for any number of parts.</p>
      )}
      {rows.map((row) => (
        <div key={row.id} className={classes.row}>
          <TextField
            label="Repositories"
            value={row.repository}
            placeholder="shop/*"
            onChange={set(row.id, 'repository')}
          />
          <TextField label="Tags" value={row.tags} placeholder="every tag" onChange={set(row.id, 'tags')} />
          <TextField label="But not" value={row.notTags} placeholder="*-dev" onChange={set(row.id, 'notTags')} />
          <TextField
            label="Newest"
            type="number"
            min={1}
            max={1000}
            value={row.newest}
            onChange={set(row.id, 'newest')}
          />
          <IconButton
            icon="close"
            label="Take this filter away"
            onClick={() => onRows(rows.filter(({ id }) => id !== row.id))}
          />
        </div>
      ))}
      <div>
        <Button
          icon="plus"
          onClick={() => onRows([...rows, { ...rowOf({ repository: '', tags: [], notTags: [], newest: 20 }) }])}
        >
          Add a filter
        </Button>
      </div>
    </fieldset>
  );
}

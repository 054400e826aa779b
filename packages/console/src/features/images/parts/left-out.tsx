/** What the list leaves out, counted, with a way to see it: accepted findings, and those of what does not run. */
import type { ImageFindingPage } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { Button } from '../../../ui/button.tsx';
import type { ImageSearch } from '../search.ts';
import classes from './left-out.module.css';

interface LeftOutProps {
  readonly page: Pick<ImageFindingPage, 'suppressed' | 'hidden'>;
  readonly search: ImageSearch;
  readonly onChange: (next: ImageSearch) => void;
}

export function LeftOut({ page, search, onChange }: LeftOutProps): ReactNode {
  const parts = [
    { key: 'suppressed', count: page.suppressed, what: 'accepted finding' },
    { key: 'hidden', count: page.hidden, what: 'finding of what cannot run' },
  ] as const;
  if (parts.every(({ key, count }) => count === 0 && search[key] === undefined)) return null;
  return (
    <ul className={classes.parts} aria-label="What the list leaves out">
      {parts.map(({ key, count, what }) => {
        if (search[key] !== undefined) {
          return (
            <li key={key}>
              {`${what.replace('finding', 'findings')} are shown`.replace(/^./, (letter) => letter.toUpperCase())}
              <Button look="bare" onClick={() => onChange({ [key]: undefined })}>
                Leave them out
              </Button>
            </li>
          );
        }
        if (count === 0) return null;
        return (
          <li key={key}>
            {formatAmount(count, what, what.replace('finding', 'findings'))} left out
            <Button look="bare" onClick={() => onChange({ [key]: 'all' })}>
              Show {count === 1 ? 'it' : 'them'}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

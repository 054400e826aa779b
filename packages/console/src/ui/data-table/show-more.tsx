/** Below a list that has more pages: for those who do not scroll, and where scrolling is not noticed. */
import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import classes from './show-more.module.css';

interface ShowMoreProps {
  readonly list: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean };
  readonly onMore: (() => void) | undefined;
}

export function ShowMore({ list, onMore }: ShowMoreProps): ReactNode {
  if (!list.hasNextPage) return null;
  return (
    <p className={classes.more}>
      <Button onClick={onMore} disabledBecause={list.isFetchingNextPage ? 'More is on its way' : undefined}>
        Show more
      </Button>
    </p>
  );
}

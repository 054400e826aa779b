/** Parts of one page. Links, not buttons: which part is open is in the URL. */
import { Link } from '@tanstack/react-router';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import classes from './tabs.module.css';

export interface TabsProps {
  readonly label: string;
  readonly chosen: string;
  readonly tabs: readonly { readonly id: string; readonly word: string; readonly note?: string }[];
}

export function Tabs({ label, chosen, tabs }: TabsProps): ReactNode {
  const bar = useRef<HTMLElement>(null);
  // Where not all fit, the bar scrolls: it shows the one that is open, and moves nothing but itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is open
  useLayoutEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>('[aria-current]');
    if (bar.current && open)
      bar.current.scrollLeft = open.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2;
  }, [chosen]);
  return (
    <nav ref={bar} className={classes.tabs} aria-label={label}>
      {tabs.map(({ id, word, note }) => (
        <Link
          key={id}
          from="/"
          to="."
          search={(search: Record<string, unknown>) => ({ ...search, tab: id })}
          aria-current={id === chosen ? 'page' : undefined}
          className={classes.tab}
          resetScroll={false}
        >
          {word}
          {note !== undefined && <span className={classes.note}>{note}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** One short line that something was done; it goes by itself and is read out. */
import { type ReactNode, useEffect } from 'react';
import { useServices, useStore } from '../lib/services.tsx';
import classes from './notice.module.css';

const shownMs = 4000;

export function Notice(): ReactNode {
  const { notice } = useServices();
  const text = useStore(notice);
  useEffect(() => {
    if (text === undefined) return;
    const timer = setTimeout(() => notice.set(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [text, notice]);
  return (
    <p className={classes.notice} role="status" data-shown={text !== undefined || undefined}>
      {text}
    </p>
  );
}

/** The Plimsoll mark: a circle crossed by the line a ship may load to. Always beside its name or a sentence. */
import type { ReactNode } from 'react';
import classes from './mark.module.css';

export function Mark({ size = 24 }: { readonly size?: number }): ReactNode {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} fill="none" stroke="currentColor" strokeWidth="2.8" aria-hidden>
      <circle cx="16" cy="16" r="9" />
      <path d="M1.5 16h29" />
    </svg>
  );
}

export function Wordmark(): ReactNode {
  return (
    <span className={classes.wordmark}>
      <Mark size={26} />
      <span>Plimsoll</span>
    </span>
  );
}

/** An address that leads nowhere. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';
import classes from './not-found.module.css';

export function NotFound(): ReactNode {
  return (
    <main className={classes.page}>
      <Mark size={40} />
      <h1>There is no page at this address</h1>
      <p>The link may be old, or a letter is missing.</p>
      <Link to="/" {...buttonClass('main')}>
        Go to the overview
      </Link>
    </main>
  );
}

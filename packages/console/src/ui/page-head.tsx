/** The top of a list's page: its name, a quiet line about what is in it, what can be done. */
import type { ReactNode } from 'react';
import classes from './page-head.module.css';

interface PageHeadProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** Buttons, at the other end. */
  readonly children?: ReactNode;
}

export function PageHead({ title, lead, children }: PageHeadProps): ReactNode {
  return (
    <div className={classes.head}>
      <h1>{title}</h1>
      {lead !== undefined && <p className="quiet">{lead}</p>}
      {children !== undefined && <div className={classes.actions}>{children}</div>}
    </div>
  );
}

/** A list beside its facets; where there is no room for both, the facets fold away above it. */
import type { ReactNode } from 'react';
import classes from './faceted.module.css';
import { type Facet, Facets } from './facets.tsx';

interface FacetedProps {
  readonly facets: readonly Facet[];
  readonly children: ReactNode;
}

export function Faceted({ facets, children }: FacetedProps): ReactNode {
  return (
    <div className={classes.columns}>
      <details className={classes.side} open={window.matchMedia('(width >= 1024px)').matches}>
        <summary>Filters</summary>
        <Facets facets={facets} />
      </details>
      <div className={classes.content}>{children}</div>
    </div>
  );
}

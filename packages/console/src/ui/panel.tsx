/** A titled part of a page, and facts as pairs of word and value. */
import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';

export interface PanelProps {
  readonly title: ReactNode;
  /** One quiet line below the title. */
  readonly lead?: ReactNode;
  /** On the title's right: a link, a count, a switch. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly id?: string;
}

export function Panel({ title, lead, aside, children, id }: PanelProps): ReactNode {
  const heading = useId();
  return (
    <section className={classes.panel} aria-labelledby={heading} id={id}>
      <header className={classes.head}>
        <h2 id={heading}>{title}</h2>
        {aside !== undefined && <div className={classes.aside}>{aside}</div>}
        {lead !== undefined && <p className={classes.lead}>{lead}</p>}
      </header>
      {children}
    </section>
  );
}

export type Fact = readonly [word: string, value: ReactNode];

export function Facts({
  facts,
  columns = 1,
}: {
  readonly facts: readonly Fact[];
  readonly columns?: 1 | 2 | 3;
}): ReactNode {
  return (
    <dl className={classes.facts} data-columns={columns}>
      {facts.map(([word, value]) => (
        <div key={word} className={classes.fact}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

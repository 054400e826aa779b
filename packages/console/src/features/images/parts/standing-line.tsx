/** The answer to "is anything wrong with what we run?", with what it stands on. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from '../../../ui/icon.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { ProofList } from '../../../ui/view-state.tsx';
import type { Standing } from './standing.ts';
import classes from './standing-line.module.css';

export function StandingLine({ standing }: { readonly standing: Standing }): ReactNode {
  return (
    <section className={classes.line} data-kind={standing.kind} aria-label="How all images stand">
      <span className={classes.picture}>
        {standing.kind === 'incomplete' ? <Icon name="blind" size={20} /> : <Mark size={22} />}
      </span>
      <strong>{standing.words}</strong>
      <ProofList proof={standing.proof} />
      {standing.proof.some(({ wanting }) => wanting) && (
        <Link to="/settings" search={{ tab: 'advisories' }}>
          Advisories
        </Link>
      )}
    </section>
  );
}

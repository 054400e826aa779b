/** Learning in a row: a small load line for each behaviour, and ready or what is missing first. */
import type { ReactNode } from 'react';
import { formatOdds } from '../../../lib/format.ts';
import { behaviourNames, type Readiness } from '../../../lib/words.ts';
import { LoadLine } from '../../../ui/load-line.tsx';
import { Tag } from '../../../ui/tag.tsx';
import classes from './learning-cell.module.css';

interface LearningCellProps {
  readonly readiness: Readiness;
  readonly declaredReady: boolean;
}

export function LearningCell({ readiness, declaredReady }: LearningCellProps): ReactNode {
  return (
    <div className={classes.cell}>
      {readiness.coverage.map((coverage) => (
        <div key={coverage.behaviour} className={classes.line}>
          <span className={classes.name}>{behaviourNames[coverage.behaviour]}</span>
          <LoadLine coverage={coverage} small />
          <span className={classes.odds}>
            {coverage.blocks === 0 ? 'nothing yet' : `≤ ${formatOdds(coverage.upperBound)}`}
          </span>
        </div>
      ))}
      <ReadyTag readiness={readiness} declaredReady={declaredReady} />
    </div>
  );
}

export function ReadyTag({ readiness, declaredReady }: LearningCellProps): ReactNode {
  if (readiness.ready) return <Tag tone="clear" icon="check" word="Ready" />;
  if (declaredReady) return <Tag tone="sea" icon="check" word="Declared ready" />;
  return <Tag tone="learn" icon="learn" word="Learning" title={`Missing: ${readiness.missing.join('; ')}`} />;
}

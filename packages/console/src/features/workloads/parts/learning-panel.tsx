/** How complete the baseline is, as an estimate with its bound and the line it must pass; and what is missing, in words. */
import type { WorkloadSummary } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount, formatCount, formatOdds } from '../../../lib/format.ts';
import { behaviourNames, type Coverage } from '../../../lib/words.ts';
import { LoadLine } from '../../../ui/load-line.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ReadyTag } from './learning-cell.tsx';
import classes from './learning-panel.module.css';

export function LearningPanel({ workload }: { readonly workload: WorkloadSummary }): ReactNode {
  const { readiness, declaredReady } = workload;
  return (
    <Panel
      title="Learning"
      aside={<ReadyTag readiness={readiness} declaredReady={declaredReady} />}
      lead="How likely the next clean run shows something the baseline has not seen. It moves with what is seen, not with time."
    >
      {readiness.coverage.map((coverage) => (
        <Line key={coverage.behaviour} coverage={coverage} />
      ))}
      <p className={classes.legend} aria-hidden>
        <span data-key="dot">estimate</span>
        <span data-key="bound">at most (19 times in 20)</span>
        <span data-key="target">the line: the alert budget holds to the right of it</span>
      </p>
      <Missing readiness={readiness} />
    </Panel>
  );
}

function Line({ coverage }: { readonly coverage: Coverage }): ReactNode {
  const { behaviour, estimate, upperBound, target, blocks, unit, trusted, probationary } = coverage;
  return (
    <section className={classes.line}>
      <h3>{behaviourNames[behaviour]}</h3>
      <p className={classes.known}>
        {formatAmount(trusted, 'thing')} trusted, {formatCount(probationary)} learned once, from {formatCount(blocks)}{' '}
        {unit}
      </p>
      <LoadLine coverage={coverage} />
      <dl className={classes.numbers}>
        <div>
          <dt>Estimate</dt>
          <dd>{blocks === 0 ? 'nothing learned yet' : formatOdds(estimate)}</dd>
        </div>
        <div>
          <dt>At most</dt>
          <dd>{formatOdds(upperBound)}</dd>
        </div>
        <div>
          <dt>Needed</dt>
          <dd>
            {formatOdds(target)} <span>{unit} with something new</span>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Missing({ readiness }: { readonly readiness: WorkloadSummary['readiness'] }): ReactNode {
  const alerts = readiness.expectedAlertsPerDay;
  const expected =
    alerts < 0.1
      ? 'fewer than 1 alert in 10 days'
      : `at most ${alerts < 10 ? Number(alerts.toFixed(1)) : formatCount(alerts)} alerts a day`;
  return (
    <div className={classes.missing} data-ready={readiness.ready || undefined}>
      <h3>{readiness.ready ? 'Nothing is missing' : 'Still missing'}</h3>
      {!readiness.ready && (
        <ul>
          {readiness.missing.map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      )}
      <p>Applied now, clean running would raise {expected}.</p>
    </div>
  );
}

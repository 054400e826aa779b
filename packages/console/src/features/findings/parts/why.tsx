/** Why it is unusual: expected against observed, what it is made of, what it was held against, what the baseline knew. */

import type { Detection } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount, formatOdds, formatSurprise, formatTimes } from '../../../lib/format.ts';
import { useNow } from '../../../lib/services.tsx';
import { formatDuration } from '../../../lib/time.ts';
import { DivergingBars } from '../../../ui/diverging-bars.tsx';
import { At } from '../../../ui/moment.tsx';
import { Facts, Panel } from '../../../ui/panel.tsx';
import { Twin } from '../../../ui/twin.tsx';
import { againstBudget } from './budget-words.ts';
import classes from './why.module.css';

export function Why({ finding }: { readonly finding: Detection }): ReactNode {
  const { explanation } = finding;
  return (
    <Panel title="Why this is unusual" lead={againstBudget(explanation)}>
      <div className={classes.against}>
        <Expected finding={finding} />
        <div className={classes.observed}>
          <h3>Observed</h3>
          <code>{explanation.observed}</code>
          {finding.count > 1 && (
            <p className="quiet">{formatAmount(finding.count, 'time')} so far, counted as one finding</p>
          )}
        </div>
      </div>
      <Contributions finding={finding} />
      <h3 className={classes.title}>What the baseline knew</h3>
      <Knew finding={finding} />
    </Panel>
  );
}

function Expected({ finding }: { readonly finding: Detection }): ReactNode {
  const { expected, baseline } = finding.explanation;
  return (
    <div className={classes.expected}>
      <h3>Expected</h3>
      {expected.length === 0 ? (
        <p>
          Nothing like it.{' '}
          {baseline.blocks === 0
            ? 'No clean behaviour was learned yet.'
            : 'No clean behaviour comes close enough to name.'}
        </p>
      ) : (
        <ul>
          {expected.map(({ what, probability }) => (
            <li key={what}>
              <code>{what}</code>
              <span className="quiet">{probability >= 0.995 ? 'every time' : `${formatOdds(probability)} times`}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Contributions({ finding }: { readonly finding: Detection }): ReactNode {
  const { contributions } = finding.explanation;
  if (contributions.length === 0) return null;
  if (contributions.every(({ digits }) => digits === 0)) {
    return (
      <>
        <h3 className={classes.title}>What made it a finding</h3>
        <ul className={classes.reasons}>
          {contributions.map(({ what }) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      </>
    );
  }
  const bars = contributions.map(({ what, digits }) => ({ what, value: digits, words: contributionWords(digits) }));
  return (
    <div className={classes.contributions}>
      <Twin
        label="What it is made of: right makes it more unusual, left less"
        chart={<DivergingBars bars={bars} />}
        columns={['Part', 'Effect', 'Decimal digits']}
        rows={contributions.map(({ what, digits }) => [what, contributionWords(digits), digits.toFixed(2)])}
      />
    </div>
  );
}

export function contributionWords(digits: number): string {
  if (Math.abs(digits) < 0.05) return 'as usual';
  return `${formatTimes(digits)} ${digits > 0 ? 'rarer' : 'more usual'}`;
}

function Knew({ finding }: { readonly finding: Detection }): ReactNode {
  const now = useNow();
  const { baseline, digits, threshold } = finding.explanation;
  const unit = finding.behaviour === 'process' ? 'process start' : 'time slice';
  return (
    <Facts
      columns={2}
      facts={[
        [
          'Baseline',
          <Link key="b" to="/workloads/$" params={{ _splat: finding.workload }} search={{ tab: 'behaviour' }}>
            version {baseline.version} of {finding.workload}
          </Link>,
        ],
        [
          'Learned since',
          baseline.learnedFrom === undefined ? (
            'not yet'
          ) : (
            <>
              <At at={baseline.learnedFrom} />, for{' '}
              {formatDuration(Math.max(0, Math.min(finding.at, now) - baseline.learnedFrom))}
            </>
          ),
        ],
        [
          'Learned from',
          `${formatAmount(baseline.blocks, unit)}, ${formatAmount(baseline.observations, 'observation')}`,
        ],
        ['May still miss', `at most ${formatOdds(baseline.unseen)} ${unit}s would show something new`],
        [
          'Gaps while learning',
          baseline.gaps === 0 ? 'none' : `${formatAmount(baseline.gaps, 'gap')}: sensor restarts or lost events`,
        ],
        [
          'Score',
          threshold === undefined
            ? 'none needed: such acts are never learned'
            : `${digits.toFixed(1)} decimal digits (p = ${formatSurprise(digits)}), threshold ${threshold.toFixed(1)}`,
        ],
      ]}
    />
  );
}

/** How the image is set up, check by check: what was seen and what to do; what could not be evaluated is said too. */
import type { ImageView } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { checkTitle } from '../../../lib/check-words.ts';
import { formatAmount } from '../../../lib/format.ts';
import { useServices } from '../../../lib/services.tsx';
import type { IconName } from '../../../ui/icon.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { failedChecksQuery } from '../queries.ts';
import classes from './checks-tab.module.css';

const looks = {
  fail: ['high', 'close', 'Failed'],
  error: ['high', 'broken', 'Broke off'],
  manual: ['medium', 'seen', 'For a person to decide'],
  'not-evaluated': ['blind', 'blind', 'Not evaluated'],
  pass: ['clear', 'check', 'Passed'],
  'not-applicable': ['plain', 'quiet', 'Does not apply'],
} as const satisfies Record<Check['state'], readonly [tone: string, icon: IconName, word: string]>;
type Check = NonNullable<ImageView['report']>['checks'][number];
const order = Object.keys(looks);
const placesShown = 5;

export function ChecksTab({ view: { report, summary } }: { readonly view: ImageView }): ReactNode {
  const { api } = useServices();
  const found = useQuery(failedChecksQuery(api, summary.id)).data?.items ?? [];
  const findings = new Map(
    found.flatMap(({ finding }) => (finding.kind === 'misconfiguration' ? [[finding.check, finding] as const] : [])),
  );
  const checks = (report?.checks ?? []).toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const failed = checks.filter(({ state }) => state === 'fail').length;
  const unknown = checks.filter(({ state }) => state === 'not-evaluated' || state === 'error').length;
  if (checks.length === 0) {
    return (
      <Panel title="Checks">
        <p>No check was made of this image.</p>
      </Panel>
    );
  }
  return (
    <Panel
      title="Checks"
      lead={`${failed} of ${formatAmount(checks.length, 'check')} failed${unknown > 0 ? `, ${unknown} could not be evaluated` : ''}.`}
    >
      <ul className={classes.checks} aria-label="Checks of this image">
        {checks.map((check) => {
          const finding = check.state === 'fail' ? findings.get(check.check) : undefined;
          const title = checkTitle(check.check);
          return (
            <li key={check.check} className={classes.check}>
              <Result check={check} />
              <div className={classes.what}>
                <h3>
                  {finding === undefined ? (
                    title
                  ) : (
                    <Link to="/images/$image" params={{ image: summary.id }} search={{ finding: finding.key }}>
                      {title}
                    </Link>
                  )}
                </h3>
                <p>{check.evidence}</p>
                <Places places={check.places} />
                {finding?.suppressed !== undefined && (
                  <Tag tone="plain" icon="minus" word={`Accepted: ${finding.suppressed.justification}`} />
                )}
                <code className={classes.id}>{check.check}</code>
              </div>
              {finding?.remedy !== undefined && (
                <div className={classes.remedy}>
                  <h4>What to do</h4>
                  <p>{finding.remedy}</p>
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Places({ places }: Pick<Check, 'places'>): ReactNode {
  if (places.length === 0) return null;
  return (
    <p className={classes.places}>
      {places.slice(0, placesShown).map((place) => (
        <code key={place}>{place}</code>
      ))}
      {places.length > placesShown && (
        <span className="quiet">and {formatAmount(places.length - placesShown, 'other')}</span>
      )}
    </p>
  );
}

function Result({ check: { state } }: { readonly check: Check }): ReactNode {
  const [tone, icon, word] = looks[state];
  return <Tag tone={tone} icon={icon} word={word} />;
}

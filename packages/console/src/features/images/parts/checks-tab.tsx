/** How the image is set up, check by check, with what was looked at; what could not be evaluated is said too. */
import type { ImageView } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import type { IconName } from '../../../ui/icon.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { TwinTable } from '../../../ui/twin.tsx';

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

export function ChecksTab({ view: { report } }: { readonly view: ImageView }): ReactNode {
  const checks = (report?.checks ?? []).toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const failed = checks.filter(({ state }) => state === 'fail').length;
  const unknown = checks.filter(({ state }) => state === 'not-evaluated' || state === 'error').length;
  return (
    <Panel
      title="Checks"
      lead={`${failed} of ${formatAmount(checks.length, 'check')} failed${unknown > 0 ? `, ${unknown} could not be evaluated` : ''}.`}
    >
      {checks.length === 0 ? (
        <p>No check was made of this image.</p>
      ) : (
        <TwinTable
          words
          label="Checks of this image"
          columns={['Result', 'Check', 'What was seen', 'Where']}
          rows={checks.map((check) => [
            <Result key="r" check={check} />,
            <code key="c">{check.check}</code>,
            check.evidence,
            check.places.length === 0 ? '–' : check.places.slice(0, 5).join(', '),
          ])}
        />
      )}
    </Panel>
  );
}

function Result({ check: { state } }: { readonly check: Check }): ReactNode {
  const [tone, icon, word] = looks[state];
  return <Tag tone={tone} icon={icon} word={word} />;
}

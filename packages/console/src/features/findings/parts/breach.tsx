/** A finding about what a workload is made of: which rule its image breaks, and by what. */
import type { ImageBreach } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount, shortId } from '../../../lib/format.ts';
import { At } from '../../../ui/moment.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Place } from './place.tsx';
import { subjectOf } from './subject.ts';

export function BrokenRule({ finding: { policy, image } }: { readonly finding: ImageBreach }): ReactNode {
  const more = policy.subjectsTotal - policy.subjects.length;
  return (
    <Panel title="What breaks the rule" lead={`Rule ${policy.rule} of the policy ${policy.name}`}>
      <ul>
        {policy.subjects.map((subject) => (
          <Subject key={subject} subject={subject} image={image.id} />
        ))}
        {more > 0 && <li className="quiet">and {formatAmount(more, 'other')}</li>}
      </ul>
    </Panel>
  );
}

function Subject({ subject, image }: { readonly subject: string; readonly image: string }): ReactNode {
  const { words, search } = subjectOf(subject);
  return (
    <li>
      <Link to="/images/$image" params={{ image }} search={search}>
        {words}
      </Link>
    </li>
  );
}

export function WhichImage({ finding: { image, policy, workload } }: { readonly finding: ImageBreach }): ReactNode {
  return (
    <Place
      workload={workload}
      facts={[
        [
          'Image',
          <>
            <Link to="/images/$image" params={{ image: image.id }}>
              {image.name}
            </Link>{' '}
            <code title={image.digest ?? image.id}>{shortId(image.digest ?? image.id)}</code>
          </>,
        ],
        ['Scanned', <At key="s" at={policy.scannedAt} />],
        ...(policy.dataAt === undefined ? [] : [['Advisories of', <At key="d" at={policy.dataAt} />] as const]),
      ]}
    />
  );
}

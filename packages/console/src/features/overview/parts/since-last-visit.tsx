/** What is new since this browser was last here. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { useServices } from '../../../lib/services.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { findingsSince } from '../queries.ts';

export function SinceLastVisit(): ReactNode {
  const { api, lastVisit } = useServices();
  const total = useQuery(findingsSince(api, lastVisit)).data?.total;
  if (lastVisit === undefined || total === undefined) return null;
  return (
    <p className="quiet">
      Since your last visit, <Ago at={lastVisit} />:{' '}
      {total === 0 ? (
        'no new findings.'
      ) : (
        <Link to="/findings" search={{ from: lastVisit }}>
          {formatAmount(total, 'finding')} new or seen again
        </Link>
      )}
    </p>
  );
}

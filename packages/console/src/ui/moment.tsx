/** A time: how long ago in the list, the whole date in the tooltip and for machines. */
import type { ReactNode } from 'react';
import { useNow } from '../lib/services.tsx';
import { formatAgo, formatAt, formatFully } from '../lib/time.ts';

export function Ago({ at }: { readonly at: number }): ReactNode {
  return <Stamp at={at} text={formatAgo(at, useNow())} />;
}

export function At({ at }: { readonly at: number }): ReactNode {
  return <Stamp at={at} text={formatAt(at)} />;
}

function Stamp({ at, text }: { readonly at: number; readonly text: string }): ReactNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFully(at)}>
      {text}
    </time>
  );
}

/** Malware and secrets in an image: what comes before every vulnerability, so it stands beside the name. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import type { ImageSummary } from '../../../lib/image-words.ts';
import { Tag } from '../../../ui/tag.tsx';
import classes from './alarms.module.css';

const alarms = [
  { kind: 'malware', icon: 'malware', many: 'malware' },
  { kind: 'secret', icon: 'secret', many: 'secrets' },
] as const;

export function Alarms({ image: { id, name, kinds } }: { readonly image: ImageSummary }): ReactNode {
  const found = alarms.filter(({ kind }) => kinds[kind] > 0);
  if (found.length === 0) return null;
  return (
    <span className={classes.alarms}>
      {found.map(({ kind, icon, many }) => {
        const words = formatAmount(kinds[kind], kind, many);
        return (
          <Link
            key={kind}
            to="/images/$image"
            params={{ image: id }}
            search={{ kind: [kind] }}
            className={classes.alarm}
            aria-label={`${words} in ${name}`}
          >
            <Tag tone="critical" icon={icon} word={words} filled />
          </Link>
        );
      })}
    </span>
  );
}

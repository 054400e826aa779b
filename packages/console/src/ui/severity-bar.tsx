/** How many of each severity, as a bar and in words: the words alone say it all. */
import type { ReactNode } from 'react';
import { formatCount } from '../lib/format.ts';
import { imageSeverities, imageSeverityNames, type SeverityCounts } from '../lib/image-words.ts';
import { Icon } from './icon.tsx';
import classes from './severity-bar.module.css';

export function SeverityBar({ counts }: { readonly counts: SeverityCounts }): ReactNode {
  const some = imageSeverities.filter((severity) => counts[severity] > 0);
  if (some.length === 0) return <span className="quiet">none</span>;
  return (
    <span className={classes.counts}>
      <span className={classes.bar} aria-hidden>
        {some.map((severity) => (
          <span key={severity} data-severity={severity} style={{ flexGrow: counts[severity] }} />
        ))}
      </span>
      <span className={classes.words}>
        {some.map((severity) => (
          <span key={severity} className={classes.count} data-severity={severity}>
            <Icon name={severity} size={13} />
            {formatCount(counts[severity])} {imageSeverityNames[severity].toLowerCase()}
          </span>
        ))}
      </span>
    </span>
  );
}

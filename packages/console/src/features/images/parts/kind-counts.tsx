/** What was found besides vulnerabilities. */
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import type { ImageSummary } from '../../../lib/image-words.ts';
import cell from '../../../ui/data-table/cell.module.css';
import { Tag } from '../../../ui/tag.tsx';
import classes from './kind-counts.module.css';

export function KindCounts({ kinds }: Pick<ImageSummary, 'kinds'>): ReactNode {
  const { malware, secret, misconfiguration, detection } = kinds;
  if (malware + secret + misconfiguration + detection === 0) return <span className={cell.place}>none</span>;
  return (
    <span className={classes.kinds}>
      {malware > 0 && <Tag tone="critical" icon="malware" word={formatAmount(malware, 'malware', 'malware')} />}
      {secret > 0 && <Tag tone="critical" icon="secret" word={formatAmount(secret, 'secret')} />}
      {misconfiguration > 0 && (
        <Tag tone="plain" icon="settings" word={formatAmount(misconfiguration, 'failed check')} />
      )}
      {detection > 0 && <Tag tone="plain" icon="findings" word={formatAmount(detection, 'departure')} />}
    </span>
  );
}

/** How a finding of an image looks as a row: in use, exploited, likely to be, severe, fixable. */
import type { ImageFinding, ImageFindingPage } from '@plimsoll/api';
import { formatOdds } from '../../lib/format.ts';
import { fixNames, imageKindNames, imageSeverityNames, originNames } from '../../lib/image-words.ts';
import cell from '../../ui/data-table/cell.module.css';
import type { Column } from '../../ui/data-table/column.ts';
import { Value } from '../../ui/data-table/value.tsx';
import { SeverityTag, Tag } from '../../ui/tag.tsx';
import classes from './finding-columns.module.css';
import { UseTag } from './parts/use-tag.tsx';

export type FindingRow = ImageFindingPage['items'][number];
type Field = 'severity' | 'kind' | 'use' | 'status' | 'origin';

export interface FindingColumnOptions {
  readonly only: (field: Field, value: string) => void;
  readonly openKey: (key: string) => void;
}

export function findingColumns({ only, openKey }: FindingColumnOptions): readonly Column<FindingRow>[] {
  return [
    {
      id: 'severity',
      header: 'Severity',
      width: '132px',
      from: 'tablet',
      sorts: { descending: 'severity' },
      cell: ({ finding: { severity } }) => (
        <Value
          name={`severity ${imageSeverityNames[severity]}`}
          copy={severity}
          onOnly={() => only('severity', severity)}
        >
          <SeverityTag severity={severity} />
        </Value>
      ),
    },
    {
      id: 'finding',
      header: 'Finding',
      sorts: { descending: 'risk' },
      cell: ({ finding }) => (
        <>
          <span className={classes.narrow}>
            <SeverityTag severity={finding.severity} />
            <State finding={finding} />
          </span>
          <button type="button" className={classes.title} onClick={() => openKey(finding.key)}>
            {nameOf(finding)}
          </button>
          {/* On a phone there is no room for the column beside it. */}
          <div className={cell.phone}>
            <div>
              <In finding={finding} />
            </div>
          </div>
          <p className={classes.sentence}>{finding.kind === 'vulnerability' ? finding.title : finding.sentence}</p>
          {finding.suppressed !== undefined && (
            <p className={classes.suppressed}>
              <Tag tone="plain" icon="minus" word={`Accepted: ${finding.suppressed.justification}`} />
            </p>
          )}
          {finding.kind === 'vulnerability' && finding.verdict === 'undecided' && (
            <p className={classes.suppressed}>
              <Tag tone="blind" icon="unknown" word="Not certain: its version cannot be compared" />
            </p>
          )}
        </>
      ),
    },
    {
      id: 'package',
      header: 'In',
      width: '220px',
      from: 'tablet',
      sorts: { ascending: 'package' },
      cell: ({ finding }) => <In finding={finding} />,
    },
    {
      id: 'state',
      header: 'In use and exploited',
      width: '190px',
      from: 'laptop',
      sorts: { descending: 'epss' },
      cell: ({ finding }) => <State finding={finding} />,
    },
    {
      id: 'origin',
      header: 'From',
      width: '128px',
      from: 'desktop',
      cell: ({ finding: { why } }) => (
        <Value name={`origin ${originNames[why.origin]}`} copy={why.origin} onOnly={() => only('origin', why.origin)}>
          {originNames[why.origin]}
        </Value>
      ),
    },
  ];
}

/** `CVE-2024-3094` for what has a number, else the kind and its title. */
export function nameOf(finding: ImageFinding): string {
  return finding.kind === 'vulnerability' ? finding.id : `${imageKindNames[finding.kind]}: ${finding.title}`;
}

function In({ finding }: { readonly finding: ImageFinding }) {
  if (finding.kind !== 'vulnerability') return <code>{finding.why.path ?? 'the configuration'}</code>;
  return (
    <>
      <span className={classes.package}>{finding.packageName}</span> {finding.packageVersion}
      <span className={cell.place}>
        {finding.fixedIn === undefined ? fixNames[finding.status] : `fixed in ${finding.fixedIn}`}
      </span>
    </>
  );
}

function State({ finding }: { readonly finding: ImageFinding }) {
  if (finding.kind !== 'vulnerability') return <span className={cell.place}>{imageKindNames[finding.kind]}</span>;
  return (
    <span className={classes.state}>
      {finding.use !== undefined && <UseTag use={finding.use.state} />}
      {finding.kev !== undefined && (
        <Tag
          tone="critical"
          icon="exploited"
          word={finding.kev.ransomware ? 'Exploited, also by ransomware' : 'Exploited'}
        />
      )}
      {finding.epss !== undefined && (
        <span className={cell.place}>{formatOdds(finding.epss.probability)} within 30 days</span>
      )}
    </span>
  );
}

/** How a finding looks as a row. Pressing a value filters by it. */
import { Link } from '@tanstack/react-router';
import { formatCount } from '../../lib/format.ts';
import type { Finding } from '../../lib/words.ts';
import { severityNames, splitWorkload, stateNames } from '../../lib/words.ts';
import cell from '../../ui/data-table/cell.module.css';
import type { Column } from '../../ui/data-table/column.ts';
import { Value } from '../../ui/data-table/value.tsx';
import { Ago } from '../../ui/moment.tsx';
import { SeverityTag, StateTag } from '../../ui/tag.tsx';
import { Told } from '../../ui/told.tsx';
import classes from './columns.module.css';

export interface FindingFilters {
  readonly oneState: boolean;
  readonly only: (field: 'severity' | 'state' | 'scope' | 'technique' | 'detector', value: string) => void;
  readonly without: (field: 'severity' | 'state' | 'scope' | 'technique' | 'detector', value: string) => void;
}

/** `oneState`: the list shows one state only, which then needs no column. */
export function findingColumns({ only, without, oneState }: FindingFilters): readonly Column<Finding>[] {
  const columns: readonly Column<Finding>[] = [
    {
      id: 'severity',
      from: 'tablet',
      header: 'Severity',
      width: '104px',
      sorts: { descending: 'severity' },
      cell: ({ severity }) => (
        <Value
          name={`severity ${severityNames[severity]}`}
          copy={severity}
          onOnly={() => only('severity', severity)}
          onWithout={() => without('severity', severity)}
        >
          <SeverityTag severity={severity} />
        </Value>
      ),
    },
    {
      id: 'finding',
      header: 'Finding',
      cell: (finding) => (
        <>
          <span className={classes.severity}>
            <SeverityTag severity={finding.severity} />
            <Ago at={finding.lastAt} />
          </span>
          <Link to="/findings/$finding" params={{ finding: finding.id }} className={cell.name}>
            {finding.title}
          </Link>
          <p className={classes.sentence}>
            <Told text={finding.sentence} />
          </p>
        </>
      ),
    },
    {
      id: 'workload',
      header: 'Workload',
      width: '112px',
      from: 'tablet',
      cell: ({ workload }) => {
        const { place, name } = splitWorkload(workload);
        return (
          <Value
            name={workload}
            copy={workload}
            onOnly={() => only('scope', workload)}
            onWithout={() => without('scope', workload)}
          >
            {name}
            <small className={classes.place}>{place}</small>
          </Value>
        );
      },
    },
    {
      id: 'technique',
      header: 'Technique',
      width: '190px',
      from: 'wide',
      cell: (finding) => {
        const technique = finding.kind === 'detection' ? finding.technique : undefined;
        return technique === undefined ? (
          <span className="quiet">–</span>
        ) : (
          <Value
            name={`technique ${technique.id}`}
            copy={technique.id}
            onOnly={() => only('technique', technique.id)}
            onWithout={() => without('technique', technique.id)}
          >
            {technique.name}
            <small className={classes.place}>{technique.id}</small>
          </Value>
        );
      },
    },
    {
      id: 'state',
      header: 'State',
      width: '120px',
      from: 'desktop',
      cell: ({ state, verdict }) => (
        <Value
          name={`state ${stateNames[state]}`}
          copy={state}
          onOnly={() => only('state', state)}
          onWithout={() => without('state', state)}
        >
          <StateTag state={state} verdict={verdict} />
        </Value>
      ),
    },
    {
      id: 'detector',
      header: 'Detector',
      width: '150px',
      from: 'wide',
      cell: ({ detector }) => (
        <Value
          name={`detector ${detector}`}
          copy={detector}
          onOnly={() => only('detector', detector)}
          onWithout={() => without('detector', detector)}
        >
          {detector}
        </Value>
      ),
    },
    {
      id: 'count',
      header: 'Times',
      width: '68px',
      align: 'end',
      from: 'tablet',
      sorts: { descending: 'count' },
      cell: ({ count }) => formatCount(count),
    },
    {
      id: 'at',
      header: 'Last',
      width: '104px',
      align: 'end',
      from: 'tablet',
      sorts: { descending: 'newest', ascending: 'oldest' },
      cell: ({ lastAt }) => <Ago at={lastAt} />,
    },
  ];
  return oneState ? columns.filter(({ id }) => id !== 'state') : columns;
}

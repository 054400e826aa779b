/** Where it happened: workload, container, image, process. */
import type { Detection } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { shortId } from '../../../lib/format.ts';
import { At } from '../../../ui/moment.tsx';
import type { Fact } from '../../../ui/panel.tsx';
import { Place } from './place.tsx';

export function Where({ finding }: { readonly finding: Detection }): ReactNode {
  const { container, process, workload } = finding;
  return (
    <Place
      workload={workload}
      facts={[
        [
          'Container',
          <>
            {container.name} <code title={container.id}>{shortId(container.id)}</code>
          </>,
        ],
        [
          'Image',
          <>
            {container.image || 'unknown'}{' '}
            {container.imageDigest !== '' && (
              <code title={container.imageDigest}>{shortId(container.imageDigest)}</code>
            )}
          </>,
        ],
        ['Started', <At key="s" at={container.startedAt} />],
        ...(process === undefined ? [] : processFacts(process)),
      ]}
    />
  );
}

function processFacts(process: NonNullable<Detection['process']>): readonly Fact[] {
  const { comm, executable, pid, containerPid, uid, gid, loginUid, terminal, parent } = process;
  return [
    [
      'Process',
      <>
        <code>{executable || comm}</code> pid {containerPid} in the container, {pid} on the host
      </>,
    ],
    ...(parent === undefined ? [] : [['Started by', <code key="p">{parent.executable || parent.comm}</code>] as const]),
    ['Runs as', `uid ${uid}, gid ${gid}${uid === 0 ? ' (root)' : ''}`],
    ['Signed in', loginUid === undefined ? 'nobody: not started from a login' : `host user with uid ${loginUid}`],
    ['Terminal', terminal ? 'yes' : 'no'],
  ];
}

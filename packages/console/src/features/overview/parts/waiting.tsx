/** First run: everything is ready and nothing has happened yet. It turns live by itself. */
import type { Status } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { Mark } from '../../../ui/mark.tsx';
import { Sensors } from './sensors.tsx';
import classes from './waiting.module.css';

export function Waiting({ status }: { readonly status: Status }): ReactNode {
  return (
    <div className={classes.page}>
      <section className={classes.hero}>
        <div className={classes.mark}>
          <Mark size={96} />
        </div>
        <div>
          <h1>Waiting for the first container</h1>
          <p role="status">
            {status.nodes.length === 0
              ? 'No agent has reported yet. “plimsoll up” starts one on this host.'
              : `${formatAmount(status.nodes.length, 'sensor')} running. This page turns live with the first event; nothing has to be reloaded.`}
          </p>
        </div>
      </section>
      <ol className={classes.steps}>
        <li>
          <h2>Start something</h2>
          <p>Any container on this host, new or already there. It shows up within a second of its start.</p>
          <code>docker run --rm -p 8080:80 nginx</code>
        </li>
        <li>
          <h2>Let it work</h2>
          <p>
            Plimsoll learns which programs it starts and which system calls it makes. It says how likely something new
            still is; it never counts down.
          </p>
        </li>
        <li>
          <h2>Draw the line</h2>
          <p>
            When its baseline is ready, switch it to monitor: whatever departs from then on is a finding that says why.
          </p>
        </li>
      </ol>
      <Sensors status={status} />
    </div>
  );
}

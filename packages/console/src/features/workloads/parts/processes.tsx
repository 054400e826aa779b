/** Which program starts which, with which arguments: grouped by the parent, most frequent first. */
import type { BaselineView } from '@plimsoll/api';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { asCommand, asCurl } from '../../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { Toolbar } from '../../../ui/data-table/toolbar.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import classes from './behaviour-tab.module.css';
import { groupByParent, matchesText } from './process-tree.ts';

type Processes = BaselineView['processes'];

const route = getRouteApi('/frame/workloads/$');

export function Processes({ processes }: { readonly processes: Processes }): ReactNode {
  const { text, trust } = route.useSearch();
  const { _splat: id = '' } = route.useParams();
  const go = useNavigate();
  const shown = processes.filter(
    (process) => matchesText(process, text) && (trust === undefined || process.trust === trust),
  );
  return (
    <Panel title="Processes" lead="Parent, program and the shape of its arguments. What is not here is new.">
      <Toolbar
        label="Search programs"
        text={text}
        onText={(next) =>
          next !== text && void go({ to: '.', search: (before) => ({ ...before, text: next }), resetScroll: false })
        }
        shown={`${formatCount(shown.length)} of ${formatAmount(processes.length, 'shape')} shown`}
        curl={asCurl(window.location.origin, 'getBaseline', { params: { workload: id } })}
        command={asCommand(['baseline', 'show', id])}
      />
      <div className={classes.tree}>
        {groupByParent(shown).map(({ parent, starts, children }) => (
          <section key={parent} className={classes.parent}>
            <h3>
              <code>{parent}</code> <span className="quiet">starts {formatAmount(starts, 'time')}</span>
            </h3>
            <table className={classes.table}>
              <caption className="visually-hidden">Started by {parent}</caption>
              <thead>
                <tr>
                  <th scope="col">Program</th>
                  <th scope="col">Arguments</th>
                  <th scope="col" data-from="tablet">
                    Runs as
                  </th>
                  <th scope="col" data-align="end">
                    Times
                  </th>
                  <th scope="col" data-from="tablet">
                    Trust
                  </th>
                </tr>
              </thead>
              <tbody>
                {children.map((child) => (
                  <tr key={`${child.executable} ${child.args} ${child.uid}`}>
                    <td className={classes.program}>
                      <code>{child.executable}</code>
                    </td>
                    <td>{child.args === '' ? <span className="quiet">none</span> : <code>{child.args}</code>}</td>
                    <td data-from="tablet">uid {child.uid}</td>
                    <td data-align="end">{formatCount(child.count)}</td>
                    <td data-from="tablet">
                      <TrustTag trust={child.trust} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
        {shown.length === 0 && <p>No program matches “{text}”.</p>}
      </div>
    </Panel>
  );
}

export function TrustTag({ trust }: { readonly trust: Processes[number]['trust'] }): ReactNode {
  return trust === 'trusted' ? (
    <Tag tone="clear" icon="check" word="Trusted" />
  ) : (
    <Tag tone="learn" icon="learn" word="Learned once" />
  );
}

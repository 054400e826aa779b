/** Plain steps for this kind of finding, commands ready to copy. */

import type { Detection } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { useCopy } from '../../../lib/use-copy.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { adviceFor } from './advice-for.ts';
import classes from './what-to-do.module.css';

export function WhatToDo({ finding }: { readonly finding: Detection }): ReactNode {
  const copyText = useCopy();
  const { technique } = finding;
  return (
    <Panel
      title="What to do"
      aside={
        technique !== undefined && (
          <span className="quiet">{`${technique.tactic} · ${technique.name} (${technique.id})`}</span>
        )
      }
    >
      <ol className={classes.steps}>
        {adviceFor(finding).map(({ words, command }) => (
          <li key={words}>
            <p>{words}</p>
            {command !== undefined && (
              <div className={classes.command}>
                <code>{command}</code>
                <IconButton icon="copy" label="Copy the command" onClick={() => copyText(command)} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

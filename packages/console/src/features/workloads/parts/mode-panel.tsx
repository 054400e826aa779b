/** How strictly the baseline is applied, and how to change that. */
import type { Mode, WorkloadSummary } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { modeMeanings, modeNames, modes } from '../../../lib/words.ts';
import { Button } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { ModeDialog } from './mode-dialog.tsx';
import classes from './mode-panel.module.css';
import { ReadyDialog } from './ready-dialog.tsx';

export function ModePanel({ workload }: { readonly workload: WorkloadSummary }): ReactNode {
  const [wanted, setWanted] = useState<Mode>();
  const [declaring, setDeclaring] = useState(false);
  const { mode, dryRun, readiness, declaredReady } = workload;
  return (
    <Panel title="Mode">
      <div className={classes.mode}>
        <Segments
          label="Mode"
          value={mode}
          options={modes.map((value) => ({ value, word: modeNames[value] }))}
          onChange={setWanted}
        />
        <p>{modeMeanings[mode]}</p>
        {mode === 'protect' && (
          <>
            <p className={classes.dry} data-on={dryRun || undefined}>
              {dryRun
                ? 'Dry run: it says what it would stop, and stops nothing.'
                : 'It stops programs outside the baseline.'}
            </p>
            <Button onClick={() => setWanted('protect')}>
              {dryRun ? 'Turn the dry run off …' : 'Back to dry run …'}
            </Button>
          </>
        )}
        {!readiness.ready &&
          (declaredReady ? (
            <p className="quiet">
              Somebody declared this baseline ready before the estimate did. History says who and why.
            </p>
          ) : (
            <>
              <p className="quiet">It leaves discover when its baseline is ready, or when you say so.</p>
              <Button onClick={() => setDeclaring(true)}>I say it is ready …</Button>
            </>
          ))}
      </div>
      {wanted !== undefined && (
        <ModeDialog
          workloads={[workload]}
          wanted={wanted}
          onClose={() => setWanted(undefined)}
          onDone={() => setWanted(undefined)}
        />
      )}
      {declaring && <ReadyDialog workload={workload} onClose={() => setDeclaring(false)} />}
    </Panel>
  );
}

/** What is scanned and fetched at set times, when next, and what came of it last. */
import type { Schedule } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { cronWords } from '../../../lib/cron-words.ts';
import { useServices } from '../../../lib/services.tsx';
import { Button } from '../../../ui/button.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { Facts, Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { None, Unanswered } from '../../../ui/unanswered.tsx';
import classes from '../page.module.css';
import { registriesQuery, schedulesQuery, useRemoveSchedule, useRunSchedule } from '../queries.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { inZone, scopeWords } from './schedule-words.ts';

export function SchedulesTab(): ReactNode {
  const { api } = useServices();
  const asked = useQuery(schedulesQuery(api));
  const [editing, setEditing] = useState<Schedule | 'new'>();
  const [removing, setRemoving] = useState<Schedule>();
  if (asked.data === undefined)
    return <Unanswered error={asked.error} what="schedules" onRetry={() => void asked.refetch()} />;
  const { items } = asked.data;
  return (
    <section className={classes.part} aria-label="Schedules">
      <div className={classes.intro}>
        <p>A time that passed while the server was off is made up for once.</p>
        <Button look="main" icon="plus" onClick={() => setEditing('new')}>
          Add a schedule …
        </Button>
      </div>
      {items.length === 0 && (
        <None title="No schedules yet">
          <p>Images are still scanned when their containers start, and judged again when advisories change.</p>
        </None>
      )}
      {items.map((schedule) => (
        <SchedulePanel
          key={schedule.id}
          schedule={schedule}
          onEdit={() => setEditing(schedule)}
          onRemove={() => setRemoving(schedule)}
        />
      ))}
      {editing !== undefined && (
        <ScheduleDialog schedule={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {removing !== undefined && <Removing schedule={removing} onClose={() => setRemoving(undefined)} />}
    </section>
  );
}

interface SchedulePanelProps {
  readonly schedule: Schedule;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function SchedulePanel({ schedule, onEdit, onRemove }: SchedulePanelProps): ReactNode {
  const { api, notice } = useServices();
  const registries = useQuery(registriesQuery(api)).data?.items ?? [];
  const running = useRunSchedule();
  const { name, cron, timezone, scope, enabled, nextAt, lastAt, lastResult } = schedule;
  const words = cronWords(cron);
  return (
    <Panel
      title={name}
      aside={
        enabled ? <Tag tone="clear" icon="clock" word="On" /> : <Tag tone="plain" icon="pause" word="Turned off" />
      }
    >
      <Facts
        columns={2}
        facts={[
          ['Does', scopeWords(scope, registries)],
          [
            'When',
            <>
              {words ?? 'as'} <code className={classes.cron}>{cron}</code>, {timezone}
            </>,
          ],
          [
            'Next',
            nextAt === null ? (
              'never: it is turned off'
            ) : (
              <>
                <Ago at={nextAt} />, {inZone(nextAt, timezone)}
              </>
            ),
          ],
          [
            'Last',
            lastAt === null || lastResult === null ? (
              'not yet'
            ) : (
              <>
                <Ago at={lastAt} />: {lastResult}
              </>
            ),
          ],
        ]}
      />
      <div className={classes.actions}>
        <Button
          icon="play"
          onClick={() =>
            running.mutate(schedule.id, {
              onSuccess: (ran) => notice.set(ran.lastResult ?? 'It ran'),
              onError: (error) => notice.set(error.message),
            })
          }
          aria-label={`Run now: ${name}`}
          disabledBecause={running.isPending ? 'Being run' : undefined}
        >
          Run now
        </Button>
        <Button onClick={onEdit} aria-label={`Change ${name}`}>
          Change …
        </Button>
        <Button look="bare" onClick={onRemove} aria-label={`Remove ${name}`}>
          Remove …
        </Button>
      </div>
    </Panel>
  );
}

function Removing({ schedule, onClose }: { readonly schedule: Schedule; readonly onClose: () => void }): ReactNode {
  const removing = useRemoveSchedule();
  return (
    <RemoveDialog
      title={`Remove ${schedule.name}`}
      plan={['It does not run any more.', 'Scans that wait because of it stay in the queue.', 'What it found stays.']}
      pending={removing.isPending}
      error={removing.error}
      onRemove={() => removing.mutate(schedule.id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

/** A schedule, new or changed. */
import type { Schedule } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { cronWords } from '../../../lib/cron-words.ts';
import { useServices } from '../../../lib/services.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextArea, TextField, Tick } from '../../../ui/field.tsx';
import { Form, linesOf, textOf } from '../../../ui/form.tsx';
import page from '../page.module.css';
import { type NewSchedule, registriesQuery, useSaveSchedule } from '../queries.ts';
import classes from './registry-dialog.module.css';

type Kind = Schedule['scope']['kind'];
const kinds: Record<Kind, string> = {
  running: 'Scan what runs',
  all: 'Scan every image that is known here',
  registry: 'Look through a registry',
  references: 'Scan images by name',
  advisories: 'Fetch advisories, then judge what they change',
};
const presets = ['0 * * * *', '0 3 * * *', '0 5 * * 0'] as const;

interface ScheduleDialogProps {
  readonly schedule: Schedule | undefined;
  readonly onClose: () => void;
}

export function ScheduleDialog({ schedule, onClose }: ScheduleDialogProps): ReactNode {
  const { api } = useServices();
  const saving = useSaveSchedule();
  const registries = useQuery(registriesQuery(api)).data?.items ?? [];
  const [kind, setKind] = useState<Kind>(schedule?.scope.kind ?? 'running');
  const [cron, setCron] = useState(schedule?.cron ?? '0 3 * * *');
  const [enabled, setEnabled] = useState(schedule?.enabled ?? true);
  const [problem, setProblem] = useState<string>();
  return (
    <Dialog title={schedule === undefined ? 'Add a schedule' : `Change ${schedule.name}`} onClose={onClose}>
      <Form
        submit={schedule === undefined ? 'Add it' : 'Save'}
        onCancel={onClose}
        pending={saving.isPending}
        error={saving.error}
        onSubmit={(values) => {
          const name = textOf(values, 'name');
          const scope = scopeOf(values, kind);
          setProblem(name === undefined ? 'Give it a name.' : undefined);
          if (name === undefined) return;
          const timezone = textOf(values, 'timezone');
          const input = { name, cron: cron.trim(), scope, enabled, ...(timezone !== undefined && { timezone }) };
          saving.mutate({ id: schedule?.id, input }, { onSuccess: onClose });
        }}
      >
        <TextField label="Name" name="name" defaultValue={schedule?.name} maxLength={100} error={problem} />
        <SelectField label="Does" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
          {Object.entries(kinds).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </SelectField>
        {kind === 'registry' && (
          <SelectField
            label="Registry"
            name="registry"
            defaultValue={schedule?.scope.kind === 'registry' ? schedule.scope.registry : undefined}
          >
            {registries.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
        {kind === 'references' && (
          <TextArea
            label="Images"
            name="references"
            spellCheck={false}
            defaultValue={schedule?.scope.kind === 'references' ? schedule.scope.references.join('\n') : ''}
            hint="One a line."
          />
        )}
        <div className={classes.pair}>
          <TextField
            label="When"
            value={cron}
            maxLength={100}
            spellCheck={false}
            onChange={(event) => setCron(event.target.value)}
            hint={cronWords(cron) ?? 'Cron: minute, hour, day, month, weekday.'}
          />
          <TextField
            label="Time zone"
            name="timezone"
            defaultValue={schedule?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone}
            maxLength={64}
          />
        </div>
        <div className={page.actions}>
          {presets.map((preset) => (
            <Button key={preset} aria-pressed={preset === cron} onClick={() => setCron(preset)}>
              {cronWords(preset)}
            </Button>
          ))}
        </div>
        <Tick label="On" checked={enabled} onChange={setEnabled} />
      </Form>
    </Dialog>
  );
}

function scopeOf(values: FormData, kind: Kind): NewSchedule['scope'] {
  switch (kind) {
    case 'registry':
      return { kind, registry: (textOf(values, 'registry') ?? '') as Schedule['id'] };
    case 'references':
      return { kind, references: linesOf(values, 'references') };
    default:
      return { kind };
  }
}

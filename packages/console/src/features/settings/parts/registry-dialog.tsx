/** A registry, new or changed. Secrets are written here and never read back. */
import type { Registry } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextArea, TextField, Tick } from '../../../ui/field.tsx';
import { Form, linesOf, textOf } from '../../../ui/form.tsx';
import { type NewRegistry, useSaveRegistry } from '../queries.ts';
import { CredentialFields, type Credentials } from './credential-fields.tsx';
import { type FilterRow, FilterRows, filtersOf, rowOf } from './filter-rows.tsx';
import classes from './registry-dialog.module.css';

interface RegistryDialogProps {
  readonly registry: Registry | undefined;
  readonly onClose: () => void;
}

export function RegistryDialog({ registry, onClose }: RegistryDialogProps): ReactNode {
  const saving = useSaveRegistry();
  const [enabled, setEnabled] = useState(registry?.enabled ?? true);
  const [insecure, setInsecure] = useState(registry?.insecure ?? false);
  const [kind, setKind] = useState<Credentials>(registry === undefined ? 'none' : 'keep');
  const [rows, setRows] = useState<readonly FilterRow[]>(() => (registry?.filters ?? []).map(rowOf));
  const [missing, setMissing] = useState<readonly ('name' | 'host' | 'secret')[]>([]);
  return (
    <Dialog
      title={registry === undefined ? 'Add a registry' : `Change ${registry.name}`}
      width="wide"
      onClose={onClose}
    >
      <Form
        submit={registry === undefined ? 'Add it' : 'Save'}
        onCancel={onClose}
        pending={saving.isPending}
        error={saving.error}
        onSubmit={(values) => {
          const name = textOf(values, 'name');
          const host = hostOf(textOf(values, 'host'));
          const credentials = credentialsOf(values, kind);
          setMissing([
            ...(name === undefined ? (['name'] as const) : []),
            ...(host === undefined ? (['host'] as const) : []),
            ...(credentials === 'missing' ? (['secret'] as const) : []),
          ]);
          if (name === undefined || host === undefined || credentials === 'missing') return;
          const certificate = clientCertificateOf(values);
          const input = {
            ...{ name, host, enabled, insecure, filters: filtersOf(rows), mirrors: linesOf(values, 'mirrors') },
            ca: textOf(values, 'ca') ?? null,
            poll: pollOf(values),
            limits: { scans: numberOf(values, 'scans', 2), requests: numberOf(values, 'requests', 4) },
            ...(credentials !== undefined && { credentials }),
            ...(certificate !== undefined && { clientCertificate: certificate }),
          };
          saving.mutate({ id: registry?.id, input }, { onSuccess: onClose });
        }}
      >
        <div className={classes.pair}>
          <TextField
            label="Name"
            name="name"
            defaultValue={registry?.name}
            maxLength={100}
            error={missing.includes('name') ? 'Give it a name.' : undefined}
          />
          <TextField
            label="Host"
            name="host"
            defaultValue={registry?.host}
            maxLength={255}
            placeholder="registry.example:5000"
            spellCheck={false}
            error={missing.includes('host') ? 'Write its host, without https://.' : undefined}
          />
        </div>
        <CredentialFields
          kind={kind}
          onKind={setKind}
          known={registry?.credentials}
          error={missing.includes('secret') ? 'Write all of it, or choose another way to sign in.' : undefined}
        />
        <FilterRows rows={rows} onRows={setRows} />
        <div className={classes.pair}>
          <TextField
            label="Look through it"
            name="cron"
            defaultValue={registry?.poll?.cron}
            placeholder="only when asked"
            hint="Cron, such as */30 * * * *. Empty: only when asked, or when it tells of a push."
          />
          <TextField
            label="Time zone"
            name="timezone"
            defaultValue={registry?.poll?.timezone}
            placeholder="the server’s own"
          />
        </div>
        <details>
          <summary>More: mirrors, limits, certificates</summary>
          <div className={classes.more}>
            <TextArea
              label="Mirrors"
              name="mirrors"
              defaultValue={registry?.mirrors.join('\n')}
              hint="Hosts that are asked before it, one a line."
            />
            <div className={classes.pair}>
              <TextField
                label="Scans at once"
                name="scans"
                type="number"
                min={1}
                max={16}
                defaultValue={registry?.limits.scans ?? 2}
              />
              <TextField
                label="Requests at once"
                name="requests"
                type="number"
                min={1}
                max={32}
                defaultValue={registry?.limits.requests ?? 4}
              />
            </div>
            <TextArea
              label="Extra certificate authority"
              name="ca"
              defaultValue={registry?.ca ?? ''}
              hint="PEM."
              spellCheck={false}
            />
            <TextArea
              label="Client certificate"
              name="cert"
              spellCheck={false}
              hint={registry?.clientCertificate == null ? 'PEM.' : 'PEM. Empty: the one it has stays.'}
            />
            <TextArea
              label="Key of the client certificate"
              name="key"
              spellCheck={false}
              hint="PEM. Written, never shown."
            />
            <Tick
              label="May be spoken to without TLS"
              hint="Whoever is on the way can then read its credentials and change its images."
              checked={insecure}
              onChange={setInsecure}
            />
          </div>
        </details>
        <Tick label="In use" checked={enabled} onChange={setEnabled} />
      </Form>
    </Dialog>
  );
}

/** A registry is often copied as an address: of that only the host counts. */
function hostOf(written: string | undefined): string | undefined {
  const host = written?.replace(/^https?:\/\//i, '').replace(/\/(v2\/?)?$/i, '');
  return host === '' ? undefined : host;
}

function credentialsOf(values: FormData, kind: Credentials): NewRegistry['credentials'] | 'missing' | undefined {
  if (kind === 'keep') return undefined;
  if (kind === 'none' || kind === 'docker') return { kind };
  // What is a secret is taken as it was written: a space may belong to it.
  const secret = String(values.get('secret') ?? '');
  const user = textOf(values, 'user');
  if (secret === '') return 'missing';
  if (kind !== 'basic') return { kind, token: secret };
  return user === undefined ? 'missing' : { kind, user, password: secret };
}

function clientCertificateOf(values: FormData): NewRegistry['clientCertificate'] | undefined {
  const [cert, key] = [textOf(values, 'cert'), textOf(values, 'key')];
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

function pollOf(values: FormData): NewRegistry['poll'] {
  const [cron, timezone] = [textOf(values, 'cron'), textOf(values, 'timezone')];
  return cron === undefined ? null : { cron, ...(timezone !== undefined && { timezone }) };
}

function numberOf(values: FormData, name: string, otherwise: number): number {
  const number = Number(textOf(values, name));
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}

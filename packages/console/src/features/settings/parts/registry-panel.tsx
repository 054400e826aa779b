/** One registry: how it is reached, what of it is looked at, whether that works. */
import type { Registry } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { cronWords } from '../../../lib/cron-words.ts';
import { formatAmount } from '../../../lib/format.ts';
import { Button } from '../../../ui/button.tsx';
import { Failure } from '../../../ui/form.tsx';
import { Ago, At } from '../../../ui/moment.tsx';
import { Facts, Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import classes from '../page.module.css';
import { usePollRegistry } from '../queries.ts';
import { filterWords } from './filter-words.ts';
import { HookDialog } from './hook-dialog.tsx';
import { TestDialog } from './test-dialog.tsx';

interface RegistryPanelProps {
  readonly registry: Registry;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

const kinds = {
  none: 'none: only what everybody may see',
  basic: 'user and password',
  bearer: 'token',
  identity: 'refresh token',
  docker: 'those of docker login on the server',
} as const;

export function RegistryPanel({ registry, onEdit, onRemove }: RegistryPanelProps): ReactNode {
  const polling = usePollRegistry();
  const [open, setOpen] = useState<'test' | 'hook'>();
  const { credentials, filters, mirrors, limits, hook, insecure, ca, clientCertificate } = registry;
  return (
    <Panel
      title={registry.name}
      aside={
        registry.enabled ? (
          <Tag tone="clear" icon="check" word="In use" />
        ) : (
          <Tag tone="plain" icon="pause" word="Turned off" />
        )
      }
      lead={
        <>
          {registry.host}
          {insecure && <strong className={classes.failed}> · may be spoken to without TLS</strong>}
        </>
      }
    >
      <Facts
        columns={2}
        facts={[
          [
            'Signs in with',
            <>
              {kinds[credentials.kind]}
              {credentials.user !== null && ` (${credentials.user})`}
              {credentials.setAt !== null && (
                <span className="quiet">
                  , set <Ago at={credentials.setAt} />
                </span>
              )}
            </>,
          ],
          ['Looks at', filters.length === 0 ? 'only what is asked for' : filters.map(filterWords).join('; ')],
          ['Looked through', <Polled key="p" registry={registry} />],
          [
            'Webhook',
            hook.secretSetAt === null ? (
              'no secret yet: nothing it tells is taken'
            ) : (
              <>
                {formatAmount(hook.accepted, 'message')} taken, {hook.refused} refused
                {hook.lastAt !== null && (
                  <>
                    , last <Ago at={hook.lastAt} />
                  </>
                )}
              </>
            ),
          ],
          ['At once', `${formatAmount(limits.scans, 'scan')}, ${formatAmount(limits.requests, 'request')}`],
          ['Mirrors', mirrors.length === 0 ? 'none' : mirrors.join(', ')],
          ...(ca === null ? [] : [['Authority', 'an extra certificate authority'] as const]),
          ...(clientCertificate === null
            ? []
            : [
                [
                  'Shows',
                  <>
                    {clientCertificate.subject}, valid until <At at={clientCertificate.validUntil} />
                  </>,
                ] as const,
              ]),
        ]}
      />
      {polling.error !== null && <Failure error={polling.error} />}
      <div className={classes.actions}>
        <Button icon="live" onClick={() => setOpen('test')}>
          Test the connection
        </Button>
        <Button
          icon="refresh"
          onClick={() => polling.mutate(registry.id)}
          disabledBecause={
            filters.length === 0
              ? 'It has no filters: there is nothing to look for'
              : polling.isPending
                ? 'Being looked through'
                : undefined
          }
        >
          Look for new tags
        </Button>
        <Button onClick={() => setOpen('hook')}>Webhook …</Button>
        <Button onClick={onEdit} aria-label={`Change ${registry.name}`}>
          Change …
        </Button>
        <Button look="bare" onClick={onRemove} aria-label={`Remove ${registry.name}`}>
          Remove …
        </Button>
      </div>
      {open === 'test' && <TestDialog registry={registry} onClose={() => setOpen(undefined)} />}
      {open === 'hook' && <HookDialog registry={registry} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

function Polled({ registry: { poll, lastPoll, nextPollAt } }: { readonly registry: Registry }): ReactNode {
  return (
    <>
      {poll === null ? 'only when asked' : (cronWords(poll.cron) ?? poll.cron)}
      {poll?.timezone !== undefined && ` (${poll.timezone})`}
      {nextPollAt !== null && (
        <>
          , next <At at={nextPollAt} />
        </>
      )}
      {lastPoll !== null &&
        (lastPoll.failure === null ? (
          <span className="quiet">
            ; <Ago at={lastPoll.at} />: {formatAmount(lastPoll.tags, 'tag')} in{' '}
            {formatAmount(lastPoll.repositories, 'repository', 'repositories')}, {lastPoll.changed} had moved
          </span>
        ) : (
          <span className={classes.failed}>
            ; <Ago at={lastPoll.at} />: {lastPoll.failure}
          </span>
        ))}
    </>
  );
}

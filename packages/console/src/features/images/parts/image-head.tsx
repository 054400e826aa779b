/** What image this is, what runs it, how far one may trust what is said of it. */
import { type ImageView, type ReportFormat, reportAddress } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { asCurl } from '../../../lib/copy-as.ts';
import { formatAmount, formatBytes, formatCount, shortId } from '../../../lib/format.ts';
import { splitImage } from '../../../lib/image-words.ts';
import { useNow, useServices } from '../../../lib/services.tsx';
import { formatDuration } from '../../../lib/time.ts';
import { useCopy } from '../../../lib/use-copy.ts';
import { Button } from '../../../ui/button.tsx';
import { ChoiceMenu } from '../../../ui/choice-menu.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { type Fact, Facts } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import classes from '../image-page.module.css';
import { useRequestScans } from '../queries.ts';
import { lifeWords } from './end-of-life.ts';
import { ImageStateTag } from './image-state-tag.tsx';
import { rescanReference } from './rescan-reference.ts';
import { ScanDialog } from './scan-dialog.tsx';

export function ImageHead({ view }: { readonly view: ImageView }): ReactNode {
  const { summary } = view;
  const { place, name } = splitImage(summary.name);
  return (
    <header className={classes.head}>
      <p className={classes.place}>{place === '' ? 'Image' : place}</p>
      <h1>{name}</h1>
      <p className={classes.tags}>
        <ImageStateTag state={summary.state} why={summary.failure?.message} />
        {summary.kev > 0 && (
          <Tag tone="critical" icon="exploited" word={`${formatCount(summary.kev)} exploited`} filled />
        )}
        {!summary.current && <Tag tone="plain" icon="clock" word="Its tag has moved on" />}
        {summary.scannedAt !== null && (
          <span className="quiet">
            scanned <Ago at={summary.scannedAt} />, first seen <Ago at={summary.firstSeenAt} />
          </span>
        )}
      </p>
      <ImageFacts view={view} />
      <Incomplete view={view} />
      <Verdicts verdicts={view.verdicts} />
      <Actions view={view} />
    </header>
  );
}

function ImageFacts({ view: { summary, report, aliases } }: { readonly view: ImageView }): ReactNode {
  const now = useNow();
  const { os, platform, digest, bytes, layers, packages, workloads, containers } = summary;
  const life = os === null ? undefined : lifeWords(os, now);
  const base = report?.image.base;
  const facts: readonly Fact[] = [
    [
      'Digest',
      digest === null ? (
        'none: only in an engine'
      ) : (
        <code key="d" title={aliases.join('\n')}>
          {shortId(digest)}
        </code>
      ),
    ],
    [
      'System',
      os === null ? (
        'none that is known'
      ) : (
        <>
          {os.name}
          {life !== undefined && (
            <>
              , <span className={life.urgent ? classes.end : undefined}>{life.words}</span>
            </>
          )}
        </>
      ),
    ],
    ['Base', base === undefined ? 'not known' : (base.name ?? shortId(base.digest ?? 'not named'))],
    [
      'Size',
      `${formatBytes(bytes)} in ${formatAmount(layers, 'layer')}, ${formatAmount(packages, 'package')}${
        platform === null ? '' : `, ${platform.os}/${platform.architecture}`
      }`,
    ],
    [
      'Runs in',
      workloads.length === 0 ? (
        'nothing now'
      ) : (
        <>
          {workloads.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link to="/workloads/$" params={{ _splat: id }} search={{ tab: 'image' }}>
                {id}
              </Link>
            </span>
          ))}{' '}
          <span className="quiet">({formatAmount(containers, 'container')})</span>
        </>
      ),
    ],
    [
      'Advisories',
      report === null ? (
        'not held against any yet'
      ) : report.data === null ? (
        <strong key="a" className={classes.end}>
          none: vulnerabilities cannot be found
        </strong>
      ) : (
        <>
          newest {formatDuration(Math.max(0, now - report.data.newestAt))} old
          {report.data.feeds.some(({ failure }) => failure !== undefined) && (
            <>
              ,{' '}
              <Link to="/settings" search={{ tab: 'advisories' }}>
                not every feed was fetched
              </Link>
            </>
          )}
        </>
      ),
    ],
  ];
  return <Facts facts={facts} columns={2} />;
}

function Incomplete({ view: { report, summary } }: { readonly view: ImageView }): ReactNode {
  const { failure } = summary;
  if (failure !== null) {
    return (
      <div className={classes.incomplete} role="status">
        <p>
          <strong>The last scan failed.</strong> {failure.message}. {failure.hint}
          {report !== null && ' What is shown is of an earlier scan.'}
        </p>
      </div>
    );
  }
  if (report === null || (report.complete && report.data !== null && report.notes.length === 0)) return null;
  if (report.complete && report.data !== null) {
    return report.notes.map((note) => (
      <p key={note} className="quiet">
        {note}.
      </p>
    ));
  }
  return (
    <div className={classes.incomplete} role="status">
      <p>
        <strong>
          {report.data === null ? 'There were no advisories to hold it against.' : 'Not all of it could be looked at.'}
        </strong>{' '}
        What is not listed below may still be there.
      </p>
      <ul>
        {report.problems.map((problem) => (
          <li key={`${problem.code} ${problem.message}`}>
            {problem.message}
            {problem.path !== undefined && (
              <>
                {' '}
                in <code>{problem.path}</code>
              </>
            )}{' '}
            <span className="quiet">({problem.code})</span>
          </li>
        ))}
        {report.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}

function Verdicts({ verdicts }: Pick<ImageView, 'verdicts'>): ReactNode {
  if (verdicts.length === 0) return null;
  return (
    <ul className={classes.verdicts} aria-label="What the policies say">
      {verdicts.map(({ policy, passed, complete, breaches }) => (
        <li key={policy}>
          {!passed ? (
            <Tag tone="high" icon="broken" word={`Breaks ${policy}`} />
          ) : complete ? (
            <Tag tone="clear" icon="check" word={`Keeps ${policy}`} />
          ) : (
            <Tag tone="blind" icon="blind" word={`${policy}: cannot be said, not all was looked at`} />
          )}
          {breaches.map(({ rule, sentence }) => (
            <p key={rule} className="quiet">
              {sentence}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

const formats: readonly (readonly [ReportFormat, string, string])[] = [
  ['html', 'Report as a page', 'One file, opens without a network'],
  ['json', 'Report as JSON', 'Everything, with a published schema'],
  ['cyclonedx', 'SBOM, CycloneDX', 'With the vulnerabilities'],
  ['spdx', 'SBOM, SPDX 2.3', 'Packages and licences'],
  ['spdx3', 'SBOM, SPDX 3.0', 'Packages and licences'],
  ['openvex', 'OpenVEX', 'What is affected, fixed or accepted'],
  ['sarif', 'SARIF', 'For code scanning'],
  ['junit', 'JUnit', 'For a build server'],
  ['github', 'GitHub', 'Dependency snapshot'],
  ['gitlab', 'GitLab', 'Container scanning report'],
  ['table', 'Plain text', 'As the command line prints it'],
];

function Actions({ view: { summary, report } }: { readonly view: ImageView }): ReactNode {
  const copy = useCopy();
  const { notice } = useServices();
  const scanning = useRequestScans();
  const [asking, setAsking] = useState(false);
  const reference = rescanReference(summary);
  const again = () =>
    scanning.mutate([{ reference }], {
      onSuccess: () => notice.set('A scan of it is in the queue'),
      onError: () => setAsking(true),
    });
  return (
    <div className={classes.actions}>
      <Button icon="refresh" onClick={again} disabledBecause={scanning.isPending ? 'Being asked' : undefined}>
        Scan again
      </Button>
      {report !== null && (
        <ChoiceMenu
          label="Download"
          choices={formats.map(([format, label, hint]) => ({
            id: format,
            label,
            hint,
            onChoose: () => download(reportAddress(summary.id, format)),
          }))}
        >
          <Button icon="download">Download …</Button>
        </ChoiceMenu>
      )}
      <ChoiceMenu
        label="Copy as"
        choices={[
          {
            label: 'Copy as curl',
            hint: 'With $PLIMSOLL_TOKEN set',
            onChoose: () => copy(asCurl(window.location.origin, 'getImage', { params: { image: summary.id } })),
          },
          {
            label: 'Copy as command',
            hint: `plimsoll scan ${reference}`,
            onChoose: () => copy(`plimsoll scan ${reference}`),
          },
          { label: 'Copy the link', onChoose: () => copy(window.location.href) },
        ]}
      >
        <Button look="bare" icon="copy">
          Copy as
        </Button>
      </ChoiceMenu>
      {asking && <ScanDialog reference={reference} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** The server names the file and streams it; nothing is kept in the page. */
function download(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

/** Two images of one repository: what the newer brings, takes away and changes. */
import type { ImageFinding, ImageView } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { asCurl } from '../../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { fixNames, imageSeverityNames } from '../../../lib/image-words.ts';
import { useServices } from '../../../lib/services.tsx';
import { useCopy } from '../../../lib/use-copy.ts';
import { Button } from '../../../ui/button.tsx';
import { FilterMenu } from '../../../ui/data-table/filter-menu.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SeverityTag } from '../../../ui/tag.tsx';
import { TwinTable } from '../../../ui/twin.tsx';
import { Unanswered } from '../../../ui/unanswered.tsx';
import { Card } from '../../../ui/view-state.tsx';
import { nameOf } from '../finding-columns.tsx';
import { comparisonQuery } from '../queries.ts';
import classes from './compare-tab.module.css';
import { PackageChanges } from './package-changes.tsx';

const route = getRouteApi('/frame/images/$image');

export function CompareTab({ view }: { readonly view: ImageView }): ReactNode {
  const go = useNavigate();
  const { with: other } = route.useSearch();
  const { siblings } = view;
  if (siblings.length === 0 && other === undefined) {
    return (
      <Card kind="nothing" picture={<Icon name="images" size={28} />} title="Nothing to compare with">
        <p>No other image of this repository was scanned here. Scan another tag of it; it appears here.</p>
      </Card>
    );
  }
  return (
    <div className={classes.parts}>
      <div className={classes.choose}>
        <span>Compare with</span>
        <FilterMenu
          label="Image"
          chosen={other}
          values={siblings.map(({ id, name, tag }) => ({ value: id, word: tag ?? name }))}
          onChange={(id) => void go({ to: '.', search: (before) => ({ ...before, with: id }), resetScroll: false })}
        />
      </div>
      {other === undefined ? (
        <p className="quiet">Choose an image of the same repository. What is listed then is seen from this one.</p>
      ) : (
        <Compared from={other} to={view.summary.id} />
      )}
    </div>
  );
}

function Compared({ from, to }: { readonly from: string; readonly to: string }): ReactNode {
  const { api } = useServices();
  const copy = useCopy();
  const asked = useQuery(comparisonQuery(api, from, to));
  if (asked.data === undefined) {
    return <Unanswered error={asked.error} what="differences" onRetry={() => void asked.refetch()} />;
  }
  const { findings, packages, sharedLayers } = asked.data;
  return (
    <>
      <p>
        Against{' '}
        <Link to="/images/$image" params={{ image: from }}>
          {asked.data.from.name}
        </Link>
        , this image has <strong>{formatAmount(findings.addedTotal, 'new finding')}</strong>, is rid of{' '}
        <strong>{formatCount(findings.removedTotal)}</strong> and keeps {formatCount(findings.kept)};{' '}
        {formatAmount(packages.addedTotal, 'package')} came, {formatCount(packages.removedTotal)} went,{' '}
        {formatCount(packages.changedTotal)} changed version. The first {formatAmount(sharedLayers, 'layer')} are the
        same.{' '}
        <Button
          look="bare"
          icon="copy"
          onClick={() => copy(asCurl(window.location.origin, 'compareImages', { query: { from, to } }))}
        >
          Copy as curl
        </Button>
      </p>
      <FindingList title="New" found={findings.added} total={findings.addedTotal} image={to} />
      <FindingList title="Gone" found={findings.removed} total={findings.removedTotal} image={from} />
      {findings.changedTotal > 0 && (
        <Panel title={`Changed: ${formatCount(findings.changedTotal)}`}>
          <TwinTable
            words
            label="Findings that changed"
            columns={['Finding', 'Before', 'Now']}
            rows={findings.changed.map((each) => [nameOf(each.to), stateOf(each.from), stateOf(each.to)])}
          />
        </Panel>
      )}
      <PackageChanges packages={packages} />
    </>
  );
}

function stateOf(finding: ImageFinding): string {
  const severity = imageSeverityNames[finding.severity].toLowerCase();
  if (finding.kind !== 'vulnerability') return severity;
  return `${severity}, ${finding.fixedIn === undefined ? fixNames[finding.status].toLowerCase() : `fixed in ${finding.fixedIn}`}`;
}

interface FindingListProps {
  readonly title: string;
  readonly found: readonly ImageFinding[];
  readonly total: number;
  readonly image: string;
}

function FindingList({ title, found, total, image }: FindingListProps): ReactNode {
  return (
    <Panel
      title={`${title}: ${formatCount(total)}`}
      {...(found.length < total && { lead: `The worst ${formatCount(found.length)} of them.` })}
    >
      {total === 0 ? (
        <p className="quiet">none</p>
      ) : (
        <TwinTable
          words
          label={`${title} findings`}
          columns={['Severity', 'Finding', 'In', 'Says']}
          rows={found.map((finding) => [
            <SeverityTag key="s" severity={finding.severity} />,
            <Link key="l" to="/images/$image" params={{ image }} search={{ finding: finding.key }}>
              {nameOf(finding)}
            </Link>,
            finding.kind === 'vulnerability'
              ? `${finding.packageName} ${finding.packageVersion ?? ''}`
              : (finding.why.path ?? 'the configuration'),
            finding.title,
          ])}
        />
      )}
    </Panel>
  );
}

/** What a workload is made of: the images it runs, and the worst that was found in them. */
import type { WorkloadSummary } from '@plimsoll/api';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { type ImageSummary, splitImage } from '../../../lib/image-words.ts';
import { useServices } from '../../../lib/services.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SeverityBar } from '../../../ui/severity-bar.tsx';
import { SeverityTag, Tag } from '../../../ui/tag.tsx';
import { TwinTable } from '../../../ui/twin.tsx';
import { Unanswered } from '../../../ui/unanswered.tsx';
import { Card } from '../../../ui/view-state.tsx';
import { nameOf } from '../../images/finding-columns.tsx';
import { ImageStateTag } from '../../images/parts/image-state-tag.tsx';
import { KindCounts } from '../../images/parts/kind-counts.tsx';
import { UseTag } from '../../images/parts/use-tag.tsx';
import { imagesOfWorkload, worstImageFindings } from '../../images/queries.ts';
import classes from './image-tab.module.css';

export function ImageTab({ id }: { readonly id: WorkloadSummary['id'] }): ReactNode {
  const { api } = useServices();
  const asked = useQuery(imagesOfWorkload(api, id));
  const images = asked.data?.items ?? [];
  const worst = useQueries({ queries: images.map((image) => worstImageFindings(api, image.id)) });
  if (asked.data === undefined) {
    return <Unanswered error={asked.error} what="images" onRetry={() => void asked.refetch()} />;
  }
  if (images.length === 0) {
    return (
      <Card kind="nothing" picture={<Mark size={30} />} title="No image of it is known">
        <p>
          Nothing of it runs now, or its image was not looked at yet. It is looked at when a container of it starts.
        </p>
      </Card>
    );
  }
  return (
    <div className={classes.images}>
      {images.map((image, index) => (
        <Panel
          key={image.id}
          title={
            <Link to="/images/$image" params={{ image: image.id }}>
              {splitImage(image.name).name}
            </Link>
          }
          aside={<ImageStateTag state={image.state} why={image.failure?.message} />}
          lead={<Lead image={image} />}
        >
          <div className={classes.counts}>
            <SeverityBar counts={image.counts} />
            <KindCounts kinds={image.kinds} />
            {image.breaks.length > 0 && <Tag tone="high" icon="broken" word={`breaks ${image.breaks.join(', ')}`} />}
          </div>
          <TwinTable
            words
            label={`The worst findings of ${image.name}`}
            columns={['Severity', 'Finding', 'In', 'In use']}
            rows={(worst[index]?.data?.items ?? []).map(({ finding }) => [
              <SeverityTag key="s" severity={finding.severity} />,
              <Link
                key="l"
                to="/images/$image"
                params={{ image: image.id }}
                search={{ finding: finding.key }}
                title={finding.title}
              >
                {nameOf(finding)}
              </Link>,
              finding.kind === 'vulnerability' ? finding.packageName : (finding.why.path ?? 'the configuration'),
              finding.kind === 'vulnerability' && finding.use !== undefined ? (
                <UseTag key="u" use={finding.use.state} />
              ) : (
                '–'
              ),
            ])}
          />
        </Panel>
      ))}
    </div>
  );
}

function Lead({ image }: { readonly image: ImageSummary }): ReactNode {
  const { place } = splitImage(image.name);
  return (
    <>
      {place !== '' && `${place} · `}
      {formatAmount(image.containers, 'container')}
      {image.scannedAt !== null && (
        <>
          {' '}
          · scanned <Ago at={image.scannedAt} />
        </>
      )}
      {image.use !== null &&
        ` · ${formatAmount(image.use.executed + image.use.loaded, 'vulnerability', 'vulnerabilities')} in use`}
    </>
  );
}

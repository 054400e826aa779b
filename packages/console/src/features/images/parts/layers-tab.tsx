/** The layers as they lie on each other, the last on top; where the base ends; the same as a table. */
import type { ImageView } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount, formatBytes, formatCount, shortId } from '../../../lib/format.ts';
import { originNames, type SeverityCounts } from '../../../lib/image-words.ts';
import { Panel } from '../../../ui/panel.tsx';
import { SeverityBar } from '../../../ui/severity-bar.tsx';
import { Twin } from '../../../ui/twin.tsx';
import { commandWords } from './layer-name.ts';
import classes from './layers-tab.module.css';

const none: SeverityCounts = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };

export function LayersTab({ view }: { readonly view: ImageView }): ReactNode {
  const { report, summary } = view;
  if (report === null) return null;
  const found = new Map(view.layers.map((layer) => [layer.diffId, layer]));
  const layers = report.image.layers.map((layer) => ({
    ...layer,
    packages: found.get(layer.diffId)?.packages ?? 0,
    counts: found.get(layer.diffId)?.counts ?? none,
  }));
  const largest = Math.max(1, ...layers.map(({ bytes }) => bytes));
  const base = report.image.base;
  const label = `${formatAmount(layers.length, 'layer')}, ${formatBytes(summary.bytes)}`;
  return (
    <Panel
      title="Layers"
      lead={
        base === undefined
          ? 'Which layers are of a base image is not known.'
          : `${formatAmount(base.layers, 'layer is', 'layers are')} of ${base.name ?? 'a base image'}, known by ${howWords[base.how]}.`
      }
    >
      <Twin
        label={label}
        columns={['Layer', 'Made by', 'From', 'Size', 'Packages', 'Vulnerabilities']}
        rows={layers
          .toReversed()
          .map((layer) => [
            layer.index + 1,
            <code key="c">{layer.command === undefined ? 'not known' : commandWords(layer.command)}</code>,
            originNames[layer.origin],
            formatBytes(layer.bytes),
            formatCount(layer.packages),
            formatCount(Object.values(layer.counts).reduce((sum, count) => sum + count, 0)),
          ])}
        chart={
          <ol className={classes.stack} reversed>
            {layers.toReversed().map((layer) => (
              <li
                key={layer.diffId}
                id={`layer-${layer.index}`}
                className={classes.layer}
                data-origin={layer.origin}
                data-boundary={base !== undefined && layer.index === base.layers ? true : undefined}
              >
                <span className={classes.number}>{layer.index + 1}</span>
                <div className={classes.made}>
                  <code>{layer.command === undefined ? 'no instruction known' : commandWords(layer.command)}</code>
                  <span className={classes.size}>
                    <span className={classes.track} aria-hidden>
                      <span style={{ width: `${Math.max(1, (layer.bytes / largest) * 100)}%` }} />
                    </span>
                    {formatBytes(layer.bytes)} · {originNames[layer.origin].toLowerCase()} ·{' '}
                    <code title={layer.diffId}>{shortId(layer.diffId)}</code>
                  </span>
                </div>
                <Link
                  className={classes.link}
                  to="/images/$image"
                  params={{ image: summary.id }}
                  search={{ tab: 'packages', layer: layer.diffId }}
                >
                  {formatAmount(layer.packages, 'package')}
                </Link>
                <Link
                  className={classes.counts}
                  to="/images/$image"
                  params={{ image: summary.id }}
                  search={{ tab: 'findings', layer: layer.diffId }}
                >
                  <span className="visually-hidden">Findings of layer {layer.index + 1}: </span>
                  <SeverityBar counts={layer.counts} />
                </Link>
                {base !== undefined && layer.index === base.layers && (
                  <span className={classes.boundary}>below: {base.name ?? 'the base image'}</span>
                )}
              </li>
            ))}
          </ol>
        }
      />
    </Panel>
  );
}

const howWords = {
  annotation: 'a note of its builder',
  provenance: 'its provenance',
  'known-image': 'the same layers in an image that is known here',
  history: 'its history',
} as const;

/** All the grounds of a finding, so that it can be checked by hand. */
import type { ImageFinding, ImageView } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { originNames } from '../../../lib/image-words.ts';
import { At } from '../../../ui/moment.tsx';
import { type Fact, Facts } from '../../../ui/panel.tsx';
import { commandWords, layerName } from './layer-name.ts';

interface WhyProps {
  readonly finding: ImageFinding;
  readonly image: ImageView;
}

export function Why({ finding, image }: WhyProps): ReactNode {
  return (
    <section>
      <h3>Why</h3>
      <Facts facts={[...groundsOf(finding, image), ...ofKind(finding)]} />
    </section>
  );
}

function groundsOf({ why }: ImageFinding, image: ImageView): readonly Fact[] {
  const layer = image.report?.image.layers.find(({ diffId }) => diffId === why.layer);
  return [
    ['Source', <code key="s">{why.source}</code>],
    ['Condition', why.condition],
    ['Observed', <code key="o">{why.observed}</code>],
    ...fact('Path', why.path, (path) => <code>{path}</code>),
    ...fact('Layer', why.layer, (diffId) => (
      <>
        <Link
          to="/images/$image"
          params={{ image: image.summary.id }}
          search={{ tab: 'layers' }}
          hash={layer === undefined ? '' : `layer-${layer.index}`}
        >
          {layer === undefined
            ? diffId.slice(7, 19)
            : layerName({ index: layer.index, command: undefined }).split(' ')[0]}
        </Link>{' '}
        <code title={diffId}>{diffId.slice(7, 19)}</code>
      </>
    )),
    ...fact('Made by', why.command, (command) => <code>{commandWords(command)}</code>),
    ['From', originNames[why.origin]],
    ['Data of', why.dataAt === undefined ? 'needs none: it is in the image itself' : <At key="d" at={why.dataAt} />],
  ];
}

function fact<T>(word: string, value: T | undefined, show: (value: T) => ReactNode): readonly Fact[] {
  return value === undefined ? [] : [[word, show(value)]];
}

function ofKind(finding: ImageFinding): readonly Fact[] {
  switch (finding.kind) {
    case 'vulnerability':
      return [
        ...(finding.aliases.length > 1 ? [['Also called', finding.aliases.join(', ')] as const] : []),
        ['Package', <code key="p">{finding.purl}</code>],
      ];
    case 'secret':
      return [
        ['Value', <code key="v">{finding.redacted}</code>],
        ...fact('Line', finding.line, (line) => line),
        [
          'How certain',
          {
            checksum: 'its checksum fits',
            key: 'it parses as a key',
            shape: 'it only has the shape of one',
          }[finding.validated],
        ],
        ['Still in the image', finding.deletedLater ? 'a later layer deletes it; it is still in the layer' : 'yes'],
      ];
    case 'malware':
      return [
        [
          'Found by',
          { osv: 'list of malicious packages', yara: 'YARA rule', clamav: 'ClamAV', sign: 'sign in the image' }[
            finding.engine
          ],
        ],
        ...fact('File', finding.file, (digest) => <code>{digest}</code>),
        ['Still in the image', finding.deletedLater ? 'a later layer deletes it; it is still in the layer' : 'yes'],
      ];
    case 'misconfiguration':
      return [['Check', <code key="c">{finding.check}</code>]];
    case 'detection':
      return [['Aspect', finding.aspect]];
  }
}

/** What can be done with an image: scan it again, take its report along, copy it as a command. */
import { type ImageView, type ReportFormat, reportAddress } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { asCurl } from '../../../lib/copy-as.ts';
import { useServices } from '../../../lib/services.tsx';
import { useCopy } from '../../../lib/use-copy.ts';
import { Button } from '../../../ui/button.tsx';
import { ChoiceMenu } from '../../../ui/choice-menu.tsx';
import classes from '../image-page.module.css';
import { useRequestScans } from '../queries.ts';
import { rescanReference } from './rescan-reference.ts';
import { ScanDialog } from './scan-dialog.tsx';

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

export function ImageActions({ view: { summary, report } }: { readonly view: ImageView }): ReactNode {
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

import { writeCycloneDx } from '../sbom/write-cyclonedx.ts';
import { writeSpdx23 } from '../sbom/write-spdx23.ts';
import { writeSpdx30 } from '../sbom/write-spdx30.ts';
import type { Renderer } from './renderer.ts';

export const sbomRenderers: readonly Renderer[] = [
  {
    id: 'cyclonedx',
    summary: 'an SBOM in CycloneDX 1.6',
    mediaType: 'application/vnd.cyclonedx+json',
    extension: '.cdx.json',
    render: (report, { tool }) => writeCycloneDx(report, { vex: false, tool }),
  },
  {
    id: 'cyclonedx-vex',
    summary: 'the same with vulnerabilities and what was decided about them',
    mediaType: 'application/vnd.cyclonedx+json',
    extension: '.cdx.json',
    render: (report, { tool }) => writeCycloneDx(report, { vex: true, tool }),
  },
  {
    id: 'spdx',
    summary: 'an SBOM in SPDX 2.3',
    mediaType: 'application/spdx+json',
    extension: '.spdx.json',
    render: (report, { tool }) => writeSpdx23(report, { tool }),
  },
  {
    id: 'spdx3',
    summary: 'an SBOM in SPDX 3.0.1',
    mediaType: 'application/spdx+json',
    extension: '.spdx3.json',
    render: (report, { tool }) => writeSpdx30(report, { tool }),
  },
];

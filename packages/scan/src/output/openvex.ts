import { safeJsonText } from '../sbom/stream-json.ts';
import { writeOpenVex } from '../vex/write-openvex.ts';
import type { Renderer } from './renderer.ts';

export const openVexRenderer: Renderer = {
  id: 'openvex',
  summary: 'what was decided about vulnerabilities, as OpenVEX',
  mediaType: 'application/vnd.openvex+json',
  extension: '.openvex.json',
  *render(report) {
    yield safeJsonText(writeOpenVex(report));
  },
};

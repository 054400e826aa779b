import { githubRenderer } from './github.ts';
import { gitlabRenderer } from './gitlab.ts';
import { htmlRenderer } from './html/page.ts';
import { jsonRenderer } from './json.ts';
import { junitRenderer } from './junit.ts';
import { openVexRenderer } from './openvex.ts';
import type { Renderer } from './renderer.ts';
import { sarifRenderer } from './sarif.ts';
import { sbomRenderers } from './sbom-renderers.ts';

/** Every format but the terminal's table, which lives with the terminal. */
export const renderers: readonly Renderer[] = [
  jsonRenderer,
  sarifRenderer,
  ...sbomRenderers,
  junitRenderer,
  htmlRenderer,
  githubRenderer,
  gitlabRenderer,
  openVexRenderer,
];

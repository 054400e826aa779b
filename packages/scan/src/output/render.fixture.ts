/** Every renderer on the same report, whole and failed by a policy. */
import { failOnPolicy } from '../policy/fail-on.ts';
import { judgePolicy } from '../policy/judge-policy.ts';
import { renderers } from './registry.ts';
import type { RenderOptions } from './renderer.ts';
import { sampleReport } from './report.fixture.ts';

const options: RenderOptions = {
  tool: { name: 'plimsoll', version: '1.2.3' },
  showSuppressed: false,
  showHidden: false,
  verdict: undefined,
  commit: {
    sha: 'a'.repeat(40),
    ref: 'refs/heads/main',
    job: '77',
    correlator: 'ci build',
    url: 'https://forge.example/shop/web',
  },
};
export const verdict = judgePolicy(
  failOnPolicy(['critical,kev', 'secrets', 'licence=MIT']),
  sampleReport,
  sampleReport.scannedAt,
);
export async function render(id: string, report = sampleReport, changed: Partial<RenderOptions> = {}): Promise<string> {
  const renderer = renderers.find((each) => each.id === id);
  if (renderer === undefined) throw new Error(`no renderer ${id}`);
  let text = '';
  for await (const part of renderer.render(report, { ...options, ...changed })) text += part;
  return text;
}

import type { Package, ScanReport } from '@plimsoll/core';
import { ScanError } from '../errors.ts';
import { dependencyEdges } from '../sbom/dependency-graph.ts';
import { isoTime } from '../sbom/image-purl.ts';
import { safeJson } from '../sbom/stream-json.ts';
import type { Renderer, RenderOptions } from './renderer.ts';

/** GitHub's dependency submission: https://docs.github.com/rest/dependency-graph/dependency-submission */
export const githubRenderer: Renderer = {
  id: 'github',
  summary: 'a dependency snapshot for GitHub’s dependency graph',
  mediaType: 'application/json',
  extension: '.json',
  render: snapshot,
};

function* snapshot(report: ScanReport, { commit, tool }: RenderOptions): Generator<string> {
  if (commit === undefined)
    throw new ScanError('COMMIT_UNKNOWN', 'The GitHub format needs the commit it is of', {
      hint: 'Run it in a GitHub workflow, or set GITHUB_SHA and GITHUB_REF.',
    });
  const head = {
    version: 0,
    sha: commit.sha,
    ref: commit.ref,
    job: { id: commit.job, correlator: commit.correlator },
    detector: { name: tool.name, version: tool.version, url: commit.url },
    scanned: isoTime(report.scannedAt),
    metadata: {
      image: report.image.reference,
      ...(report.image.digest === undefined ? {} : { digest: report.image.digest }),
    },
  };
  yield `${safeJson(head).slice(0, -1)},\n"manifests": {`;
  let separator = '\n';
  for (const [path, packages] of byInventory(report.packages)) {
    yield `${separator}${safeJson(path)}: ${safeJson({ name: path, resolved: resolvedOf(packages) })}`;
    separator = ',\n';
  }
  yield '\n}}\n';
}

/** A manifest is what one file says is there. */
function byInventory(packages: readonly Package[]): ReadonlyMap<string, readonly Package[]> {
  const manifests = new Map<string, Package[]>();
  for (const item of packages) {
    const path = item.path.split('!')[0] || 'image';
    const same = manifests.get(path);
    if (same === undefined) manifests.set(path, [item]);
    else same.push(item);
  }
  return manifests;
}

function resolvedOf(packages: readonly Package[]): Readonly<Record<string, unknown>> {
  const edges = new Map([...dependencyEdges(packages)].map(({ from, to }) => [from, to.map(({ purl }) => purl)]));
  return Object.fromEntries(
    packages.map((item) => [
      item.purl,
      { package_url: item.purl, scope: item.scope, dependencies: edges.get(item) ?? [] },
    ]),
  );
}

/** A scan worker whose images are given: everything around scanning can be tried without layers and feeds. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdvisoryData, ImageFinding, ScanReport } from '@plimsoll/core';
import {
  type AdvisoryDelta,
  judgePolicy,
  nextChangeOf,
  readPolicy,
  type ScanPolicy,
  type StoredImage,
} from '@plimsoll/scan';
import type { Circumstances, Examined, ScanWorker, WorkerCalls } from '@plimsoll/server';

export interface ScriptedWorker extends ScanWorker {
  /** What a reference leads to; a function is called each time and may throw. */
  readonly images: Map<string, ScanReport | (() => Promise<ScanReport> | ScanReport)>;
  /** Package of a path, for every image. */
  readonly owners: Map<string, string>;
  /** The advisories there are: while they are set every fetch finds these and nothing newer. */
  data: AdvisoryData | undefined;
  /** What the next fetch of advisories changes. */
  delta: AdvisoryDelta;
  /** Chances of exploitation as the next fetch tells them, by vulnerability. */
  readonly scores: Map<string, number>;
  /** Registry: repository → tag → digest. */
  readonly tags: Map<string, Map<string, string>>;
  /** What was asked, in order. */
  readonly asked: { readonly op: keyof WorkerCalls; readonly about: string }[];
}

interface Documents {
  readonly exceptions: WorkerCalls['scan']['work']['exceptions'];
  readonly policies: readonly ScanPolicy[];
}

export function scriptedWorker(now: () => number): ScriptedWorker {
  const images: ScriptedWorker['images'] = new Map();
  const owners: ScriptedWorker['owners'] = new Map();
  const tags: ScriptedWorker['tags'] = new Map();
  const asked: ScriptedWorker['asked'] = [];
  const scores: ScriptedWorker['scores'] = new Map();
  let fetched: AdvisoryData | undefined;

  async function reportOf(reference: string): Promise<ScanReport> {
    const known = images.get(reference);
    if (known === undefined) {
      throw Object.assign(new Error(`There is no image ${reference}`), {
        code: 'IMAGE_NOT_FOUND',
        hint: 'Check its name',
      });
    }
    return typeof known === 'function' ? known() : known;
  }

  function examine(
    report: ScanReport,
    stored: StoredImage,
    around: Documents & { circumstances: Circumstances },
  ): Examined {
    const used = Object.fromEntries(
      (around.circumstances.usage?.files ?? []).map(({ path }) => [path, ownerOf(report, path)]),
    );
    const judged: ScanReport = {
      ...report,
      data: worker.data ?? fetched ?? report.data,
      scannedAt: now() as ScanReport['scannedAt'],
      findings: report.findings.map((finding) => suppressed(finding, around.exceptions)),
    };
    return {
      report: judged,
      stored,
      vex: [],
      profile: { packages: report.packages.length },
      reviewAt: nextChangeOf(judged.image, judged.scannedAt),
      aliases: [],
      verdicts: around.policies.map((policy) => judgePolicy(policy, judged, judged.scannedAt)),
      owners: used,
      layersKnown: 1,
    };
  }

  /** By name first: what a package is called stands for its files here. */
  function ownerOf(report: ScanReport, path: string): string {
    const name = owners.get(path);
    return report.packages.find((one) => one.name === name)?.id ?? '';
  }

  const calls: {
    [K in keyof WorkerCalls]: (work: WorkerCalls[K]['work'], watch: Watch) => Promise<WorkerCalls[K]['result']>;
  } = {
    async scan(work, watch) {
      watch.onProgress?.({ phase: 'opening', done: 0, total: 3, of: 'layers', bytesDone: 0, bytesTotal: 1 });
      const report = await reportOf(work.reference);
      watch.signal?.throwIfAborted();
      const { repository, digest } = report.image;
      const digests = digest === undefined ? [] : [digest];
      const circumstances = (await watch.known?.({ repository, digests })) ?? nothingKnown;
      return examine(report, storedOf(report, work.reference), { ...work, circumstances });
    },
    async judge(work) {
      return examine(await reportOf(work.stored.reference), work.stored, work);
    },
    async rematch({ images: subjects, exceptions }) {
      return Promise.all(
        subjects.map(async ({ image, packages, before }) => {
          const held = new Set(packages.map(({ id }) => id));
          const { findings } = await reportOf(image.reference);
          const after = findings
            .filter((finding) => finding.kind === 'vulnerability' && held.has(finding.package))
            .map((finding) => suppressed(finding, exceptions));
          const had = new Map(before.map((finding) => [finding.key, finding]));
          const has = new Set(after.map(({ key }) => key));
          return {
            added: after.filter(({ key }) => !had.has(key)),
            changed: after.filter((finding) => {
              const earlier = had.get(finding.key);
              return earlier !== undefined && marksOf(earlier) !== marksOf(finding);
            }),
            removed: [...had.keys()].filter((key) => !has.has(key)),
          };
        }),
      );
    },
    scores: async ({ ids }) =>
      ids.flatMap((id) => {
        const probability = scores.get(id);
        return probability === undefined ? [] : [{ id, epss: { probability, percentile: probability } }];
      }),
    verdicts: async ({ reports, policies }) =>
      reports.map((report) => policies.map((policy) => judgePolicy(policy, report, now() as ScanReport['scannedAt']))),
    bases: async () => undefined,
    async update() {
      const { data } = worker;
      if (data !== undefined) return { data, delta: { from: data.generation, to: data.generation, packages: [] } };
      const at = now() as ScanReport['scannedAt'];
      fetched = { generation: worker.delta.to, builtAt: at, newestAt: at, feeds: [epssFeed(at)] };
      return { data: fetched, delta: worker.delta };
    },
    async advisories() {
      const [first] = images.values();
      const report = typeof first === 'function' ? await first() : first;
      return worker.data ?? fetched ?? report?.data;
    },
    async detail({ id }) {
      return {
        summary: `What ${id} is`,
        details: `The advisory ${id} in its own words. It names versions, the way it is used, and who found it.`,
        references: [`https://advisories.example/${id}`],
        cwes: ['CWE-787'],
      };
    },
    policy: async ({ text }) => readPolicy(text, 'policy'),
    async owners({ stored, paths }) {
      const report = await reportOf(stored.reference);
      return Object.fromEntries(paths.map((path) => [path, ownerOf(report, path)]));
    },
    async render({ report, format }) {
      const file = join(tmpdir(), `plimsoll-${process.pid}-${asked.length}.json`);
      writeFileSync(file, JSON.stringify(report), { mode: 0o600 });
      return { file, mediaType: 'application/json', extension: `${format}.json` };
    },
    async probe({ host }) {
      return [
        { what: 'the connection', ok: true, detail: `${host} answers` },
        { what: 'signing in', ok: true, detail: 'the credentials are taken' },
      ];
    },
    repositories: async () => [...tags.keys()],
    tags: async ({ repository }) => [...(tags.get(repository)?.keys() ?? [])],
    async digests({ repository, tags: asked }) {
      const known = tags.get(repository);
      const found = asked.flatMap((tag) => {
        const digest = known?.get(tag);
        return digest === undefined ? [] : [[tag, digest] as const];
      });
      return { digests: Object.fromEntries(found), failure: undefined };
    },
  };

  const worker: ScriptedWorker = {
    images,
    owners,
    tags,
    scores,
    asked,
    data: undefined,
    delta: { from: 'g-1', to: 'g-2', packages: [] },
    async call(op, work, watch = {}) {
      const told = work as { reference?: string; stored?: StoredImage; repository?: string };
      asked.push({ op, about: told.reference ?? told.stored?.reference ?? told.repository ?? '' });
      watch.signal?.throwIfAborted();
      return calls[op](work as never, watch) as never;
    },
    close: async () => {},
  };
  return worker;
}

function epssFeed(at: ScanReport['scannedAt']) {
  return { feed: 'epss', records: 1, newestAt: at, fetchedAt: at, failure: undefined };
}

type Watch = NonNullable<Parameters<ScanWorker['call']>[2]>;

const nothingKnown: Circumstances = { usage: undefined, profiles: [], peers: [] };

function marksOf(finding: ImageFinding): string {
  const { severity, suppressed: by } = finding;
  const own = finding.kind === 'vulnerability' ? [finding.fixedIn, finding.kev?.addedAt] : [];
  return JSON.stringify([severity, by?.source, ...own]);
}

function suppressed(finding: ImageFinding, exceptions: Documents['exceptions']): ImageFinding {
  const by = exceptions.find(({ scope }) => scope.ids.includes(finding.why.source));
  if (by === undefined) return finding;
  const { id, status, reason, owner, expiresAt } = by;
  const until = expiresAt ?? undefined;
  return { ...finding, suppressed: { by: 'exception', source: id, status, justification: reason, owner, until } };
}

function storedOf({ image, scannedAt }: ScanReport, reference: string): StoredImage {
  return {
    schema: 1,
    scannedAt,
    reference,
    repository: image.repository,
    tag: image.tag,
    digest: image.digest,
    indexDigest: undefined,
    platform: image.platform,
    createdAt: image.createdAt,
    annotations: {},
    config: image.config,
    history: [],
    layers: [],
    configSecrets: [],
    materials: [],
  };
}

/**
 * The work itself, by the scanner.
 *
 * in     a folder for facts, one for advisories; work
 * out    reports, owners, generations, files
 * holds  nothing is kept between two pieces of work but facts and advisories, which others may share
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { productVersion, type ScanProgress } from '@plimsoll/api';
import type { EpochMs, Platform } from '@plimsoll/core';
import {
  analyzerSet,
  builtInSecretRules,
  builtInYaraRules,
  catalogers,
  createFactFolder,
  createMalwareAnalyzer,
  createScanner,
  createSecretAnalyzer,
  deltaBetween,
  departures,
  engineSockets,
  type ImageProfile,
  judgePolicy,
  type KnownImages,
  learnNorm,
  type NormLookup,
  nextChangeOf,
  openAdvisories,
  profileOf,
  readPolicy,
  renderers,
  ScanError,
  type Scanner,
  type StoredImage,
  type Surroundings,
  statusOf,
  updateAdvisories,
} from '@plimsoll/scan';
import type { Circumstances, Examined, JudgeWork } from '../worker.ts';
import { createBases } from './bases.ts';
import { withDocuments } from './documents.ts';
import { newFileIn } from './process-worker.ts';
import type { Hello } from './protocol.ts';
import { pruneFacts } from './prune-facts.ts';
import { registryCalls, registryOptions } from './registry-calls.ts';
import { rematchAll } from './rematch-all.ts';
import type { Calls } from './serve.ts';
import { createTrustFolder } from './trust.ts';
import { ownersOf, useLookup } from './use.ts';
import { createVexFolder, vexBeside } from './vex.ts';

/** Facts of some ten thousand layers. */
const mostFactBytes = 2 * 1024 ** 3;

export async function openCalls({ folder, advisories, dockerSocket, ...at }: Hello): Promise<Calls> {
  const now = () => Date.now() as EpochMs;
  const env = process.env;
  let scannerOnce: Promise<Scanner> | undefined;
  const bases = createBases(folder);
  const vexFolder = createVexFolder(at.vex);
  const trust = createTrustFolder(at.trust);
  const scannerOf = async () => {
    await bases.refresh();
    scannerOnce ??= composeScanner(folder, { now, knownImages: bases });
    return scannerOnce;
  };
  const sockets = engineSockets(env);

  function database() {
    try {
      return openAdvisories(advisories);
    } catch (error) {
      if (error instanceof ScanError && error.code === 'ADVISORIES_MISSING') return undefined;
      throw error;
    }
  }

  /** Everything a judgement of the image itself depends on, for as long as it takes. */
  async function judging<T>(
    circumstances: Circumstances,
    judge: (surroundings: Surroundings) => Promise<T>,
  ): Promise<T> {
    const open = database();
    try {
      return await judge({
        database: open,
        // Which documents are about it shows once it is judged: they are applied then.
        suppressors: [],
        uses: useLookup(circumstances.usage),
        norm: normOf(circumstances),
      });
    } finally {
      open?.close();
    }
  }

  async function examine(work: JudgeWork, layersKnown: number): Promise<Examined | undefined> {
    const scanner = await scannerOf();
    const judged = await judging(work.circumstances, (surroundings) => scanner.judge(work.stored, surroundings));
    if (judged === undefined) return undefined;
    const { contents } = judged;
    const report = await withDocuments(judged.report, { ...work, folder: vexFolder });
    return {
      report,
      stored: work.stored,
      vex: work.vex,
      profile: profileOf({ image: report.image, contents }),
      reviewAt: nextChangeOf(report.image, report.scannedAt, work.stored.history),
      aliases: aliasesOf(work.stored),
      verdicts: work.policies.map((policy) => judgePolicy(policy, report, now())),
      owners: ownersOf(contents, new Set((work.circumstances.usage?.files ?? []).map(({ path }) => path))),
      layersKnown,
    };
  }

  return {
    ...registryCalls(env),
    async bases({ images }) {
      await bases.keep(images);
      return undefined;
    },
    async scan(work, { signal, onProgress, known }) {
      const scanner = await scannerOf();
      let layersKnown = 0;
      const nothing: Circumstances = { usage: undefined, profiles: [], peers: [] };
      const scanned = await judging(nothing, (surroundings) =>
        scanner.scan(work.reference, {
          platform: platformOf(work.platform),
          registry: registryOptions(work.access, env),
          signal,
          surroundings,
          afresh: work.afresh,
          engines: dockerSocket === undefined ? sockets : { ...sockets, docker: dockerSocket, podman: dockerSocket },
          onProgress: (progress) => {
            layersKnown = Math.max(layersKnown, progress.layersKnown);
            onProgress(progressOf(progress));
          },
        }),
      );
      try {
        const { report, stored } = scanned;
        // An index holds an image for each platform; asked for none, it is this host's, by which engines call it too.
        const index = work.platform === undefined ? stored?.indexDigest : undefined;
        const digests = [...(stored === undefined ? [] : aliasesOf(stored)), ...(index === undefined ? [] : [index])];
        const circumstances = await known({ repository: report.image.repository, digests });
        const { exceptions, policies } = work;
        const { documents: vex, notes: vexNotes } =
          scanned.opened === undefined ? { documents: [], notes: [] } : await vexBeside(scanned.opened, trust);
        // Read once, judged twice: only now is it known whose image this is, and what runs of it.
        const examined =
          stored === undefined
            ? undefined
            : await examine({ stored, vex, circumstances, exceptions, policies }, layersKnown);
        if (examined === undefined) {
          const told = await withDocuments(report, { folder: vexFolder, vex, exceptions });
          const verdicts = policies.map((policy) => judgePolicy(policy, told, now()));
          const bare = { profile: undefined, reviewAt: undefined, owners: {}, aliases: digests };
          return { ...bare, report: told, stored, vex, verdicts, layersKnown };
        }
        const { problems, complete, durationMs } = report;
        const notes = [...new Set([...examined.report.notes, ...report.notes, ...vexNotes])];
        return { ...examined, aliases: digests, report: { ...examined.report, problems, complete, durationMs, notes } };
      } finally {
        await scanned.opened?.close();
      }
    },
    judge: (work) => examine(work, 0),
    rematch: (work) => rematchAll(work, { database, folder: vexFolder, now }),
    async scores({ ids }) {
      const open = database();
      try {
        return ids.flatMap((id) => {
          const epss = open?.epss(id);
          return epss === undefined ? [] : [{ id, epss }];
        });
      } finally {
        open?.close();
      }
    },
    verdicts: async ({ reports, policies }) =>
      reports.map((report) => policies.map((policy) => judgePolicy(policy, report, now()))),
    async update({ mirror, force }, { signal, onProgress }) {
      await pruneFacts(join(folder, 'facts'), mostFactBytes);
      const before = database();
      try {
        const { data } = await updateAdvisories({
          dir: advisories,
          base: mirror,
          signal,
          force,
          now,
          onProgress: ({ feedsDone, feedsTotal, bytes, bytesTotal }) =>
            onProgress({
              phase: 'fetching',
              done: feedsDone,
              total: feedsTotal,
              of: 'feeds',
              bytesDone: bytes,
              bytesTotal: bytesTotal ?? 0,
            }),
        });
        const after = openAdvisories(advisories);
        try {
          return { data, delta: deltaBetween(before, after) };
        } finally {
          after.close();
        }
      } finally {
        before?.close();
      }
    },
    advisories: async () => statusOf(advisories).data,
    async detail({ id }) {
      const open = database();
      try {
        return open?.detail(id);
      } finally {
        open?.close();
      }
    },
    policy: async ({ text }) => readPolicy(text, 'policy'),
    async owners({ stored, paths }) {
      const scanner = await scannerOf();
      const bare: Surroundings = { database: undefined, suppressors: [], uses: undefined, norm: undefined };
      const judged = await scanner.judge(stored, bare);
      return judged === undefined ? undefined : ownersOf(judged.contents, paths);
    },
    async render({ report, format }) {
      const renderer = renderers.find(({ id }) => id === format);
      if (renderer === undefined) throw new Error(`there is no format ${format}`);
      const file = newFileIn(folder);
      const options = {
        tool: { name: 'plimsoll', version: productVersion },
        ...{ showSuppressed: true, showHidden: false, verdict: undefined, commit: undefined },
      };
      await pipeline(
        Readable.from(renderer.render(report, options)),
        createWriteStream(file, { mode: 0o600, flags: 'wx' }),
      );
      return { file, mediaType: renderer.mediaType, extension: renderer.extension.replace(/^\./, '') };
    },
  };
}

/** By its manifest in registries, by its configuration in engines. */
function aliasesOf({ digest, configDigest }: StoredImage): readonly string[] {
  return [digest, configDigest].filter((alias) => alias !== undefined);
}

async function composeScanner(
  folder: string,
  { now, knownImages }: { now: () => EpochMs; knownImages: KnownImages },
): Promise<Scanner> {
  const secrets = { salt: await saltIn(folder), rules: builtInSecretRules };
  const malware = await createMalwareAnalyzer({ rules: builtInYaraRules, compileNow: false });
  return createScanner({
    facts: createFactFolder(join(folder, 'facts')),
    set: analyzerSet([...catalogers, createSecretAnalyzer(secrets), malware]),
    now,
    knownImages,
    secrets,
  });
}

/** Made once: two scans tell the same secret by the same fingerprint, and nobody else can tell it at all. */
async function saltIn(folder: string): Promise<string> {
  const file = join(folder, 'salt');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

function normOf({ profiles, peers }: Circumstances): NormLookup | undefined {
  if (profiles.length === 0 && peers.length === 0) return undefined;
  return ({ image }, contents) => {
    const profile = profileOf({ image, contents });
    // The image itself is no part of what it is held against.
    const earlier = profiles.filter((one) => one.image !== image.digest).map((one) => one.profile as ImageProfile);
    const others = learnNorm(
      peers.map((one) => one.profile as ImageProfile),
      'peers',
    );
    return departures(learnNorm(earlier), profile, { peers: others });
  };
}

function platformOf(text: string | undefined): Platform | undefined {
  const [os, architecture, variant] = (text ?? '').split('/');
  return os && architecture ? { os, architecture, variant } : undefined;
}

function progressOf({
  phase,
  layersDone,
  layersTotal,
  bytesDone,
  bytesTotal,
}: {
  readonly phase: 'opening' | 'reading' | 'judging';
  readonly layersDone: number;
  readonly layersTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}): ScanProgress {
  return { phase, done: layersDone, total: layersTotal, of: 'layers', bytesDone, bytesTotal };
}

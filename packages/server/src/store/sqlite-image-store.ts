import type { EpochMs, Image, ImageFinding, Package, ScanReport } from '@plimsoll/core';
import type { StoredImage, VexDocument } from '@plimsoll/scan';
import { type Kysely, sql } from 'kysely';
import { unpacked } from './image-part.ts';
import { imageSeverities } from './image-rank.ts';
import { byRisk } from './image-risk.ts';
import type { ImageStore } from './image-store.ts';
import { removeImage, sequenceOf } from './sqlite-image-alias.ts';
import { compareReports } from './sqlite-image-compare.ts';
import { concernedImages, rematchSubjects } from './sqlite-image-concerned.ts';
import { applyFigures } from './sqlite-image-figures.ts';
import { findingByKey, pageOfFindings, withUse } from './sqlite-image-findings.ts';
import { allItems, itemsOf } from './sqlite-image-items.ts';
import { insert, keepScan } from './sqlite-image-keep.ts';
import { listImages, summaryOf } from './sqlite-image-list.ts';
import { pageOfPackages } from './sqlite-image-packages.ts';
import { advance, keepRematches } from './sqlite-image-rematch.ts';
import { withScore } from './sqlite-image-rows.ts';
import { setRunning } from './sqlite-image-running.ts';
import { scoredVulnerabilities, scoresOfImage, setScores } from './sqlite-image-scores.ts';
import { brokenImages, imagesBreaking, putVerdicts } from './sqlite-image-verdicts.ts';
import { headOf, viewOfImage } from './sqlite-image-view.ts';
import { oneOf } from './sqlite-page.ts';
import { usesOfImage } from './sqlite-usage.ts';
import type { Tables } from './tables.ts';

const sharingShown = 20;

export function sqliteImageStore(database: Kysely<Tables>): ImageStore {
  const mostRunFirst = database.selectFrom('image').select('id').orderBy('containers', 'desc').orderBy('seq');

  async function need(id: string): Promise<number> {
    const image = await sequenceOf(database, id);
    if (image === undefined) throw new Error(`there is no image ${id}`);
    return image;
  }

  async function reportOf(id: string): Promise<ScanReport | undefined> {
    const image = await sequenceOf(database, id);
    if (image === undefined) return undefined;
    const head = await headOf(database, image);
    if (head === undefined) return undefined;
    const uses = await usesOfImage(database, image);
    const scores = await scoresOfImage(database, image);
    const findings = await allItems<ImageFinding>(database, image, 'finding');
    return {
      ...head,
      packages: await allItems<Package>(database, image, 'package'),
      findings: findings.map((one) => withUse(withScore(one, scores.get(one.key)), uses)).sort(byRisk),
    };
  }

  async function idOfSequence(image: number): Promise<string> {
    return (await database.selectFrom('image').select('id').where('seq', '=', image).executeTakeFirstOrThrow()).id;
  }

  return {
    async meet({ alias, name, at }) {
      const known = await sequenceOf(database, alias);
      if (known === undefined) await insert(database, { id: alias, name, at });
      return known === undefined ? alias : idOfSequence(known);
    },
    async idOf(alias) {
      const image = await sequenceOf(database, alias);
      return image === undefined ? undefined : idOfSequence(image);
    },
    async summary(id) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return undefined;
      return summaryOf(
        await database.selectFrom('image').selectAll().where('seq', '=', image).executeTakeFirstOrThrow(),
      );
    },
    list: (query) => listImages(database, query),
    view: async (id) => viewOfImage(database, await need(id)),
    findings: async (id, query) => pageOfFindings(database, await need(id), query),
    finding: async (id, key) => findingByKey(database, await need(id), key),
    async sharing(id, key) {
      const image = await need(id);
      const others = database
        .selectFrom('image_finding')
        .innerJoin('image', 'image.seq', 'image_finding.image')
        .where('image_finding.key', '=', key)
        .where('image_finding.image', '!=', image);
      const { found } = await others.select(({ fn }) => fn.countAll<number>().as('found')).executeTakeFirstOrThrow();
      const items = await others
        .select(['image.id', 'image.name', 'image.containers'])
        .orderBy('image.containers', 'desc')
        .orderBy('image.name')
        .limit(sharingShown)
        .execute();
      return { total: Number(found), items };
    },
    packages: async (id, query) => pageOfPackages(database, await need(id), query),
    async package(id, packageId) {
      const image = await need(id);
      const row = await database
        .selectFrom('image_package')
        .select(['part', 'place'])
        .where('image', '=', image)
        .where('id', '=', packageId)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return (await itemsOf<Package>(database, image, { of: 'package', rows: [row] }))[0];
    },
    async compare(from, to) {
      const [before, now] = [await reportOf(from), await reportOf(to)];
      if (before === undefined || now === undefined) throw new Error('one of the two was never scanned');
      return compareReports(before, now);
    },

    keep: (scan) => keepScan(database, scan),
    report: reportOf,
    async stored(id) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return undefined;
      const row = await database
        .selectFrom('image_report')
        .select('stored')
        .where('image', '=', image)
        .executeTakeFirst();
      return row?.stored == null ? undefined : unpacked<StoredImage>(row.stored);
    },
    async vex(id) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return [];
      const row = await database.selectFrom('image_report').select('vex').where('image', '=', image).executeTakeFirst();
      return row?.vex == null ? [] : unpacked<readonly VexDocument[]>(row.vex);
    },
    async profiles(repository, most) {
      const rows = await database
        .selectFrom('image')
        .innerJoin('image_report', 'image_report.image', 'image.seq')
        .select(['image.id', 'image.scanned_at', 'image_report.profile'])
        .where('image.repository', '=', repository)
        .where('image_report.profile', 'is not', null)
        .orderBy('image.created_at', 'desc')
        .orderBy('image.scanned_at', 'desc')
        .limit(most)
        .execute();
      return rows.flatMap(({ id, scanned_at, profile }) =>
        profile === null ? [] : [{ image: id, scannedAt: (scanned_at ?? 0) as EpochMs, profile: unpacked(profile) }],
      );
    },
    async peers(repository, most) {
      const rows = await database
        .selectFrom('image')
        .innerJoin('image_report', 'image_report.image', 'image.seq')
        .select(({ fn }) => ['image.id', 'image_report.profile', fn.max('image.scanned_at').as('at')])
        .where('image.repository', 'is not', null)
        .where('image.repository', '!=', repository ?? '')
        .where('image_report.profile', 'is not', null)
        .groupBy('image.repository')
        .orderBy('at', 'desc')
        .limit(most)
        .execute();
      return rows.flatMap(({ id, at, profile }) =>
        profile === null ? [] : [{ image: id, scannedAt: Number(at) as EpochMs, profile: unpacked(profile) }],
      );
    },
    async state(id, state, failure = null) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return;
      await database
        .updateTable('image')
        .set({ state, failure: failure === null ? null : JSON.stringify(failure) })
        .where('seq', '=', image)
        .execute();
    },
    async settle(id) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return;
      const wasComplete = sql`(SELECT body ->> 'complete' FROM image_history WHERE image = ${image} ORDER BY seq DESC LIMIT 1)`;
      await sql`UPDATE image SET failure = NULL, state = CASE
        WHEN scanned_at IS NULL THEN 'unscanned' WHEN ${wasComplete} THEN 'scanned' ELSE 'incomplete' END
        WHERE seq = ${image} AND state IN ('queued', 'scanning')`.execute(database);
    },
    async due(now, most) {
      const rows = await mostRunFirst.where('due_at', '<=', now).limit(most).execute();
      return rows.map(({ id }) => id);
    },
    async dueAgain(ids, at) {
      await database.updateTable('image').set({ due_at: at }).where(oneOf('id', ids)).execute();
    },

    verdicts: async (id, verdicts) => putVerdicts(database, await need(id), verdicts),
    brokenIn: (workload) => brokenImages(database, workload),
    breaking: () => imagesBreaking(database),
    running: (images) => setRunning(database, images),
    scored: () => scoredVulnerabilities(database),
    score: (scores) => setScores(database, scores),
    async count(ids) {
      const rows = await database.selectFrom('image').select('seq').where(oneOf('id', ids)).execute();
      await applyFigures(
        database,
        rows.map(({ seq }) => seq),
      );
    },
    concerned: (concern) => concernedImages(database, concern),
    rematchSubjects: (images) => rematchSubjects(database, images),
    keepRematches: (kept) => keepRematches(database, kept),
    advance: (step) => advance(database, step),
    async notOf(generations) {
      const rows = await mostRunFirst
        .where('scanned_at', 'is not', null)
        .where((where) => where.or([where('generation', 'is', null), where.not(oneOf('generation', generations))]))
        .execute();
      return rows.map(({ id }) => id);
    },
    async reportWith(kept, { at, data }) {
      const report = await reportOf(kept.id);
      const image = await sequenceOf(database, kept.id);
      if (report === undefined || image === undefined) return undefined;
      const uses = await usesOfImage(database, image);
      const replaced = new Set([...kept.removed, ...kept.changed.map(({ key }) => key)]);
      const others = report.findings.filter(({ key }) => !replaced.has(key));
      const findings = [...others, ...[...kept.changed, ...kept.added].map((finding) => withUse(finding, uses))];
      return { ...report, scannedAt: at, data, findings: findings.sort(byRisk) };
    },
    async holding(sources) {
      const rows = await database
        .selectFrom('image_finding')
        .innerJoin('image', 'image.seq', 'image_finding.image')
        .select('image.id')
        .distinct()
        .where(oneOf('source', sources))
        .execute();
      return rows.map(({ id }) => id);
    },
    async worstOf(id, keys) {
      const image = await need(id);
      const row = await database
        .selectFrom('image_finding')
        .select(['kind', 'severity'])
        .where('image', '=', image)
        .where(oneOf('key', keys))
        .orderBy('severity', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return { kind: row.kind as ImageFinding['kind'], severity: imageSeverities[row.severity] ?? 'unknown' };
    },
    async bases(most) {
      const rows = await database
        .selectFrom('image')
        .innerJoin('image_report', 'image_report.image', 'image.seq')
        .select(['image.name', 'image_report.outline'])
        .where('image.current', '=', 1)
        .where('image.repository', 'is not', null)
        .orderBy('image.scanned_at', 'desc')
        .limit(most)
        .execute();
      return rows.map(({ name, outline }) => {
        const image = JSON.parse(outline) as Image;
        return { name, digest: image.digest, diffIds: image.layers.map(({ diffId }) => diffId) };
      });
    },
    async ids() {
      const rows = await mostRunFirst.where('scanned_at', 'is not', null).execute();
      return rows.map(({ id }) => id);
    },
    async scanned(scope) {
      let select = database
        .selectFrom('image')
        .innerJoin('image_report', 'image_report.image', 'image.seq')
        .select(['image.id', 'image.name', 'image_report.stored'])
        .orderBy('image.containers', 'desc')
        .orderBy('image.seq');
      if (scope === 'running') select = select.where('image.containers', '>', 0);
      const rows = await select.execute();
      return rows.map(({ id, name, stored }) => ({
        id,
        name,
        reference: stored === null ? undefined : unpacked<StoredImage>(stored).reference,
      }));
    },
    async suppressedBy(exceptions) {
      const rows = await database
        .selectFrom('image_finding')
        .select(({ fn }) => [
          'suppressed',
          fn.countAll<number>().as('findings'),
          fn.count<number>('image').distinct().as('images'),
        ])
        .where(oneOf('suppressed', exceptions))
        .groupBy('suppressed')
        .execute();
      return new Map(
        rows.map((row) => [row.suppressed ?? '', { findings: Number(row.findings), images: Number(row.images) }]),
      );
    },
    async counts() {
      const row = await database
        .selectFrom('image')
        .select(({ fn }) => [
          fn.countAll<number>().as('images'),
          sql<number>`count(*) FILTER (WHERE scanned_at IS NULL)`.as('unscanned'),
          sql<number>`count(*) FILTER (WHERE state = 'failed')`.as('failed'),
        ])
        .executeTakeFirstOrThrow();
      return { images: Number(row.images), unscanned: Number(row.unscanned), failed: Number(row.failed) };
    },
    async trim(keep) {
      const { images } = await database
        .selectFrom('image')
        .select(({ fn }) => fn.countAll<number>().as('images'))
        .executeTakeFirstOrThrow();
      const surplus = Number(images) - keep;
      if (surplus <= 0) return 0;
      const rows = await database
        .selectFrom('image')
        .select('seq')
        .where('containers', '=', 0)
        .orderBy('current')
        .orderBy(sql`coalesce(scanned_at, first_seen_at)`)
        .limit(surplus)
        .execute();
      for (const { seq } of rows) await removeImage(database, seq);
      return rows.length;
    },
  };
}

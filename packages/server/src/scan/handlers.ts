/** What each route about images, scans and their settings does. */
import type { ScanJob } from '@plimsoll/api';
import { ServerError } from '../errors.ts';
import type { Handlers } from '../http/handler.ts';
import type { ImageStore } from '../store/image-store.ts';
import { scanningOff } from './decisions.ts';
import { placeOf, refuseLocal } from './examiner.ts';
import { notScanned } from './report-route.ts';
import type { ScanRoom } from './room.ts';

type ScanHandlers = Pick<
  Handlers,
  | 'listImages'
  | 'getImage'
  | 'listImageFindings'
  | 'getImageFinding'
  | 'listImagePackages'
  | 'compareImages'
  | 'requestScan'
  | 'listScans'
  | 'getScan'
  | 'cancelScan'
  | 'retryScan'
  | 'listRegistries'
  | 'addRegistry'
  | 'getRegistry'
  | 'changeRegistry'
  | 'removeRegistry'
  | 'testRegistry'
  | 'pollRegistry'
  | 'rotateHookSecret'
  | 'listSchedules'
  | 'addSchedule'
  | 'replaceSchedule'
  | 'removeSchedule'
  | 'runSchedule'
  | 'listExceptions'
  | 'addException'
  | 'revokeException'
  | 'listPolicies'
  | 'addPolicy'
  | 'replacePolicy'
  | 'removePolicy'
  | 'advisories'
  | 'updateAdvisories'
>;

export function createScanHandlers(room: ScanRoom): ScanHandlers {
  const { store, queue, registries, schedules, decisions, advisories, worker, polling, settings } = room;
  const { images } = store;
  const done = { ok: true } as const;

  async function workerOrRefuse() {
    if (worker === undefined) throw scanningOff();
    return worker;
  }

  return {
    listImages: ({ query }) => images.list(query),
    async getImage({ params: { image } }) {
      return { summary: await needImage(images, image), ...(await images.view(image)) };
    },
    async listImageFindings({ params: { image }, query }) {
      await needImage(images, image);
      return images.findings(image, query);
    },
    async getImageFinding({ params: { image, key } }) {
      await needImage(images, image);
      const record = await images.finding(image, key);
      if (record === undefined) {
        throw new ServerError('IMAGE_NOT_SCANNED', `There is no finding ${key.slice(0, 200)} in this image`, {
          hint: 'It may have gone with the last scan: look at the list again',
          status: 404,
        });
      }
      const { finding } = record;
      const sharing = await images.sharing(image, key);
      const about = finding.kind === 'vulnerability' ? finding.package : undefined;
      const held = about === undefined ? undefined : await images.package(image, about);
      const detail =
        finding.kind === 'vulnerability' ? await worker?.call('detail', { id: finding.why.source }) : undefined;
      return {
        record,
        package: held ?? null,
        advisory: detail ?? null,
        alsoIn: sharing.items,
        alsoInTotal: sharing.total,
      };
    },
    async listImagePackages({ params: { image }, query }) {
      await needImage(images, image);
      return images.packages(image, query);
    },
    async compareImages({ query: { from, to } }) {
      const [before, now] = [await needImage(images, from), await needImage(images, to)];
      for (const one of [before, now]) if (one.scannedAt === null) throw notScanned(one.id);
      return { from: before, to: now, ...(await images.compare(from, to)) };
    },

    async requestScan({ body: { reference, platform, afresh }, caller }) {
      refuseLocal(reference);
      await workerOrRefuse();
      const place = placeOf(reference);
      const asked = { kind: 'scan', reference, name: reference, platform, place, trigger: 'person' } as const;
      return queue.add({ ...asked, askedBy: caller.name, task: { afresh } });
    },
    async listScans({ query }) {
      const page = await store.scans.list(query);
      const items: ScanJob[] = page.items.map((job) => ({ ...job, progress: queue.progressOf(job.id) }));
      return {
        ...page,
        items,
        scanning: {
          on: worker !== undefined,
          why: worker === undefined ? 'It was turned off when this server started' : null,
          atOnce: settings.atOnce,
          onContainerStart: settings.onContainerStart,
        },
      };
    },
    getScan: ({ params: { scan } }) => queue.get(scan),
    cancelScan: ({ params: { scan }, caller }) => queue.cancel(scan, caller.name),
    async retryScan({ params: { scan } }) {
      await workerOrRefuse();
      return queue.retry(scan);
    },

    listRegistries: async () => ({ items: (await registries.all()).map(registries.shown) }),
    addRegistry: async ({ body, caller }) => registries.shown(await registries.add(body, caller.name)),
    getRegistry: async ({ params }) => registries.shown(await registries.need(params.registry)),
    changeRegistry: async ({ params, body, caller }) =>
      registries.shown(await registries.change(params.registry, body, caller.name)),
    async removeRegistry({ params, caller }) {
      await registries.remove(params.registry, caller.name);
      return done;
    },
    async testRegistry({ params }) {
      const registry = await registries.need(params.registry);
      const access = await registries.access(registry);
      const names = registry.filters.map(({ repository }) => repository).filter((name) => !name.includes('*'));
      const repositories = names.slice(0, 10);
      const steps = await (await workerOrRefuse()).call('probe', { ...access, repositories });
      const failed = steps.find(({ ok }) => !ok);
      const hint = failed === undefined ? null : `Mend ${failed.what} first: what follows stands on it`;
      return { ok: failed === undefined, steps, repositories, hint };
    },
    async pollRegistry({ params }) {
      if (polling === undefined) throw scanningOff();
      return registries.shown(await polling.poll(await registries.need(params.registry)));
    },
    async rotateHookSecret({ params, caller }) {
      const secret = await registries.newHookSecret(params.registry, caller.name);
      const { hook } = await registries.need(params.registry);
      return { path: hook.path, secret };
    },

    listSchedules: async () => ({ items: (await schedules.all()).map(schedules.shown) }),
    addSchedule: async ({ body, caller }) => schedules.shown(await schedules.add(body, caller.name)),
    replaceSchedule: async ({ params, body, caller }) =>
      schedules.shown(await schedules.replace(params.schedule, body, caller.name)),
    async removeSchedule({ params, caller }) {
      await schedules.remove(params.schedule, caller.name);
      return done;
    },
    runSchedule: async ({ params }) => schedules.shown(await schedules.runNow(params.schedule)),

    async listExceptions({ query }) {
      const { items, ...page } = await store.scanSettings.exceptions(query);
      return { ...page, items: await decisions.shown(items) };
    },
    addException: async ({ body, caller }) => shownOne(await decisions.addException(body, caller.name)),
    revokeException: async ({ params, body, caller }) =>
      shownOne(await decisions.revoke(params.exception, body, caller.name)),

    async listPolicies() {
      const policies = await store.scanSettings.policies();
      return { items: await room.policiesShown(policies) };
    },
    addPolicy: async ({ body, caller }) => onePolicy(await decisions.addPolicy(body, caller.name)),
    replacePolicy: async ({ params, body, caller }) =>
      onePolicy(await decisions.replacePolicy(params.policy, body, caller.name)),
    async removePolicy({ params, caller }) {
      await decisions.removePolicy(params.policy, caller.name);
      return done;
    },

    advisories: () => advisories.status(),
    async updateAdvisories({ body: { force }, caller }) {
      await workerOrRefuse();
      return queue.add({
        ...{ kind: 'update', reference: '', name: 'advisories', place: 'this host', trigger: 'person' },
        ...{ askedBy: caller.name, task: { force } },
      });
    },
  };

  async function onePolicy(policy: Parameters<typeof room.policiesShown>[0][number]) {
    const [shown] = await room.policiesShown([policy]);
    return shown as NonNullable<typeof shown>;
  }

  async function shownOne(exception: Parameters<typeof decisions.shown>[0][number]) {
    const [shown] = await decisions.shown([exception]);
    return shown as NonNullable<typeof shown>;
  }
}

async function needImage(images: ImageStore, id: string) {
  const summary = await images.summary(id);
  if (summary !== undefined) return summary;
  throw new ServerError('IMAGE_UNKNOWN', `There is no image ${id.slice(0, 200)}`, {
    hint: 'The list of images has those that run or were scanned; old ones are let go of when there are too many',
    status: 404,
  });
}

/**
 * A ServerLink that passes everything on and tells what passes.
 *
 * in     the link to the server, and who wants to know
 * out    the same link for the agent; notices of containers, learning, findings and sight
 * holds  telling never delays or changes what is passed on; repeated findings are told once a minute with their number
 */
import type { LearnedDelta, NodeHealth, Order, RunningContainer, ServerLink } from '@plimsoll/api';
import { assessReadiness, type Detection, decodeBaseline, type EpochMs } from '@plimsoll/core';
import type { Notice } from './notice.ts';

export interface Watch {
  readonly notify: (notice: Notice) => void;
  readonly now: () => EpochMs;
}

const repeatMs = 60_000;
const readMs = 30_000;
const progressMs = 600_000;
const mostRemembered = 2_000;

export function watchLink(link: ServerLink, watch: Watch): ServerLink {
  const findings = createRepeats();
  const sight = createSight(watch);
  const containers = createRoster(watch);
  const learning = createProgress(watch);
  return {
    learned: (delta: LearnedDelta) => link.learned(delta),
    async judged(judged) {
      await link.judged(judged);
      const times = findings.count(judged.finding, watch.now());
      if (times > 0) watch.notify({ kind: 'finding', at: watch.now(), finding: judged.finding, times });
    },
    observed: (events) => link.observed(events),
    health(health) {
      link.health(health);
      sight.see(health);
    },
    running(node, running) {
      link.running(node, running);
      containers.see(running);
    },
    pulled: (node, images) => link.pulled(node, images),
    used: (usage) => link.used(usage),
    orders(listener) {
      return link.orders((order) => {
        listener(order);
        learning.see(order);
      });
    },
  };
}

/** How often each cause came since it was last told; 0 when it is too early to tell it again. */
function createRepeats(): { count(finding: Detection, now: number): number } {
  const seen = new Map<string, { times: number; toldAt: number }>();
  return {
    count({ fingerprint }, now) {
      const before = seen.get(fingerprint);
      const times = (before?.times ?? 0) + 1;
      const tell = before === undefined || now - before.toldAt >= repeatMs;
      seen.delete(fingerprint);
      seen.set(fingerprint, { times, toldAt: tell ? now : before.toldAt });
      const oldest = seen.keys().next();
      if (seen.size > mostRemembered && oldest.done !== true) seen.delete(oldest.value);
      return tell ? times : 0;
    },
  };
}

/** Each reason for blindness once when it begins, and once when it ends. */
function createSight({ notify, now }: Watch): { see(health: NodeHealth): void } {
  let blind = new Map<string, string>();
  let ran = false;
  return {
    see(health) {
      const current = new Map(health.blind.map((blindness) => [`${blindness.what}\n${blindness.why}`, blindness.what]));
      for (const blindness of health.blind) {
        if (!blind.has(`${blindness.what}\n${blindness.why}`)) notify({ kind: 'blind', at: now(), blindness });
      }
      const whats = new Set(current.values());
      for (const what of new Set(blind.values()))
        if (!whats.has(what)) notify({ kind: 'sees', at: now(), what: `${what} again` });
      if (!ran && health.sensor === 'running')
        notify({ kind: 'sees', at: now(), what: `what containers do (sensor on kernel ${health.kernel})` });
      ran = health.sensor === 'running';
      blind = current;
      notify({ kind: 'health', at: now(), health });
    },
  };
}

function createRoster({ notify, now }: Watch): { see(running: readonly RunningContainer[]): void } {
  let known = new Map<string, RunningContainer>();
  return {
    see(running) {
      const current = new Map(running.map((each) => [each.container.id as string, each]));
      for (const [id, each] of current)
        if (!known.has(id)) notify({ kind: 'container', at: now(), state: 'appeared', ...each });
      for (const [id, each] of known)
        if (!current.has(id)) notify({ kind: 'container', at: now(), state: 'gone', ...each });
      known = current;
    },
  };
}

/**
 * Each workload when its baseline becomes ready or its mode changes, and every ten minutes while it learns. A baseline is read at
 * most twice a minute: orders come far more often while much is new.
 */
function createProgress({ notify, now }: Watch): { see(order: Order): void } {
  const known = new Map<string, { readAt: number; toldAt: number; ready: boolean; mode: string }>();
  return {
    see({ workload, baseline, baselineVersion, settings }) {
      if (baseline === undefined) return;
      const before = known.get(workload.id);
      if (before !== undefined && before.mode === workload.mode && now() - before.readAt < readMs) return;
      const estimate = assessReadiness(decodeBaseline(baseline), settings);
      const ready = estimate.ready || workload.declaredReady;
      const changed = before === undefined || before.ready !== ready || before.mode !== workload.mode;
      const tell = changed || (!ready && now() - before.toldAt >= progressMs);
      known.set(workload.id, {
        readAt: now(),
        toldAt: tell ? now() : (before?.toldAt ?? now()),
        ready,
        mode: workload.mode,
      });
      if (!tell) return;
      const readiness = { ...estimate, ready, missing: [...estimate.missing], coverage: [...estimate.coverage] };
      notify({
        kind: 'learning',
        at: now(),
        workload: workload.id,
        mode: workload.mode,
        version: baselineVersion,
        readiness,
      });
    },
  };
}

import type { NodeHealth } from '@plimsoll/api';
import type { Notice } from '@plimsoll/host';
import type { Output } from '../context.ts';
import { counted, short } from './quantity.ts';
import { cutEnd } from './width.ts';

export interface StatusLine {
  learn(notice: Notice): void;
  /** No line end: it is overwritten by the next one. */
  draw(output: Pick<Output, 'style' | 'width'>, now: number): string;
}

export function createStatusLine(): StatusLine {
  const ready = new Map<string, boolean>();
  let health: NodeHealth | undefined;
  let findings = 0;
  return {
    learn(notice) {
      if (notice.kind === 'health') health = notice.health;
      if (notice.kind === 'learning') ready.set(notice.workload, notice.readiness.ready);
      if (notice.kind === 'finding' && notice.times === 1) findings += 1;
    },
    draw({ style, width = 80 }) {
      if (health === undefined) return style.paint('quiet', 'starting');
      const sees = health.sensor === 'running' && health.blind.length === 0;
      const word = sees ? 'watching' : 'blind';
      const readyCount = [...ready.values()].filter(Boolean).length;
      const rest = [
        counted(health.containers, 'container'),
        `${short(health.eventsPerSecond)} events/s`,
        `${readyCount} of ${counted(ready.size, 'workload')} ready`,
        counted(findings, 'finding'),
      ].join(' · ');
      return `${style.paint(sees ? 'good' : 'warn', word)} ${style.paint('quiet', cutEnd(`· ${rest}`, width - word.length - 2))}`;
    },
  };
}

/** One line a person can read, for any event. */
import type { Call, Event } from '../event/event.ts';

export function summarize(event: Event): string {
  switch (event.kind) {
    case 'process.exec': {
      const by = event.entered
        ? 'started from outside'
        : event.replaced === undefined
          ? `started by ${event.process.parent?.comm || 'an unknown process'}`
          : `in place of ${event.replaced.comm || 'an unknown program'}`;
      const line = event.args.join(' ') || event.filename;
      const end =
        event.prevented === 'no' ? '' : event.prevented === 'killed' ? ', killed' : ', would have been killed';
      return `${event.process.comm} (pid ${event.process.pid}) ${by}: ${cut(line, 160)}${end}`;
    }
    case 'process.exit': {
      const how = event.signal === undefined ? `code ${event.exitCode ?? 'unknown'}` : `signal ${event.signal}`;
      return `${event.process.comm} (pid ${event.process.pid}) ended with ${how} after ${Math.round(event.lifetimeMs)} ms`;
    }
    case 'process.privilege': {
      const detail = event.detail.filter(Boolean).join(' ');
      const end = event.error === undefined ? '' : `, refused (${event.error})`;
      return `${event.process.comm} (pid ${event.process.pid}) called ${event.syscall}${detail ? ` ${cut(detail, 120)}` : ''}${end}`;
    }
    case 'syscall.novelty': {
      const what = event.novel.syscall ? 'syscall' : event.novel.pair ? 'pair of syscalls' : 'sequence';
      return `${event.process.comm} (pid ${event.process.pid}) showed a ${what} for the first time in this slice: ${callsLine(event.calls.slice(-6))}`;
    }
    case 'syscall.window': {
      let calls = 0;
      for (const count of event.counts.values()) calls += count;
      return `${calls} syscalls of ${event.counts.size} kinds in ${Math.round(event.durationMs)} ms`;
    }
    case 'gap':
      return `not observed: ${event.reason}${event.lost === undefined ? '' : `, ${event.lost} events lost`}`;
  }
}

/** `openat → read (EAGAIN) → close` */
export function callsLine(calls: readonly Call[]): string {
  return calls.map(({ syscall, error }) => (error === undefined ? syscall : `${syscall} (${error})`)).join(' → ');
}

export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

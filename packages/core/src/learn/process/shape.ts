/**
 * The shape of a program start: what a workload's starts are compared by.
 *
 * in     one exec event
 * out    parent → executable → argument template → uid and capabilities → terminal
 * holds  two starts that differ only in pids, times and variable arguments have the same shape and the same key
 */
import { callerOf } from '../../act/program.ts';
import type { ExecEvent } from '../../event/event.ts';
import { phaseAt } from '../block.ts';
import { argumentTemplate } from './template.ts';

export interface ProcessShape {
  /**
   * The executable of the parent, or of the program that gave way to this one: forked or in place is the same context. Or
   * `(entry point)`, or `(entered)` for what somebody or a health check put into the container.
   */
  readonly parent: string;
  readonly executable: string;
  readonly args: string;
  readonly uid: number;
  /** Effective capabilities as hexadecimal. */
  readonly capabilities: string;
  readonly terminal: boolean;
}

export const entryPoint = '(entry point)';
export const enteredFromOutside = '(entered)';
const maxPath = 512;

export function shapeOf(event: ExecEvent): ProcessShape {
  return {
    parent: starterOf(event),
    executable: clean(event.process.executable, maxPath),
    args: clean(argumentTemplate(event.args), maxPath),
    uid: event.process.uid,
    capabilities: event.capabilities.toString(16),
    terminal: event.process.terminal,
  };
}

/** One text that tells shapes apart; its parts cannot run into each other. */
export function shapeKey(shape: ProcessShape): string {
  const { parent, executable, args, uid, capabilities, terminal } = shape;
  return [parent, executable, args, uid, capabilities, terminal ? 1 : 0].join('\u0000');
}

/** The container's first program: pid 1 inside, or, where pid namespaces are shared, what was put in as it started. */
export function isEntryPoint(event: ExecEvent): boolean {
  if (!event.entered) return false;
  return event.process.containerPid === 1 || event.at - event.container.startedAt < 1000;
}

/** Somebody's `exec` into a container that runs, or a health check's. */
export function isEntered(event: ExecEvent): boolean {
  return event.entered && !isEntryPoint(event);
}

/** A start that belongs to the entry point's own work while its container starts. */
export function isStartUpWork(event: ExecEvent): boolean {
  return !isEntered(event) && !event.process.terminal && phaseAt(event.container, event.at) !== 'steady';
}

/** The context of a start: see `parent` of ProcessShape. */
export function starterOf(event: ExecEvent): string {
  if (isEntryPoint(event)) return entryPoint;
  if (event.entered) return enteredFromOutside;
  const caller = callerOf(event);
  return clean(caller?.executable || caller?.comm || '(unknown)', maxPath);
}

/** Cut, and without half characters: what is written to bytes must come back as it was. */
function clean(text: string, length: number): string {
  const cut = text.length > length ? text.slice(0, length) : text;
  return /[\ud800-\udfff]/.test(cut) ? cut.replace(/\p{Surrogate}/gu, '\ufffd') : cut;
}

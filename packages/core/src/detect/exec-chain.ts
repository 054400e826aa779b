/**
 * Exec chain: a program start that does not fit what the workload starts.
 *
 * in     program starts
 * out    a suspicion with the surprise of each field and the first part that was never seen
 * holds  a start whose shape is trusted is never suspicious, so a restart or another replica is not
 */

import { isShell, startedBy } from '../act/program.ts';
import { isRuntimeStart } from '../act/runtime.ts';
import { technique } from '../act/technique.ts';
import type { ExecEvent } from '../event/event.ts';
import { cut, summarize } from '../explain/summarize.ts';
import type { Technique } from '../finding/finding.ts';
import { blocksADay, blocksOf } from '../learn/facts.ts';
import { type FieldSurprise, processChain, totalDigits } from '../learn/process/chain.ts';
import { isTrustedShape } from '../learn/process/model.ts';
import { enteredFromOutside, type ProcessShape, shapeKey, shapeOf } from '../learn/process/shape.ts';
import type { Detector } from './detector.ts';
import { surpriseOf } from './surprise.ts';

export const execChain: Detector = {
  id: 'exec-chain',
  behaviour: 'process',
  about: 'Program starts that the workload never showed: who started what, how, as whom.',
  inDiscover: false,
  budgetShare: 0.3,
  watch: ({ baseline, alertsPerDay }) => {
    const chain = processChain(baseline.process);
    const starts = blocksOf(baseline, 'process');
    const perDay = blocksADay(baseline, 'process');
    return (event) => {
      if (event.kind !== 'process.exec' || starts === 0 || isRuntimeStart(event)) return undefined;
      const shape = shapeOf(event);
      const known = baseline.process.shapes.get(shapeKey(shape));
      if (known !== undefined && isTrustedShape(known)) return undefined;
      const fields = chain.surprise(shape);
      const first = fields.find(({ unseen }) => unseen);
      const score = totalDigits(fields);
      const surprise = surpriseOf(chain.calibration, score, { perDay, alertsPerDay });
      if (surprise.expectedPerDay > alertsPerDay) return undefined;
      const expected = first === undefined ? [] : chain.expected(shape, first.field);
      const once = known === undefined ? '' : ' (once while it learned, which is not enough to trust it)';
      return {
        event,
        process: event.process,
        title: titleOf(event, shape, fields, first),
        told: `${startOf(event, shape)}; in ${starts} process starts this workload never showed ${reasonOf(shape, fields, first)}${once}`,
        technique: techniqueOf(event, shape),
        cause: [shape.parent, shape.executable, first?.field ?? '', first?.field === 'arguments' ? shape.args : ''],
        surprise,
        observed: summarize(event),
        expected: expected.map(({ what, probability }) => ({ what: cut(what, 200), probability })),
        contributions: fields
          .map(({ field, value, digits }) => ({
            what: `${field}: ${cut(value, 120) || '(none)'}`,
            digits: rounded(digits),
          }))
          .sort((a, b) => b.digits - a.digits),
        evidence: [event.id],
      };
    };
  },
};

function titleOf(
  event: ExecEvent,
  shape: ProcessShape,
  fields: readonly FieldSurprise[],
  first: FieldSurprise | undefined,
): string {
  if (shape.parent === enteredFromOutside)
    return event.process.terminal ? 'Someone entered the container' : 'Command run from outside';
  if (first === undefined) return 'Unusual program start';
  return isUnknownProgram(fields) ? titles.executable : titles[first.field];
}

/** Nothing in the workload ever started it. */
function isUnknownProgram(fields: readonly FieldSurprise[]): boolean {
  return fields.some(({ field, unseenAnywhere }) => field === 'executable' && unseenAnywhere);
}

const titles = {
  parent: 'Program started by an unknown parent',
  executable: 'Program never started here',
  arguments: 'Program with unknown arguments',
  user: 'Program with unknown rights',
  terminal: 'Program with a terminal',
} as const;

function startOf(event: ExecEvent, shape: ProcessShape): string {
  const { process, args, stdio } = event;
  const line = args.length > 1 ? ` as \`${cut(args.join(' '), 160)}\`` : '';
  const input = stdio[0] === 'pipe' || stdio[0] === 'null' ? '' : ` with a ${stdio[0]} as its input`;
  const who = process.loginUid === undefined ? '' : `, signed in as uid ${process.loginUid}`;
  if (shape.parent === enteredFromOutside) return `${startedBy(event)}${line}${who}`;
  return `${startedBy(event)}${line}${stdio[0] === 'file' ? '' : input}`;
}

function reasonOf(
  { parent, executable, args, uid, terminal }: ProcessShape,
  fields: readonly FieldSurprise[],
  first: FieldSurprise | undefined,
): string {
  if (parent !== enteredFromOutside && isUnknownProgram(fields)) {
    return `\`${executable}\`${first?.field === 'parent' ? `, nor \`${parent}\` starting any program` : ''}`;
  }
  switch (first?.field) {
    case 'parent':
      return parent === enteredFromOutside ? 'anything run in it from outside' : `\`${parent}\` starting any program`;
    case 'executable':
      return `\`${parent}\` starting \`${executable}\``;
    case 'arguments':
      return `\`${executable}\` with arguments like \`${cut(args, 120) || '(none)'}\``;
    case 'user':
      return `\`${executable}\` with the rights of ${first.value === '' ? `uid ${uid}` : first.value}`;
    case 'terminal':
      return `\`${executable}\` ${terminal ? 'with' : 'without'} a terminal`;
    case undefined:
      return 'this combination of parent, program, arguments and user';
  }
}

function techniqueOf(event: ExecEvent, shape: ProcessShape): Technique | undefined {
  if (shape.parent === enteredFromOutside) return technique.containerAdministration;
  return isShell(event) ? technique.unixShell : technique.interpreter;
}

function rounded(digits: number): number {
  return Math.round(digits * 100) / 100;
}

import type { Notice } from '@plimsoll/host';
import type { Output } from '../context.ts';
import { learningWord } from './coverage.ts';
import { findingLine } from './finding.ts';
import { printable } from './printable.ts';
import { clock } from './time.ts';

/** The lines that stay on the screen; none for what only the status line shows. */
export function noticeLines(notice: Notice, { style }: Pick<Output, 'style'>): readonly string[] {
  const time = style.paint('quiet', clock(notice.at));
  switch (notice.kind) {
    case 'listening':
      return listeningLines(notice, style);
    case 'restored':
      return [
        `restored ${printable(notice.from)}`,
        ...(notice.movedTo === undefined ? [] : [`the damaged database is kept as ${printable(notice.movedTo)}`]),
      ];
    case 'health':
      return [];
    case 'blind': {
      const { what, why, hint } = notice.blindness;
      return [
        `${time}  ${style.paint('warn', 'blind')}  ${printable(what)}: ${printable(why)}`,
        `          ${printable(hint)}`,
      ];
    }
    case 'sees':
      return [`${time}  ${style.paint('good', 'sees')}  ${printable(notice.what)}`];
    case 'container':
      return [
        `${time}  container ${printable(notice.container.name)} ${notice.state === 'gone' ? 'ended' : 'runs'} (${printable(notice.workload)})`,
      ];
    case 'learning':
      return [
        `${time}  ${notice.readiness.ready ? style.paint('good', 'learned') : 'learning'}  ${printable(notice.workload)}: ${learningText(notice)}`,
      ];
    case 'finding':
      return [findingLine({ ...notice.finding, count: notice.times } as Parameters<typeof findingLine>[0], style)];
    case 'trouble':
      return [`${time}  ${style.paint('warn', 'trouble')}  ${printable(notice.what)}: ${printable(notice.why)}`];
    case 'stopping':
      return [`stopping (${printable(notice.why)}); once more to stop at once`];
    case 'stopped':
      return [notice.clean ? 'stopped; what was learned is kept' : 'stopped, but not cleanly: see the lines above'];
  }
}

function listeningLines(notice: Extract<Notice, { kind: 'listening' }>, style: Output['style']): readonly string[] {
  const shown = notice.token;
  const what = notice.console ? 'console' : 'API';
  return [
    `${what}  ${style.paint('accent', notice.url)}`,
    ...(notice.console ? [] : ['         the console is not built here; only the API answers']),
    ...(shown === undefined
      ? ['token    was shown at first start; `plimsoll token rotate` makes a new one']
      : [
          `token    ${style.paint('strong', shown)}`,
          `         shown this once: open ${notice.url} and paste it to sign in`,
        ]),
  ];
}

function learningText({ mode, version, readiness }: Extract<Notice, { kind: 'learning' }>): string {
  if (!readiness.ready) {
    const [missing] = readiness.missing;
    return `${learningWord(readiness)}${missing === undefined ? '' : `; missing: ${printable(missing)}`}`;
  }
  const next = mode === 'discover' ? '; `plimsoll mode <workload> monitor` applies it' : '';
  return `baseline version ${version} is ready${next}`;
}

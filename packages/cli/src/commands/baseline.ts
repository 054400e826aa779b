import type { CommandGroup } from '../command.ts';
import { baselineExport } from './baseline-export.ts';
import { baselineImport } from './baseline-import.ts';
import { baselineShow } from './baseline-show.ts';

export const baseline: CommandGroup = {
  name: 'baseline',
  summary: 'Show, export and import what was learned',
  commands: [baselineShow, baselineExport, baselineImport],
};

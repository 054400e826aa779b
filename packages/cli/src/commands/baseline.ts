import type { CommandGroup } from '../command.ts';
import { baselineExport } from './baseline-export.ts';
import { baselineImport } from './baseline-import.ts';
import { baselineReject, baselineRelearn, baselineTrust } from './baseline-review.ts';
import { baselineShow } from './baseline-show.ts';

export const baseline: CommandGroup = {
  name: 'baseline',
  summary: 'Show, correct, export and import what was learned',
  commands: [baselineShow, baselineTrust, baselineReject, baselineRelearn, baselineExport, baselineImport],
};

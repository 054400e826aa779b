import type { CommandGroup } from '../command.ts';
import { advisoriesServe } from './advisories-serve.ts';
import { advisoriesStatus } from './advisories-status.ts';
import { advisoriesUpdate } from './advisories-update.ts';

export const advisories: CommandGroup = {
  name: 'advisories',
  summary: 'The advisory database images are held against',
  commands: [advisoriesUpdate, advisoriesStatus, advisoriesServe],
};

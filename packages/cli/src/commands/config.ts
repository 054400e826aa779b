import type { CommandGroup } from '../command.ts';
import { configExplain } from './config-explain.ts';

export const config: CommandGroup = { name: 'config', summary: 'Settings', commands: [configExplain] };

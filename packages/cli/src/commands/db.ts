import type { CommandGroup } from '../command.ts';
import { dbRestore } from './db-restore.ts';

export const db: CommandGroup = { name: 'db', summary: 'The database of this host', commands: [dbRestore] };

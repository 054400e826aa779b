import type { CommandGroup } from '../command.ts';
import { tokenRotate } from './token-rotate.ts';

export const token: CommandGroup = { name: 'token', summary: 'The token that guards the API', commands: [tokenRotate] };

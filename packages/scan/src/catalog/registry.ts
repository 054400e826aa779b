/** Every cataloger there is. A new one is a file in `os` or `language`, its line in that folder's registry, a test and a fixture. */
import type { Cataloger } from './cataloger.ts';
import { languageCatalogers } from './language/registry.ts';
import { osCatalogers } from './os/os-catalogers.ts';

export const catalogers: readonly Cataloger[] = [...osCatalogers, ...languageCatalogers];

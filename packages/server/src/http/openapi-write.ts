/** Writes docs/reference/openapi.json: `node --conditions=source packages/server/src/http/openapi-write.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { openApi, productVersion } from '@plimsoll/api';

const folder = new URL('../../../../docs/reference/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('openapi.json', folder), `${JSON.stringify(openApi(productVersion), null, 2)}\n`);

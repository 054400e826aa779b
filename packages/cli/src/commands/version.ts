import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { jsonText } from '../ui/printable.ts';
import { productVersion } from '../version.ts';

export const version = defineCommand({
  name: 'version',
  summary: 'Print the version of this program and what it runs on',
  json: 'version, node, platform and arch as one JSON object',
  async run({ json }, { out }) {
    const facts = {
      version: productVersion(),
      node: process.versions.node,
      platform: process.platform,
      arch: process.arch,
    };
    await out.line(
      json ? jsonText(facts, 2) : `plimsoll ${facts.version} (Node ${facts.node}, ${facts.platform} ${facts.arch})`,
    );
    return exitCodes.ok;
  },
});

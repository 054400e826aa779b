import { writeFile } from 'node:fs/promises';
import { defineCommand } from '../command.ts';
import { resolveWorkload } from '../connect/resolve-workload.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { asText } from '../input/parse.ts';
import { jsonText, printable } from '../ui/printable.ts';

export const baselineExport = defineCommand({
  name: 'export',
  summary: 'Write a baseline as a signed file that another host can import',
  args: [{ name: 'workload', summary: 'its id, or the beginning of it', completes: 'workload' }],
  options: {
    output: {
      flag: '--output',
      value: 'file',
      summary: 'file to write',
      parse: asText(4096),
      completes: 'file',
      otherwise: 'standard output',
    },
    force: { flag: '--force', summary: 'replace the file if it is there' },
  },
  examples: ['plimsoll baseline export web --output web.baseline.json'],
  connects: true,
  async run({ args: [typed = ''], options }, { connect, out, err, signal }) {
    const { client } = await connect();
    const { id } = await resolveWorkload(client, typed, signal);
    const signed = await client.exportBaseline({ params: { workload: id } }, { signal });
    const text = jsonText(signed, 2);
    if (options.output === undefined) {
      await out.line(text);
      return exitCodes.ok;
    }
    await writeNew(options.output, `${text}\n`, options.force);
    await err.line(
      `Wrote version ${signed.version} of ${printable(id)} to ${options.output}, signed with key ${signed.keyId.slice(0, 16)}.`,
    );
    return exitCodes.ok;
  },
});

async function writeNew(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx', mode: 0o600 });
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (exists)
      throw new CliError('FILE_EXISTS', `${file} is there already`, {
        hint: 'Choose another name, or --force.',
        cause,
      });
    throw new CliError(
      'FILE_UNREADABLE',
      `${file} cannot be written: ${cause instanceof Error ? cause.message : cause}`,
      {
        hint: 'Check that the folder exists, that you may write there, and that the disk is not full.',
        cause,
      },
    );
  }
}

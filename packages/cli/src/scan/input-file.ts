import { open } from 'node:fs/promises';
import { CliError } from '../errors.ts';

const most = 64 * 1024 * 1024;

/** A file named on the command line, not larger than any rule, policy, key or VEX document has reason to be. */
export async function readInput(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > most) throw new Error(`it has ${size} bytes, more than ${most}`);
      // A device has no size, and some have no end.
      const parts: Buffer[] = [];
      let length = 0;
      for await (const part of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
        length += part.length;
        if (length > most) throw new Error(`it has more than ${most} bytes`);
        parts.push(part);
      }
      return Buffer.concat(parts, length);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new CliError('FILE_UNREADABLE', `${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      hint: 'Check the path and its permissions.',
      cause,
    });
  }
}

export async function readInputText(file: string): Promise<string> {
  return new TextDecoder().decode(await readInput(file));
}

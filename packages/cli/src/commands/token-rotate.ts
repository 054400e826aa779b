import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { jsonText } from '../ui/printable.ts';

export const tokenRotate = defineCommand({
  name: 'rotate',
  summary: 'Replace the token; every session ends',
  detail: 'The new token is shown once; only its hash is kept.',
  examples: ['plimsoll token rotate'],
  json: 'the new token as one JSON object',
  connects: true,
  async run({ json }, { connect, out, err, signal }) {
    const { client } = await connect();
    const answer = await client.rotateToken({}, { signal });
    if (json) {
      await out.line(jsonText(answer, 2));
      return exitCodes.ok;
    }
    await err.line('The new token, shown this once. The old one and every session signed in with it have ended.');
    await out.line(answer.token);
    return exitCodes.ok;
  },
});

/** The product's live stream over its local socket, as messages. */
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { type LiveMessage, livePath } from '@plimsoll/api';

/** Calls back with each message until the returned function is called. A stream that breaks before that is an error. */
export function follow(socketPath: string, listener: (message: LiveMessage) => void): () => void {
  let left = false;
  const broken = (error: Error) => {
    if (!left) throw error;
  };
  const asked = request({ socketPath, path: livePath, headers: { accept: 'text/event-stream' } }, (answer) => {
    const lines = createInterface({ input: answer.on('error', broken) }).on('error', broken);
    lines.on('line', (line) => {
      if (line.startsWith('data:')) listener(JSON.parse(line.slice('data:'.length)) as LiveMessage);
    });
  });
  asked.once('error', broken).end();
  return () => {
    left = true;
    asked.destroy();
  };
}

/** The product's live stream over its local socket, as messages. */
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { type LiveMessage, livePath } from '@plimsoll/api';

/** Calls back with each message until the returned function is called. */
export function follow(socketPath: string, listener: (message: LiveMessage) => void): () => void {
  const asked = request({ socketPath, path: livePath, headers: { accept: 'text/event-stream' } }, (answer) => {
    createInterface({ input: answer }).on('line', (line) => {
      if (line.startsWith('data:')) listener(JSON.parse(line.slice('data:'.length)) as LiveMessage);
    });
  });
  asked.once('error', (error) => {
    if (!asked.destroyed) throw error;
  });
  asked.end();
  return () => asked.destroy();
}

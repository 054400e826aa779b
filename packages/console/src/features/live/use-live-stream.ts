/** The stream as React state: pauses while the reader reads. */
import type { LiveMessage } from '@plimsoll/api';
import { useEffect, useEffectEvent, useState } from 'react';
import { useServices } from '../../lib/services.tsx';
import { emptyStream, type LiveStream, receive, release } from './stream.ts';

export function useLiveStream(paused: boolean): { readonly stream: LiveStream; readonly showWaiting: () => void } {
  const { live } = useServices();
  const [stream, setStream] = useState(emptyStream);
  const hear = useEffectEvent((message: LiveMessage) => {
    if (message.type === 'events') setStream((before) => receive(paused ? before : release(before), message, paused));
  });
  useEffect(() => live.onMessage((message) => hear(message)), [live]);
  return { stream, showWaiting: () => setStream(release) };
}

import { describe, expect, it } from 'vitest';
import { commandWords, layerName } from './layer-name.ts';

describe('names of layers', () => {
  it.each([
    ['/bin/sh -c #(nop)  CMD ["nginx"]', 'CMD ["nginx"]'],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['RUN /bin/sh -c apk add curl # buildkit', 'RUN apk add curl'],
    ['COPY . /app', 'COPY . /app'],
  ])('%s is %s', (command, words) => {
    expect(commandWords(command)).toBe(words);
  });

  it('count from one', () => {
    expect(layerName({ index: 0, command: undefined })).toBe('1 no instruction known');
  });
});

/** Short names of layers: their number and what made them. */
import type { ImageView } from '@plimsoll/api';

type Layer = NonNullable<ImageView['report']>['image']['layers'][number];

/** `2 COPY . /app` */
export function layerName({ index, command }: Pick<Layer, 'index' | 'command'>): string {
  return `${index + 1} ${command === undefined ? 'no instruction known' : commandWords(command)}`;
}

/** Builders write `/bin/sh -c #(nop) COPY …` and `RUN /bin/sh -c …`; people wrote the rest. */
export function commandWords(command: string): string {
  return command
    .replace(/^(RUN )?\/bin\/(ba)?sh -c #\(nop\)\s*/, '')
    .replace(/^(RUN )?\/bin\/(ba)?sh -c /, 'RUN ')
    .replace(/\s*# buildkit$/, '')
    .trim();
}

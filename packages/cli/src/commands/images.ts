import type { CommandGroup } from '../command.ts';
import { imagesList } from './images-list.ts';
import { imagesShow } from './images-show.ts';

export const images: CommandGroup = {
  name: 'images',
  summary: 'Images the server knows, and what was found in them',
  commands: [imagesList, imagesShow],
  otherwise: imagesList.name,
};

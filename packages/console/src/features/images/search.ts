/** View state of the list of images and of one image. */
import { z } from 'zod';
import {
  fixStatuses,
  imageFindingKinds,
  imageSeverities,
  imageStates,
  origins,
  useStates,
} from '../../lib/image-words.ts';
import { many, one, text } from '../../lib/search.ts';

export const imageSorts = ['risk', 'severity', 'kev', 'epss', 'newest', 'scanned', 'name', 'size'] as const;
const yes = one(z.literal('true'));

export const ImagesSearch = z.object({
  text: text(200),
  state: many(imageStates),
  severity: one(z.enum(imageSeverities)),
  repository: text(512),
  /** Id of a vulnerability or name of a package. */
  holds: text(200),
  running: yes,
  kev: yes,
  breaks: yes,
  /** Only what a tag points at now. */
  current: yes,
  sort: one(z.enum(imageSorts)),
});
export type ImagesSearch = z.infer<typeof ImagesSearch>;

export const imageTabs = ['findings', 'layers', 'packages', 'checks', 'compare', 'history'] as const;
export const findingSorts = ['risk', 'severity', 'epss', 'package', 'newest'] as const;
export const packageSorts = ['name', 'findings', 'type'] as const;

export const ImageSearch = z.object({
  tab: one(z.enum(imageTabs)),
  /** Key of the finding that is open. */
  finding: text(2048),
  text: text(200),
  kind: many(imageFindingKinds),
  severity: many(imageSeverities),
  status: many(fixStatuses),
  use: many(useStates),
  origin: many(origins),
  layer: text(200),
  package: text(1024),
  kev: yes,
  fixable: yes,
  suppressed: one(z.enum(['only', 'all'])),
  hidden: one(z.enum(['only', 'all'])),
  sort: one(z.enum(findingSorts)),
  /** Of the packages. */
  type: text(20),
  vulnerable: yes,
  order: one(z.enum(packageSorts)),
  /** Id of the image to compare with. */
  with: text(200),
});
export type ImageSearch = z.infer<typeof ImageSearch>;

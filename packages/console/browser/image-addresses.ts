/** Every page about images, as each sweep over all pages visits it; `image` stands for the first image of the host. */
import type { TemporaryServer } from '@plimsoll/testkit';

export const imageAddresses = [
  '/workloads/docker/shop/web?tab=image',
  '/images',
  'image',
  'image?tab=layers',
  'image?tab=packages',
  'image?tab=checks',
  'image?tab=compare',
  'image?tab=history',
  '/images/scans',
  '/settings',
  '/settings?tab=schedules',
  '/settings?tab=exceptions',
  '/settings?tab=policies',
  '/settings?tab=advisories',
  '/settings?tab=appearance',
] as const;

export async function firstImage({ client }: Pick<TemporaryServer, 'client'>): Promise<string> {
  const { items } = await client.listImages({ query: { limit: 1 } });
  return `/images/${encodeURIComponent(items[0]?.id ?? '')}`;
}

/**
 * What registries say of pushes, each in its own way, as one shape.
 *
 * in     the body of a webhook that has proved who sent it
 * out    what was pushed where; nothing for pulls, deletions and what is no image
 * holds  nothing but names and digests is taken from it, all checked: what is scanned is asked of the registry itself
 *
 * Shapes: distribution's notifications documentation, which GitLab's registry follows; Harbor's webhooks; GitHub's `package` and
 * `registry_package` events; Amazon EventBridge's "ECR Image Action".
 */
import { z } from 'zod';

export interface Pushed {
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export interface HookEvents {
  readonly provider: 'distribution' | 'harbor' | 'gitlab' | 'github' | 'ecr' | 'generic';
  readonly pushed: readonly Pushed[];
}

const mostEvents = 200;
const repository = z
  .string()
  .max(255)
  .regex(/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/);
const tag = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const Distribution = z.object({ events: z.array(z.unknown()).max(mostEvents) });
/** Each for itself: what one registry adds, or names by another hash, takes nothing from the others of its delivery. */
const DistributionEvent = z.object({
  action: z.string(),
  target: z.object({
    mediaType: z.string().default(''),
    // Checked like every name and digest before they are handed on; a digest of another hash leaves the tag.
    digest: z.string().optional(),
    repository,
    tag: z.string().optional(),
  }),
});
/** GitLab's registry says who pushed by which kind of token; distribution's actor has a name and nothing else. */
const ByGitLab = z.object({ actor: z.object({ user_type: z.string() }) });
const manifests = /^application\/vnd\.(docker\.distribution\.manifest|oci\.image\.(manifest|index))/;

const Harbor = z.object({
  type: z.string(),
  event_data: z.object({
    repository: z.object({ repo_full_name: repository }),
    resources: z
      .array(z.object({ digest: z.string().optional(), tag: z.string().optional() }))
      .max(mostEvents)
      .default([]),
  }),
});

const GitHub = z.object({
  action: z.string(),
  package: z.unknown().optional(),
  registry_package: z.unknown().optional(),
});
const GitHubPackage = z.object({
  package_type: z.string().regex(/^container$/i),
  name: z.string(),
  namespace: z.string().optional(),
  owner: z.object({ login: z.string() }).optional(),
  package_version: z
    .object({
      version: z.string().optional(),
      container_metadata: z
        .object({ tag: z.object({ name: z.string(), digest: z.string() }).partial() })
        .partial()
        .optional(),
    })
    .optional(),
});

const Ecr = z.object({
  source: z.literal('aws.ecr'),
  detail: z.object({
    'action-type': z.string(),
    result: z.string(),
    'repository-name': repository,
    'image-digest': digest.optional(),
    'image-tag': z.string().optional(),
  }),
});

const Generic = z.object({ image: z.string().min(1).max(512), digest: digest.optional() });

/** undefined for what is none of the known shapes. */
export function hookEventsOf(body: unknown, { host }: { host: string }): HookEvents | undefined {
  const distribution = Distribution.safeParse(body);
  if (distribution.success) {
    const { events } = distribution.data;
    const understood = events.flatMap((event) => DistributionEvent.safeParse(event).data ?? []);
    if (understood.length === 0 && events.length > 0) return undefined;
    // GitLab's registry speaks as distribution does; it is told apart only for people.
    const provider = events.some((event) => ByGitLab.safeParse(event).success) ? 'gitlab' : 'distribution';
    return { provider, pushed: understood.flatMap(ofDistribution) };
  }
  const harbor = Harbor.safeParse(body);
  if (harbor.success) return { provider: 'harbor', pushed: ofHarbor(harbor.data) };
  const ecr = Ecr.safeParse(body);
  if (ecr.success) return { provider: 'ecr', pushed: ofEcr(ecr.data) };
  const github = GitHub.safeParse(body);
  if (github.success && (github.data.package ?? github.data.registry_package) !== undefined) {
    return { provider: 'github', pushed: ofGitHub(github.data) };
  }
  const generic = Generic.safeParse(body);
  return generic.success ? { provider: 'generic', pushed: ofGeneric(generic.data, host) } : undefined;
}

function ofDistribution({ action, target }: z.infer<typeof DistributionEvent>): readonly Pushed[] {
  if (action !== 'push' || !manifests.test(target.mediaType)) return [];
  return pushedOf(target.repository, { tag: target.tag, digest: target.digest });
}

function ofHarbor({ type, event_data }: z.infer<typeof Harbor>): readonly Pushed[] {
  if (!/^push_?artifact$/i.test(type)) return [];
  const { repo_full_name } = event_data.repository;
  return event_data.resources.flatMap((resource) =>
    // Harbor puts the digest where the tag would be when there is none.
    pushedOf(repo_full_name, { tag: resource.tag, digest: resource.digest }),
  );
}

function ofEcr({ detail }: z.infer<typeof Ecr>): readonly Pushed[] {
  if (detail['action-type'] !== 'PUSH' || detail.result !== 'SUCCESS') return [];
  return pushedOf(detail['repository-name'], { tag: detail['image-tag'], digest: detail['image-digest'] });
}

function ofGitHub(event: z.infer<typeof GitHub>): readonly Pushed[] {
  if (event.action !== 'published' && event.action !== 'updated') return [];
  const parsed = GitHubPackage.safeParse(event.package ?? event.registry_package);
  if (!parsed.success) return [];
  const { name, namespace, owner, package_version } = parsed.data;
  const space = namespace ?? owner?.login;
  if (space === undefined) return [];
  const told = package_version?.container_metadata?.tag;
  return pushedOf(`${space}/${name}`.toLowerCase(), {
    tag: told?.name,
    digest: told?.digest ?? package_version?.version,
  });
}

function ofGeneric({ image, digest: told }: z.infer<typeof Generic>, host: string): readonly Pushed[] {
  const bare = image.startsWith(`${host}/`) ? image.slice(host.length + 1) : image;
  const [named = '', pinned] = bare.split('@', 2);
  const colon = named.lastIndexOf(':');
  const name = colon > named.lastIndexOf('/') ? named.slice(0, colon) : named;
  return pushedOf(name, { tag: name === named ? undefined : named.slice(colon + 1), digest: told ?? pinned });
}

function pushedOf(name: string, told: { tag: string | undefined; digest: string | undefined }): readonly Pushed[] {
  if (!repository.safeParse(name).success) return [];
  const clean = {
    repository: name,
    tag: tag.safeParse(told.tag).data,
    digest: digest.safeParse(told.digest).data,
  };
  return clean.tag === undefined && clean.digest === undefined ? [] : [clean];
}

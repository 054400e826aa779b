/** Which workload a container belongs to: what its replicas share. */
import type { WorkloadId } from '@plimsoll/core';

export interface WorkloadClues {
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Stands first in the name of a Kubernetes workload. */
  readonly cluster: string;
}

const OVERRIDE = 'plimsoll.workload';
const LONGEST = 512;

/** A label that says so, else Kubernetes' labels, else Compose's, else the image's name. */
export function workloadOf({ image, labels, cluster }: WorkloadClues): WorkloadId {
  const name =
    overridden(labels[OVERRIDE]) ?? kubernetes(labels, cluster) ?? compose(labels) ?? `docker/${imageName(image)}`;
  return name.slice(0, LONGEST) as WorkloadId;
}

function overridden(label: string | undefined): string | undefined {
  const name = label?.trim() ?? '';
  return /^[\w.:@-]+(\/[\w.:@-]+)*$/.test(name) && name.length <= LONGEST ? name : undefined;
}

function kubernetes(labels: WorkloadClues['labels'], cluster: string): string | undefined {
  const namespace = labels['io.kubernetes.pod.namespace'];
  const pod = labels['io.kubernetes.pod.name'];
  const container = labels['io.kubernetes.container.name'];
  if (!namespace || !pod || !container) return undefined;
  return `${cluster}/${namespace}/${ownerOf(pod)}/${container}`;
}

/** Kubernetes makes generated names from these characters only (apimachinery, util/rand). */
const generated = '[bcdfghjklmnpqrstvwxz2456789]';
const ownerPatterns = [
  new RegExp(`^(.+)-${generated}{6,10}-${generated}{5}$`), // Deployment: name, ReplicaSet's hash, pod
  new RegExp(`^(.+)-\\d{8,11}-${generated}{5}$`), // CronJob: name, minute, pod
  new RegExp(`^(.+)-${generated}{5}$`), // DaemonSet, Job, ReplicaSet
  /^(.+)-\d+$/, // StatefulSet
];

/** The owner's name as far as the pod's name tells it; the engine's labels do not carry the owner itself. */
function ownerOf(pod: string): string {
  for (const pattern of ownerPatterns) {
    const owner = pattern.exec(pod)?.[1];
    if (owner !== undefined) return owner;
  }
  return pod;
}

function compose(labels: WorkloadClues['labels']): string | undefined {
  const project = labels['com.docker.compose.project'] ?? labels['io.podman.compose.project'];
  const service = labels['com.docker.compose.service'];
  return project && service ? `docker/${project}/${service}` : undefined;
}

/** `registry:5000/team/web:1@sha256:…` → `registry:5000/team/web`; Docker Hub's names as Docker shortens them. */
function imageName(image: string): string {
  const withoutDigest = image.startsWith('sha256:') ? image.slice(7, 19) : (image.split('@')[0] ?? '');
  const tag = withoutDigest.indexOf(':', withoutDigest.lastIndexOf('/') + 1);
  const name = tag === -1 ? withoutDigest : withoutDigest.slice(0, tag);
  return name.replace(/^docker\.io\/(library\/)?/, '') || 'unknown';
}

/**
 * What is checked of an image's configuration, in words of our own.
 *
 * in     nothing
 * out    the checks, each with why it matters, what to do, and the recommendations it is mapped to
 * holds  ids never change; `CIS Docker 1.6 4.1` says "mapped to", never "certified"
 */
import type { Check } from '@plimsoll/core';

const cis = (...ids: readonly string[]): readonly string[] => ids.map((id) => `CIS Docker 1.6 ${id}`);

export const imageChecks: readonly Check[] = [
  {
    id: 'image-user-root',
    title: 'The image runs as root',
    severity: 'high',
    rationale:
      'A process that breaks out of a container as root is root on the host unless user namespaces are in use.',
    remedy: 'Make a user in the image and end the Dockerfile with `USER 10001:10001`.',
    controls: cis('4.1'),
  },
  {
    id: 'image-secret-in-config',
    title: 'The configuration or history holds a secret',
    severity: 'high',
    rationale: 'Environment, labels and history are readable by whoever may pull the image or look at the container.',
    remedy: 'Revoke the secret, hand it over at run time, and use `RUN --mount=type=secret` while building.',
    controls: cis('4.10'),
  },
  {
    id: 'image-secret-in-file',
    title: 'A layer holds a secret',
    severity: 'high',
    rationale: 'A file of a lower layer stays in the image for whoever pulls it, even when a later layer deletes it.',
    remedy:
      'Revoke the secret and build the image again without it: deleting the file in a later layer does not take it out.',
    controls: cis('4.10'),
  },
  {
    id: 'image-setuid-file',
    title: 'Executables with setuid or setgid that the distribution does not bring so',
    severity: 'medium',
    rationale:
      "Whoever can start such a file acts with its owner's rights, which is how an unprivileged process becomes root.",
    remedy: 'Remove the bit (`chmod a-s FILE`) or the file.',
    controls: cis('4.8'),
  },
  {
    id: 'image-file-capability',
    title: 'Executables with capabilities of their own',
    severity: 'medium',
    rationale: "A file capability gives whoever starts the file rights the container's user does not have.",
    remedy: 'Remove it (`setcap -r FILE`) and give the container the one capability it needs.',
    controls: cis('4.8'),
  },
  {
    id: 'image-writable-path',
    title: 'System files anybody in the image may write',
    severity: 'medium',
    rationale: 'A process without rights can replace a program or setting that one with rights uses.',
    remedy: 'Take the write right from others (`chmod o-w FILE`) where the file is made.',
    controls: [],
  },
  {
    id: 'image-no-healthcheck',
    title: 'No health check is declared',
    severity: 'low',
    rationale: 'Without one an engine keeps a container that hangs; Kubernetes has probes of its own instead.',
    remedy: 'Add HEALTHCHECK to the Dockerfile, or probes to the workload and an exception here.',
    controls: cis('4.6'),
  },
  {
    id: 'image-add-from-url',
    title: 'ADD fetched something from an address',
    severity: 'medium',
    rationale: 'What ADD downloads is not verified and may differ at the next build.',
    remedy: 'Fetch with a checksum (`ADD --checksum=sha256:…` or `curl` and `sha256sum -c`), or COPY a reviewed file.',
    controls: cis('4.9'),
  },
  {
    id: 'image-pipe-to-shell',
    title: 'A download went straight into a shell',
    severity: 'medium',
    rationale: 'Whoever controls the address, or the network between, decides what is in the image.',
    remedy: 'Download to a file, verify its checksum or signature, then run it.',
    controls: cis('4.11'),
  },
  {
    id: 'image-unverified-packages',
    title: 'Packages were installed without verification',
    severity: 'high',
    rationale: 'A package that is not verified can be replaced on its way.',
    remedy: "Remove the option that turns verification off, and add the repository's key.",
    controls: cis('4.11'),
  },
  {
    id: 'image-update-alone',
    title: 'Package lists were updated in a layer of their own',
    severity: 'low',
    rationale: 'The layer is taken from the cache, and later installs get old versions.',
    remedy: 'Update and install in the same RUN instruction.',
    controls: cis('4.7'),
  },
  {
    id: 'image-tag-latest',
    title: 'The tag says nothing about the version',
    severity: 'low',
    rationale: 'Nobody can tell what runs, and the next pull may bring something else.',
    remedy: 'Tag with a version and deploy by digest.',
    controls: [],
  },
  {
    id: 'image-os-end-of-life',
    title: 'The operating system is past its regular support',
    severity: 'high',
    rationale: 'Vulnerabilities found from now on are not fixed in it, and often not even recorded.',
    remedy: 'Rebase to a release that is maintained.',
    controls: cis('4.4'),
  },
  {
    id: 'image-old',
    title: 'The image or its base was built long ago',
    severity: 'low',
    rationale: 'An image that is not rebuilt does not get the fixes its base and packages got since.',
    remedy: 'Rebuild on the newest base, and let it happen regularly.',
    controls: cis('4.4'),
  },
  {
    id: 'image-privileged-port',
    title: 'A port below 1024 is exposed',
    severity: 'low',
    rationale: 'Where the kernel does not allow it otherwise, binding one needs root or a capability.',
    remedy: 'Listen on a port from 1024 on, and map it where the container is started.',
    controls: cis('5.8'),
  },
  {
    id: 'image-ssh-server',
    title: 'An SSH server is installed',
    severity: 'medium',
    rationale:
      'It is a second way in with credentials of its own, past what the engine or cluster controls and records.',
    remedy: 'Remove it, and use `docker exec` or `kubectl exec`.',
    controls: cis('5.7', '4.3'),
  },
  {
    id: 'image-package-cache',
    title: 'Package lists or caches were left in the image',
    severity: 'low',
    rationale: 'They make the image larger and tell exactly which versions can be attacked.',
    remedy:
      'Delete them in the instruction that made them: `rm -rf /var/lib/apt/lists/*`, `apk add --no-cache`, `dnf clean all`.',
    controls: cis('4.3'),
  },
  {
    id: 'image-no-labels',
    title: 'Nothing says where the image comes from',
    severity: 'low',
    rationale: 'Without source and revision nobody can tell which commit to mend.',
    remedy: 'Set the labels org.opencontainers.image.source and org.opencontainers.image.revision at build time.',
    controls: [],
  },
];

/** Checks of what the image's configuration declares. */
import type { EpochMs } from '@plimsoll/core';
import { baseBuiltAt } from './base-age.ts';
import { type Answer, type CheckSubject, fail, type Judge, notApplicable, notEvaluated, pass } from './subject.ts';

export const dayMs = 86_400_000;
/** More than so many. */
export const oldAfterDays = 180;

export const configJudges: Readonly<Record<string, Judge>> = {
  'image-user-root': ofConfig(userRoot),
  'image-secret-in-config': ofConfig(({ secretsInConfig }) =>
    secretsInConfig.length === 0
      ? pass('No secret was found in environment, labels, commands and history.')
      : fail(
          `${count(secretsInConfig.length, 'secret')} in the configuration: ${secretsInConfig
            .slice(0, 3)
            .map(({ rule, setting }) => `${rule} in ${setting}`)
            .join('; ')}.`,
          secretsInConfig.map(({ setting }) => setting),
        ),
  ),
  'image-no-healthcheck': ofConfig(healthcheck),
  'image-tag-latest': ({ image }) => {
    if (image.repository === undefined) return notApplicable('The image was not asked for by a registry reference.');
    if (image.tag === undefined)
      return image.digest === undefined ? fail('No tag was given.') : pass('The image was asked for by digest.');
    return image.tag === 'latest' ? fail('The tag is `latest`.', ['latest']) : pass(`The tag is \`${image.tag}\`.`);
  },
  'image-os-end-of-life': endOfLife,
  'image-old': age,
  'image-privileged-port': ofConfig(({ image }) => {
    const low = image.config.exposedPorts.filter(
      (port) => Number.parseInt(port, 10) > 0 && Number.parseInt(port, 10) < 1024,
    );
    if (low.length > 0) return fail(`${low.join(', ')} ${low.length === 1 ? 'is' : 'are'} exposed.`, low);
    return pass(
      image.config.exposedPorts.length === 0
        ? 'No port is exposed.'
        : `Only ${image.config.exposedPorts.join(', ')} exposed.`,
    );
  }),
  'image-no-labels': ofConfig(({ image }) => {
    const names = [
      'org.opencontainers.image.source',
      'org.opencontainers.image.revision',
      'org.opencontainers.image.url',
      'org.label-schema.vcs-url',
    ];
    const present = names.filter((name) => (image.config.labels[name] ?? '') !== '');
    return present.length > 0
      ? pass(`${present.join(', ')} set.`)
      : fail('No label names source or revision.', names.slice(0, 2));
  }),
};

/** A folder has no configuration: nothing in it can pass or fail. */
function ofConfig(judge: Judge): Judge {
  return (subject) =>
    subject.image.digest === undefined && subject.history.length === 0
      ? notApplicable('What was scanned has no image configuration.')
      : judge(subject);
}

function userRoot({ image }: CheckSubject): Answer {
  const user = image.config.user.trim();
  if (user === '') return fail('USER is not set, so the image runs as root.', ['USER']);
  const name = user.split(':', 1)[0] as string;
  if (name === 'root' || /^0+$/.test(name)) return fail(`USER is \`${user}\`, which is root.`, ['USER']);
  return pass(`USER is \`${user}\`.`);
}

function healthcheck({ image, format }: CheckSubject): Answer {
  if (image.config.hasHealthcheck) return pass('HEALTHCHECK is set.');
  if (format === 'oci') return notApplicable('The OCI image format has no health checks.');
  if (format === 'docker') return fail('HEALTHCHECK is not set.', ['HEALTHCHECK']);
  return notEvaluated('Whether the format of the image has health checks is not known.');
}

function endOfLife({ image, contents, now }: CheckSubject): Answer {
  const os = image.os ?? contents.os;
  if (os === undefined) return notApplicable('The image has no operating system release file.');
  if (os.endOfLifeAt === undefined) return notEvaluated(`No end of life is known for ${os.name}.`);
  if (os.endOfLifeAt > now) return pass(`${os.name} is maintained until ${dayOf(os.endOfLifeAt)}.`);
  const extended = os.extendedSupportUntil;
  const ended = dayOf(os.endOfLifeAt);
  const places = ['etc/os-release'];
  if (extended === undefined || extended <= now) return fail(`${os.name} is not maintained since ${ended}.`, places);
  if (os.id === 'debian') {
    // Debian's long-term support costs nothing and comes through the same archive: a reason to plan, not to hurry.
    const evidence = `${os.name} left its regular security support on ${ended}; its long-term support, which mends less, ends ${dayOf(extended)}.`;
    return { ...fail(evidence, places), severity: 'low' };
  }
  return fail(
    `${os.name} is not maintained since ${ended}, except for those with extended support, which ends ${dayOf(extended)}.`,
    places,
  );
}

function age({ image, history, now }: CheckSubject): Answer {
  // Reproducible builds set the date to 1970 or 1980.
  const builtAt = image.createdAt === undefined || image.createdAt < Date.UTC(2013, 0) ? undefined : image.createdAt;
  const baseAt = baseBuiltAt(image, history);
  const said = builtAt === undefined ? undefined : `The image was built ${ageOf(builtAt, now)}.`;
  if (said !== undefined && isOld(builtAt, now)) return fail(said, ['created']);
  if (baseAt !== undefined && isOld(baseAt, now)) {
    const base = image.base?.name === undefined ? 'The base of the image' : `Its base ${image.base.name}`;
    return fail(`${base} was built ${ageOf(baseAt, now)}.`, ['history']);
  }
  return said === undefined ? notEvaluated('The image does not say when it was built.') : pass(said);
}

function isOld(at: EpochMs | undefined, now: EpochMs): boolean {
  return at !== undefined && Math.floor((now - at) / dayMs) > oldAfterDays;
}

function ageOf(at: EpochMs, now: EpochMs): string {
  return `${dayOf(at)}, ${count(Math.max(0, Math.floor((now - at) / dayMs)), 'day')} ago`;
}

function dayOf(at: EpochMs | number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

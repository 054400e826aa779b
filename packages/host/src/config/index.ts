/** The light half of the config room, for the command line: no schema, no YAML. */
export { durationMs } from './duration.ts';
export { defaultConfigFile, defaultDataDir, type Env, type Surroundings, surroundingsOf } from './places.ts';
export { flagName, type Setting, settings } from './settings.ts';

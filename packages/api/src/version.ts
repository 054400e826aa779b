/** One product version; version.test.ts holds it against package.json. */
export const productVersion = '0.1.0';

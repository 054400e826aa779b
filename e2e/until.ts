/** Asks again until it is so. What never becomes so within `ms` is an error that says what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | undefined>,
  ms = 30_000,
  everyMs = 50,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${ms} ms and it was not so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
